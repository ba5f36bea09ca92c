using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues;

/// <summary>What is known when the book has left a rest.</summary>
/// <param name="FundBalance">Fund balance less its floor, ≥ 0.</param>
/// <param name="FundAvailable">Fund balance less its floor less what other liquidations reserved.</param>
/// <param name="Attempts">How often the position was tried on the book.</param>
/// <param name="FundExhausted">The book had more, but the fund could not pay the next level.</param>
/// <param name="Filled">What the last try filled, unsigned.</param>
/// <param name="Equity">The account's, with the rest at the newest mark known.</param>
/// <param name="MaintenanceMargin">Of what the account has left, at the marks of the start.</param>
/// <param name="LossAtMark">What the rest would cost beyond its bankruptcy price at the newest mark, less what the liquidation's own closes
/// have brought beyond theirs, ≥ 0.</param>
/// <param name="FundPeak">The fund's highest balance of the last 8 hours less its floor, ≥ 0: compared with
/// <paramref name="FundBalance"/>.</param>
/// <param name="LossSincePeak">What the fund earned less than at its best moment of the last 8 hours, ≥ 0; deposits do not count.</param>
/// <param name="Active">Winners were closed at the last decision.</param>
/// <param name="OfVault">The position is a vault's own.</param>
public sealed record UnfilledRest(
    Money FundBalance,
    Money FundAvailable,
    int Attempts,
    bool FundExhausted,
    Quantity Filled,
    Money Equity,
    Money MaintenanceMargin,
    Money LossAtMark,
    Money FundPeak,
    Money LossSincePeak,
    bool Active,
    bool OfVault);

/// <summary>When winners must close what the book left.</summary>
public interface IDeleveragingTrigger : IPolicy
{
    /// <summary>False when winners are never closed.</summary>
    bool MayFire => true;

    /// <summary>
    /// True when an exhausted book closes winners whatever the fund holds, so that a fund never takes over what a book has left.
    /// </summary>
    bool IgnoresFund => false;

    /// <summary>Tries on the book after which it counts as exhausted where winners had their turn before it, ≥ 1.</summary>
    int BookAttempts => 1;

    /// <summary>The reason to deleverage without trying the book, or null.</summary>
    /// <param name="equity">The account's at the start.</param>
    string? FiresBeforeBook(Money equity) => null;

    /// <summary>The reason to deleverage now, or null to wait and try the book again.</summary>
    string? Fires(UnfilledRest rest);
}
