using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Accounts;

/// <content>What a risk monitor is told of an account, and how it finds out by itself whether the account has anything to decide.</content>
public sealed partial record Account
{
    /// <summary>
    /// What the account tells its risk monitor after its state changed from <paramref name="before"/>: nothing, unless something that
    /// matters to risk has. After recovery, from an empty account, it tells also that it has no position: what it said of that before may
    /// be lost.
    /// </summary>
    public IReadOnlyList<Outgoing> Announce(Account before)
    {
        ArgumentNullException.ThrowIfNull(before);
        var never = Positions.IsEmpty && before.Positions.IsEmpty && (before.IsOpen || Version <= 1);
        return never || (before.IsOpen && !DiffersInRisk(before))
            ? []
            : [new Outgoing(EntityRef.RiskMonitor(Id), AccountRisk.Of(this))];
    }

    /// <summary>
    /// The marks between which a margin check decides nothing, by market with a position: while every mark stays inside its band, all of
    /// them together, equity ≥ maintenance margin holds and no margin call begins or ends. Null when a check at these very marks decides
    /// something.
    /// </summary>
    /// <param name="marks">Of all the account's markets.</param>
    /// <param name="rules">Instruments and venue.</param>
    /// <param name="now">Exchange time.</param>
    public IReadOnlyList<(MarketId Market, SafeBand Band)>? SafeBands(MarkBoard marks, ExchangeRules rules, Moment now)
    {
        if (Decide(new CheckMargin(marks), rules, now).Events.Count > 0)
        {
            return null;
        }

        var band = Bands(marks, rules);
        var bands = new List<(MarketId Market, SafeBand Band)>(Positions.Count);
        foreach (var (market, position) in Positions)
        {
            if (!position.Size.IsZero)
            {
                bands.Add((market, band(market)));
            }
        }

        return bands;
    }

    /// <summary>
    /// True when a margin check at these marks can be decided: every market of the account has one, and none is older than that of its
    /// last margin decision.
    /// </summary>
    public bool CanBeCheckedAt(MarkBoard marks) => MarkMissing(marks) is null && OlderThanDecided(marks) is null;

    private bool DiffersInRisk(Account before) =>
        Wallet != before.Wallet
        || Kind != before.Kind
        || !ReferenceEquals(Positions, before.Positions)
        || !ReferenceEquals(Orders, before.Orders)
        || !ReferenceEquals(Distress, before.Distress)
        || !ReferenceEquals(Claim, before.Claim);
}
