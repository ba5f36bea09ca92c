using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Liquidations;

/// <summary>The part of a withdrawal that is released profit, with the account's claim as it is before it.</summary>
/// <param name="Amount">Of the withdrawal, &gt; 0.</param>
/// <param name="Claim">The account's claim.</param>
public sealed record ProfitAsked(Money Amount, ToldClaim Claim)
{
    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => Claim.WriteTo(writer.Write(Amount.Value));
}

/// <summary>An account tells the pool what it has lost, and what of its profit is released when.</summary>
/// <param name="Account">The account.</param>
/// <param name="Claim">Its claim; one with an older number changes nothing.</param>
/// <param name="Pool">Whom it tells.</param>
public sealed record ReportClaim(AccountId Account, ToldClaim Claim, string Pool) : OwedMessage
{
    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer) => Claim.WriteTo(writer.Write(Account.Value).Write(Pool));
}

/// <summary>The pool knows the claim of this number.</summary>
public sealed record ClaimTaken(long Number) : Message;
