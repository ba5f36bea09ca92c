namespace ExchangeActors.Scenarios.Simulating;

/// <summary>
/// The codes that the deciders give: refusals of commands, declines of forced closes, and how a deleveraging or a loss sharing ended.
/// </summary>
internal static class KnownCodes
{
    public static IReadOnlyList<string> All { get; } =
    [
        "account-already-open", "account-frozen", "account-in-liquidation", "account-not-open", "accounts-could-not-pay",
            "bankruptcy-price-not-positive",
        "bankruptcy-prices-do-not-overlap", "close-below-margin", "command-number-passed", "crossed-quotes", "duplicate-position",
            "filled", "guard", "insufficient-margin", "invalid-account",
        "invalid-amount", "invalid-instrument", "invalid-price", "invalid-quantity", "invalid-rate", "margin-mode-mismatch",
            "market-already-listed", "market-not-listed",
        "market-without-mark", "negative-equity", "negative-equity-at-price", "no-open-interest", "no-position", "not-profitable",
        "nothing-to-cancel", "nothing-to-reduce", "open-interest-cap-account", "participant-reduce-only",
        "price-held", "price-not-positive",
        "price-out-of-band", "price-out-of-order", "price-too-large", "profit-haircut", "profit-not-released", "queue-exhausted",
        "reduce-only-exceeds-position", "round-limit", "severity", "shared", "side-only-drains", "stale-mark",
        "support-capacity", "support-limit",
        "too-many-orders", "tries-exhausted",
        "unknown-market", "unknown-order", "withdrawal-pending",
    ];

    /// <summary>Codes that no seed can reach, each with the reason.</summary>
    public static IReadOnlyDictionary<string, string> Unreachable { get; } = new Dictionary<string, string>
    {
        ["command-number-passed"] = "a simulated client sends its next command only once it has heard the answer to the last",
        ["not-profitable"] =
            "who is asked was ranked in profit, and the close is judged at the marks of the ranking; only a trade in between that moves "
                + "the entry price beyond the mark would do",
    };
}
