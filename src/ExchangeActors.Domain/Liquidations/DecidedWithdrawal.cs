using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Liquidations;

/// <summary>An account's newest withdrawal that asked, and what is kept of it, for retries.</summary>
public sealed record DecidedWithdrawal(long Number, Money Haircut);
