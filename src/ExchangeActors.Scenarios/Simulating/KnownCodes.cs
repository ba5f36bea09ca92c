namespace ExchangeActors.Scenarios.Simulating;

/// <summary>The codes that the deciders give: refusals of commands, declines of forced closes, and how a deleveraging or a loss sharing ended.</summary>
internal static class KnownCodes
{
    public static IReadOnlyList<string> All { get; } =
    [
        "account-already-open", "account-frozen", "account-in-liquidation", "account-not-open", "accounts-could-not-pay", "bankruptcy-price-not-positive",
        "bankruptcy-prices-do-not-overlap", "command-number-passed", "crossed-quotes", "duplicate-position", "filled", "guard", "insufficient-margin", "invalid-account",
        "invalid-amount", "invalid-instrument", "invalid-price", "invalid-quantity", "invalid-rate", "margin-mode-mismatch", "market-already-listed", "market-not-listed",
        "market-without-mark", "negative-equity", "negative-equity-at-price", "no-position", "not-profitable", "nothing-to-cancel", "price-held", "price-not-positive",
        "price-out-of-order", "price-too-large", "queue-exhausted", "reduce-only-exceeds-position", "round-limit", "severity", "too-many-orders", "tries-exhausted",
        "unknown-market", "unknown-order", "withdrawal-pending",
    ];
}
