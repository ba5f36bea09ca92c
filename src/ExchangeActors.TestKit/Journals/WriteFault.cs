namespace ExchangeActors.TestKit.Journals;

/// <summary>What becomes of a write to the journal.</summary>
public enum WriteFault
{
    /// <summary>It succeeds.</summary>
    None,

    /// <summary>It fails and nothing is stored.</summary>
    FailBeforeStoring,

    /// <summary>Everything is stored, and yet it is reported as failed.</summary>
    FailAfterStoring,

    /// <summary>It is refused and nothing is stored.</summary>
    Reject,

    /// <summary>It succeeds after a while.</summary>
    Delay,
}
