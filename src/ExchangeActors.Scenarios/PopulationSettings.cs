using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios;

/// <summary>How a population is generated. Fractions are in [0, 1].</summary>
/// <param name="Accounts">How many accounts.</param>
/// <param name="Wallets">How equity is spread over accounts.</param>
/// <param name="LongShare">Fraction of the directional accounts that are long.</param>
/// <param name="Leverage">A mixture of ranges; notional over equity at the opening.</param>
/// <param name="MarketsPerAccount">Weights of having 1, 2, 3 and 4 markets.</param>
/// <param name="MarketShares">Weights of being chosen, in the order of the scenario's markets.</param>
/// <param name="OppositeLegShare">Probability that a directional account's second or later position is on the other side.</param>
/// <param name="HedgedMakers">Accounts that are long one market and short others.</param>
/// <param name="IsolatedShare">Fraction of the directional accounts that use isolated margin.</param>
/// <param name="EntryScatter">Entries lie within this fraction around the opening mark, less at high leverage.</param>
/// <param name="MarginBuffer">Equity at the opening is at least this multiple of initial margin, ≥ 1.</param>
/// <param name="Owner">Who stands behind all of them; null when each is its own.</param>
public sealed record PopulationSettings(
    int Accounts,
    WalletSettings Wallets,
    decimal LongShare,
    ImmutableArray<LeverageRange> Leverage,
    ImmutableArray<decimal> MarketsPerAccount,
    ImmutableArray<decimal> MarketShares,
    decimal OppositeLegShare,
    HedgedMakerSettings HedgedMakers,
    decimal IsolatedShare,
    decimal EntryScatter,
    decimal MarginBuffer,
    OwnerId? Owner = null);

/// <summary>A Pareto distribution of equity: P(equity &gt; x) = (least / x)^tailIndex, cut off at the cap. Quote.</summary>
public sealed record WalletSettings(Money Least, decimal TailIndex, Money Cap);

/// <summary>A range of leverage, uniform within, chosen with this weight.</summary>
public sealed record LeverageRange(decimal Share, decimal From, decimal To);

/// <summary>Market makers with a hedged book.</summary>
/// <param name="Share">Fraction of all accounts.</param>
/// <param name="WalletMultiple">Their wallets are this many times a trader's (still capped).</param>
/// <param name="Leverage">Gross notional over equity.</param>
public sealed record HedgedMakerSettings(decimal Share, decimal WalletMultiple, decimal Leverage);
