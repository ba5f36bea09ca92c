namespace ExchangeActors.Review.Reading;

/// <summary>A question that the journal cannot answer: what is wrong with it, and what to ask instead.</summary>
public sealed class ReviewException(string message) : Exception(message);
