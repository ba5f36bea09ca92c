using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Review.Selection;

/// <summary>What is made of the names that <see cref="NamesInEvents"/> meets.</summary>
internal interface INames
{
    /// <summary>An account's id, wherever it stands: its new one, or the same.</summary>
    string Account(string id);

    /// <summary>The source of a command: a feed, a client, an operator. It may be an account's id.</summary>
    string Source(string source);

    /// <summary>A sentence, which may name accounts.</summary>
    string Prose(string text);

    /// <summary>A market's id. Markets keep theirs.</summary>
    void Market(MarketId id);
}
