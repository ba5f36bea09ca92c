namespace ExchangeActors.Domain.Liquidations;

/// <summary>How a liquidation ends.</summary>
public static class LiquidationEnd
{
    /// <summary>Everything was closed.</summary>
    public const string Closed = "closed";

    /// <summary>What was closed restored the margin, at the marks that it was closed by.</summary>
    public const string MarginRestored = "margin-restored";

    /// <summary>While it waited the margin recovered: the rest stays with the account.</summary>
    public const string MarginRecovered = "margin-recovered";

    /// <summary>The rest stays open, as the venue's residual has it; the next check decides anew.</summary>
    public const string RestStaysOpen = "rest-stays-open";
}
