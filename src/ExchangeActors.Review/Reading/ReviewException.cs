namespace ExchangeActors.Review.Reading;

/// <summary>A question that the journal cannot answer: what is wrong with it, and what to ask instead.</summary>
public sealed class ReviewException(string message) : Exception(message)
{
    /// <summary>True when older events are in an archive: the whole journal would have an answer.</summary>
    public bool IsArchived { get; init; }
}
