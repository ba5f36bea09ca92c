using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Liquidations;

/// <summary>An account's newest withdrawal that asked, and what is kept of it, for retries.</summary>
/// <param name="Number">The withdrawal.</param>
/// <param name="Haircut">Kept of it.</param>
/// <param name="Remainder">What the rate asked of all its withdrawals so far less what was kept of them, in (−quote tick, 0]: many small
/// withdrawals lose no more than one large one.</param>
public sealed record DecidedWithdrawal(long Number, Money Haircut, decimal Remainder);
