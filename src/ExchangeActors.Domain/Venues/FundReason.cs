namespace ExchangeActors.Domain.Venues;

/// <summary>Why a trigger fires when the fund is unable to pay. A fund that has merely lost much may still be able to.</summary>
public static class FundReason
{
    /// <summary>It has nothing above its floor.</summary>
    public const string AtFloor = "fund-at-floor";

    /// <summary>It cannot pay the next level of the book.</summary>
    public const string CannotPayNextLevel = "fund-cannot-pay-next-level";

    /// <summary>It cannot take the position over.</summary>
    public const string CannotTakePosition = "fund-cannot-take-position";

    /// <summary>True for these reasons.</summary>
    public static bool IsUnable(string reason) => reason is AtFloor or CannotPayNextLevel or CannotTakePosition;
}
