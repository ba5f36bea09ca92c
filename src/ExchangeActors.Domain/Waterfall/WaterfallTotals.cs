using System.Collections.Immutable;

namespace ExchangeActors.Domain.Waterfall;

/// <summary>Liquidations.</summary>
/// <param name="Count">Liquidations opened.</param>
/// <param name="Accounts">Distinct accounts.</param>
/// <param name="Notional">Of all positions at the marks at which margin broke.</param>
/// <param name="BookNotional">Closed on the book, at those marks.</param>
/// <param name="BookExecuted">Closed on the book, at execution prices.</param>
/// <param name="FirstAt">Exchange time of the first; null when there was none.</param>
public sealed record LiquidationTotals(long Count, int Accounts, decimal Notional, decimal BookNotional, decimal BookExecuted,
    string? FirstAt);

/// <summary>
/// What became of the liquidated notional, all at the marks at which margin broke: book + adl + takenOver + returned + open = notional.
/// </summary>
/// <param name="Notional">All that was liquidated.</param>
/// <param name="Book">Closed on the book.</param>
/// <param name="Adl">Closed by ADL.</param>
/// <param name="TakenOver">Taken over by vaults, liquidators, liquidity-support participants or the exchange.</param>
/// <param name="Returned">Left with its account, whose margin sufficed again.</param>
/// <param name="Open">Of liquidations not over yet.</param>
/// <param name="LossBeyondBankruptcy">What closing cost beyond the accounts' equity: fund + other accounts + deficit.</param>
/// <param name="PaidByFund">Paid by the fund.</param>
/// <param name="PaidByOthers">Paid by other accounts, where the venue shares losses or keeps part of withdrawals.</param>
/// <param name="PaidByNobody">Booked as deficit.</param>
public sealed record WaterfallTotals(
    decimal Notional,
    decimal Book,
    decimal Adl,
    decimal TakenOver,
    decimal Returned,
    decimal Open,
    decimal LossBeyondBankruptcy,
    decimal PaidByFund,
    decimal PaidByOthers,
    decimal PaidByNobody)
{
    /// <summary>Of what was taken over, by liquidity-support participants.</summary>
    public decimal Supported { get; init; }
}

/// <summary>
/// The insurance fund's ledger: start + credited − debited = end. Credited are liquidation fees and what rounding up of shared losses
/// brought.
/// </summary>
public sealed record FundTotals(decimal Start, decimal Credited, decimal Debited, decimal End, decimal Floor, decimal Lowest,
    string? FirstUnableAt);

/// <summary>Auto-deleveraging.</summary>
/// <param name="Rounds">Rankings.</param>
/// <param name="Deleveragings">Bankrupt positions that needed it.</param>
/// <param name="ForcedCloses">Forced closes.</param>
/// <param name="Accounts">Distinct accounts closed.</param>
/// <param name="Notional">At the ADL prices.</param>
/// <param name="RealisedPnl">Profit taken with them.</param>
/// <param name="ForgonePnl">What the closed accounts would have had more at the mark of the ranking; below zero: they got more than the
/// mark.</param>
/// <param name="WholePositions">Forced closes that closed a position whole.</param>
/// <param name="ShownNext">Forced closes of accounts that the five-step indicator of that ranking's queue showed all five lights.</param>
/// <param name="Declined">Steps declined.</param>
/// <param name="RoundLimits">Deleveragings that ended at the limit of rounds, with winners left.</param>
/// <param name="Unfilled">Notional, at the ADL prices, that no winner could take.</param>
/// <param name="FirstAt">Exchange time of the first; null when there was none.</param>
public sealed record DeleveragingTotals(
    long Rounds,
    long Deleveragings,
    long ForcedCloses,
    int Accounts,
    decimal Notional,
    decimal RealisedPnl,
    decimal ForgonePnl,
    long WholePositions,
    long ShownNext,
    long Declined,
    long RoundLimits,
    decimal Unfilled,
    string? FirstAt)
{
    /// <summary>Waves of forced closes: a longer time than <see cref="AdlWaves.LongestGapMs"/> without one begins a new one.</summary>
    public int Waves { get; init; }

    /// <summary>The ten accounts that ADL closed most of, their share in the notional at the ADL prices; null without ADL.</summary>
    public decimal? TopTenShare { get; init; }

    /// <summary>Forced closes with a profit above zero ÷ forced closes; null without any.</summary>
    public decimal? InProfitShare { get; init; }

    /// <summary>Why ADL was asked for: how often each reason, one per request of a liquidation.</summary>
    public ImmutableSortedDictionary<string, long> Reasons { get; init; } = ImmutableSortedDictionary<string, long>.Empty;
}

/// <summary>
/// A market's part; notionals as in the totals. The newest price was held back <c>HeldPrices</c> times, for <c>HeldSeconds</c> of exchange
/// time in all.
/// </summary>
public sealed record MarketTotals(
    string Market,
    decimal? FirstMark,
    decimal? LowestMark,
    decimal? LastMark,
    decimal OpenInterest,
    long Trades,
    long Liquidations,
    decimal Notional,
    decimal Book,
    decimal Adl,
    decimal TakenOver,
    decimal Returned,
    decimal Open,
    long ForcedCloses,
    decimal AdlExecuted,
    long HeldPrices,
    decimal HeldSeconds);

/// <summary>An account that was force-closed.</summary>
/// <param name="Account">The account.</param>
/// <param name="ForcedCloses">How often.</param>
/// <param name="Markets">In how many markets.</param>
/// <param name="Notional">At the ADL prices.</param>
/// <param name="RealisedPnl">Profit taken.</param>
/// <param name="BestRank">Its best place in a recorded queue.</param>
/// <param name="Lights">The five-step indicator that a ranking showed it before it was closed, the highest: 5 is next.</param>
/// <param name="HighestScore">Its highest score.</param>
public sealed record Counterparty(string Account, long ForcedCloses, int Markets, decimal Notional, decimal RealisedPnl, int BestRank,
    int Lights, decimal HighestScore);
