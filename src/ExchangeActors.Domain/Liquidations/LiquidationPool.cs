using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Liquidations;

/// <summary>
/// An insurance pool: the fund's ledger and the liquidations that it works on. A liquidation goes position by position through book (the
/// fund paying beyond the bankruptcy price, level by level), take-over by the fund, ADL, and take-over by the exchange at the mark; then
/// the account settles, and the fund, or a booked deficit, makes its shortfall good.
/// </summary>
/// <param name="Pool">The pool's name.</param>
/// <param name="Version">Events folded.</param>
/// <param name="Balance">The insurance fund, quote.</param>
/// <param name="Seeded">Paid in from outside.</param>
/// <param name="Credited">Liquidation fees received.</param>
/// <param name="Debited">Shortfalls paid.</param>
/// <param name="Deficit">Shortfalls that the fund could not pay: owed by the exchange.</param>
/// <param name="Cases">Liquidations that are not over.</param>
/// <param name="Numbers">The newest liquidation of every account that had one.</param>
/// <param name="TakeOvers">Transfers so far to each account that takes over.</param>
/// <param name="Commands">Commands seen, by source.</param>
/// <param name="Outbox">What the pool owes.</param>
public sealed partial record LiquidationPool(
    string Pool,
    long Version,
    Money Balance,
    Money Seeded,
    Money Credited,
    Money Debited,
    Money Deficit,
    ImmutableSortedDictionary<LiquidationId, LiquidationCase> Cases,
    ImmutableSortedDictionary<AccountId, int> Numbers,
    ImmutableSortedDictionary<AccountId, long> TakeOvers,
    CommandLog Commands,
    Outbox Outbox) : IFolded<LiquidationPool>
{
    /// <summary>Reserved for fills and take-overs beyond bankruptcy prices that have not been settled: Σ budget of the cases.</summary>
    public Money Reserved => Lines.Reserved;

    /// <summary>Liquidations opened so far.</summary>
    public long LiquidationsOpened { get; init; }

    private CaseLines Lines { get; init; } = CaseLines.Of(Cases.Values);

    /// <summary>Exchange time of the newest tick; null before the first.</summary>
    public Moment? Now { get; init; }

    /// <summary>The fund's peaks of the last 8 hours.</summary>
    public FundPeaks Peaks { get; init; } = FundPeaks.None;

    /// <summary>Winners were closed at the last decision whether to.</summary>
    public bool Deleverages { get; init; }

    /// <summary>Losses that wait to be shared, by market.</summary>
    public ImmutableSortedDictionary<MarketId, Money> Unshared { get; init; } = ImmutableSortedDictionary<MarketId, Money>.Empty;

    /// <summary>The sharing under way.</summary>
    public LossSharing? Sharing { get; init; }

    /// <summary>Loss sharings so far.</summary>
    public long Sharings { get; init; }

    /// <summary>Losses that other accounts have paid.</summary>
    public Money Shared { get; init; }

    /// <summary>The newest answer to every account that asked for a withdrawal.</summary>
    public ImmutableSortedDictionary<AccountId, DecidedWithdrawal> Withdrawals { get; init; } = ImmutableSortedDictionary<AccountId,
        DecidedWithdrawal>.Empty;

    /// <summary>Kept of withdrawals to pay booked deficits.</summary>
    public Money Haircuts { get; init; }

    /// <summary>Kept of withdrawals beyond the booked deficit: it stays in the vault and backs the profits of others.</summary>
    public Money Unclaimed { get; init; }

    /// <summary>What accounts have told of their principal and profit, where profit takes a haircut.</summary>
    public ToldClaims Claims { get; init; } = ToldClaims.None;

    /// <summary>How much of released profit is paid for at a time.</summary>
    public ProfitHaircut HaircutAt(Moment now) => Claims.Haircut(now, Debited);

    /// <summary>What the fund earned less than at its best moment of the last 8 hours.</summary>
    public Money LossSincePeak => Money.Max(Money.Zero, Peaks.Profit - (Credited - Debited));

    /// <summary>A pool without money.</summary>
    public static LiquidationPool New(string pool) => new(
        pool,
        0,
        Money.Zero,
        Money.Zero,
        Money.Zero,
        Money.Zero,
        Money.Zero,
        ImmutableSortedDictionary<LiquidationId, LiquidationCase>.Empty,
        ImmutableSortedDictionary<AccountId, int>.Empty,
        ImmutableSortedDictionary<AccountId, long>.Empty,
        CommandLog.Empty,
        Outbox.Empty);

    /// <summary>
    /// Feeds the state into a hash: every field, so that equal hashes are equal states. What the cases come to is kept beside them, so it
    /// is written too.
    /// </summary>
    public void WriteTo(CanonicalWriter writer)
    {
        writer.Write(Pool).Write(Version).Write(Balance.Value).Write(Seeded.Value).Write(Credited.Value).Write(Debited.Value)
            .Write(Deficit.Value)
            .Each(Cases, static (into, entry) => entry.Value.WriteTo(into.Write(entry.Key.Value)))
            .Each(Numbers, static (into, entry) => into.Write(entry.Key.Value).Write(entry.Value))
            .Each(TakeOvers, static (into, entry) => into.Write(entry.Key.Value).Write(entry.Value));
        Commands.WriteTo(writer);
        Outbox.WriteTo(writer);
        Lines.WriteTo(writer);
        Peaks.WriteTo(writer.Write(LiquidationsOpened).Write(Now?.UnixMs));
        writer.Write(Deleverages).Each(Unshared, static (into, entry) => into.Write(entry.Key.Value).Write(entry.Value.Value))
            .Write(Sharing is not null);
        Sharing?.WriteTo(writer);
        writer.Write(Sharings).Write(Shared.Value)
            .Each(Withdrawals, static (into, entry) => into.Write(entry.Key.Value).Write(entry.Value.Number)
                .Write(entry.Value.Haircut.Value).Write(entry.Value.Remainder))
            .Write(Haircuts.Value).Write(Unclaimed.Value);
        Claims.WriteTo(writer);
        writer.Each(Supporters, static (into, entry) => entry.Value.WriteTo(into.Write(entry.Key.Value))).Write(LastSupporter?.Value);
    }
}
