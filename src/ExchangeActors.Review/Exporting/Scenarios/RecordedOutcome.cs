using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Review.Exporting.Scenarios;

/// <summary>
/// What came of a record, for the scenario's <c>then</c>: totals, and the accounts that were margin-called, liquidated or force-closed.
/// </summary>
internal sealed class RecordedOutcome
{
    private readonly SortedDictionary<AccountId, Fate> _fates = [];
    private readonly Dictionary<AccountId, IEnumerable<MarketId>> _opened = [];

    /// <summary>Liquidations begun.</summary>
    public long Liquidations { get; private set; }

    /// <summary>Forced closes.</summary>
    public long ForcedCloses { get; private set; }

    /// <summary>Accounts that something is expected of.</summary>
    public int Accounts => _fates.Count;

    /// <summary>Takes notice of an event.</summary>
    public void Observe(RecordedEvent recorded)
    {
        var account = new AccountId(recorded.Id.Stream.Id);
        switch (recorded.Event)
        {
            case AccountOpened { Positions.IsEmpty: false } e:
                _opened[account] = e.Positions.Select(position => position.Market);
                break;
            case MarginCallIssued:
                Of(account).MarginCalled = true;
                break;
            case LiquidationStarted:
                Liquidations++;
                Of(account).Liquidated = true;
                break;
            case PositionForceClosed e:
                ForcedCloses++;
                Of(account).Closes.Add((e.Step.Deleveraging.Market, ScenarioText.Line(
                    new { market = e.Step.Deleveraging.Market.Value, quantity = e.Quantity.Value, price = e.Price.Value, rank = e.Rank })));
                break;
            case SideSettled { Closed.IsZero: false }:
                ForcedCloses++;
                break;
            default:
                break;
        }
    }

    /// <summary>The entries of <c>then.accounts</c>, by account.</summary>
    /// <param name="state">The states at the end.</param>
    /// <param name="names">What accounts are called.</param>
    public IEnumerable<string> Lines(ExchangeState state, ScenarioNames names) => _fates.Select(pair =>
    {
        var (id, fate) = pair;
        var positions = state.Account(id).Positions;
        var markets = positions.Keys.Concat(_opened.GetValueOrDefault(id, [])).Concat(fate.Closes.Select(close => close.Market))
            .Distinct().Order();
        var sizes = markets.Select(market => ScenarioText.Line(
            new { market = market.Value, size = positions.GetValueOrDefault(market)?.Size.Value ?? 0m }));
        return $"{{\"id\":{ScenarioText.Line(names[id])},\"marginCalled\":{Truth(fate.MarginCalled)},"
            + $"\"liquidated\":{Truth(fate.Liquidated)},"
            + $"\"positions\":[{string.Join(',', sizes)}],\"forceClosed\":[{string.Join(',', fate.Closes.Select(close => close.Line))}]}}";
    });

    private static string Truth(bool value) => value ? "true" : "false";

    private Fate Of(AccountId account)
    {
        if (!_fates.TryGetValue(account, out var fate))
        {
            _fates[account] = fate = new Fate();
        }

        return fate;
    }

    private sealed class Fate
    {
        public bool MarginCalled { get; set; }

        public bool Liquidated { get; set; }

        public List<(MarketId Market, string Line)> Closes { get; } = [];
    }
}
