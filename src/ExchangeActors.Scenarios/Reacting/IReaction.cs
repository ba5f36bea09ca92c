using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Prices;

namespace ExchangeActors.Scenarios.Reacting;

/// <summary>What traders know at a tick.</summary>
/// <param name="Tick">Its number.</param>
/// <param name="AtMs">Exchange time, milliseconds since 1970.</param>
/// <param name="Points">The prices of all markets, in the scenario's order.</param>
/// <param name="News">What happened since the tick before.</param>
/// <param name="Marks">The newest marks.</param>
public sealed record ReactionMoment(int Tick, long AtMs, ImmutableArray<PricePoint> Points, IReadOnlyList<News> News, MarkBoard Marks);

/// <summary>A command of one that reacts.</summary>
/// <param name="Account">Who gives it.</param>
/// <param name="Id">A function of the strategy, the tick and the market.</param>
/// <param name="Command">What is to be done.</param>
public sealed record Reaction(AccountId Account, CommandId Id, Message Command);

/// <summary>One way to react. What it does at a tick is a function of the scenario and of what happened before the tick.</summary>
internal interface IReaction
{
    /// <summary>Accounts of its own, opened with the exchange.</summary>
    IEnumerable<OpeningAccount> Accounts { get; }

    /// <summary>Shown every trader's account as it is opened.</summary>
    void Meet(OpeningAccount account);

    /// <summary>What is done at a tick, in an order of its own; at most one command per account and market.</summary>
    IEnumerable<Reaction> At(ReactionMoment now);
}
