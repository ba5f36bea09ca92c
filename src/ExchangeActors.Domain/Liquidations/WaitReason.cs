namespace ExchangeActors.Domain.Liquidations;

/// <summary>Why a liquidation waits for time to pass; besides these, with what ended a deleveraging that left something.</summary>
public static class WaitReason
{
    /// <summary>The book has nothing more inside the limit.</summary>
    public const string BookExhausted = "book-exhausted";

    /// <summary>Trading is halted: no book was tried.</summary>
    public const string MarketHalted = "market-halted";

    /// <summary>The sizing pauses between two pieces.</summary>
    public const string Pause = "pause";

    /// <summary>The account's positions are not (all) those that its margin broke with.</summary>
    public const string PositionsMoved = "positions-moved";
}
