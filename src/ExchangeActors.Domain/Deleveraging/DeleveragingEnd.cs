namespace ExchangeActors.Domain.Deleveraging;

/// <summary>How a deleveraging ends; besides these, with the code of the eligibility that refused the price.</summary>
public static class DeleveragingEnd
{
    /// <summary>Everything was closed.</summary>
    public const string Filled = "filled";

    /// <summary>As much as the severity asked for was closed.</summary>
    public const string Severity = "severity";

    /// <summary>The guard lets nothing more be closed: the rest goes back to the book.</summary>
    public const string Guard = "guard";

    /// <summary>As many counterparties as may be were asked.</summary>
    public const string TriesExhausted = "tries-exhausted";

    /// <summary>Nobody is left in the queue.</summary>
    public const string QueueExhausted = "queue-exhausted";

    /// <summary>The limit of rounds was reached.</summary>
    public const string RoundLimit = "round-limit";
}
