using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Stories;

/// <summary>A sentence of a story.</summary>
/// <param name="Ordering">The event's place in the journal.</param>
/// <param name="Event">The event.</param>
/// <param name="At">Exchange time.</param>
/// <param name="Text">What happened.</param>
public sealed record StorySentence(long Ordering, string Event, string At, string Text);

/// <summary>A position that is left.</summary>
/// <param name="Market">The market.</param>
/// <param name="Size">Contracts, a long above zero.</param>
/// <param name="Cost">What it was bought for, or sold for below zero; quote.</param>
public sealed record StoryPosition(string Market, decimal Size, decimal Cost);

/// <summary>What happened to an account, from its own events.</summary>
/// <param name="Account">The account.</param>
/// <param name="Sentences">In order.</param>
/// <param name="MarginCalls">How many.</param>
/// <param name="Liquidations">How many.</param>
/// <param name="ForcedCloses">By ADL.</param>
/// <param name="ForcedProfit">Profit that those realised, quote.</param>
/// <param name="Fees">Paid for trades, quote.</param>
/// <param name="Wallet">Its cross balance at the end, quote.</param>
/// <param name="Positions">What it has at the end.</param>
public sealed record AccountStory(
    string Account,
    ImmutableArray<StorySentence> Sentences,
    int MarginCalls,
    int Liquidations,
    int ForcedCloses,
    decimal ForcedProfit,
    decimal Fees,
    decimal Wallet,
    ImmutableArray<StoryPosition> Positions)
{
    /// <summary>Reads the account's stream.</summary>
    /// <exception cref="ReviewException">There is no such account in the journal.</exception>
    public static AccountStory Of(ReviewedJournal journal, AccountId id, CancellationToken cancellation) =>
        Of(journal, id, false, cancellation);

    /// <summary>Reads the account's stream; for its owner, other accounts are not named.</summary>
    /// <exception cref="ReviewException">There is no such account in the journal.</exception>
    public static AccountStory Of(ReviewedJournal journal, AccountId id, bool forOwner, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var sentences = ImmutableArray.CreateBuilder<StorySentence>();
        var state = new ExchangeState();
        var (calls, liquidations, closes, profit, fees) = (0, 0, 0, 0m, 0m);
        foreach (var row in journal.ReadStream(EntityRef.Account(id)))
        {
            cancellation.ThrowIfCancellationRequested();
            var recorded = row.Recorded;
            state.Apply(recorded.Id.Stream, recorded.Event);
            calls += recorded.Event is MarginCallIssued ? 1 : 0;
            liquidations += recorded.Event is LiquidationStarted ? 1 : 0;
            closes += recorded.Event is PositionForceClosed ? 1 : 0;
            profit += recorded.Event is PositionForceClosed closed ? closed.RealisedPnl.Value : 0m;
            fees += recorded.Event is FillApplied fill ? fill.Fill.Fee.Value : 0m;
            if (AccountSentence.Of(recorded, forOwner) is { } text)
            {
                sentences.Add(new StorySentence(row.Ordering, recorded.Id.ToString(), recorded.At.ToString(), text));
            }
        }

        if (!state.Accounts.TryGetValue(id, out var account))
        {
            throw new ReviewException($"there is no account \"{id}\" in the journal; summary names those most affected");
        }

        return new AccountStory(
            id.Value,
            sentences.ToImmutable(),
            calls,
            liquidations,
            closes,
            profit,
            fees,
            account.Wallet.Value,
            [
                .. account.Positions.Select(
                    position => new StoryPosition(position.Key.Value, position.Value.Size.Value, position.Value.Cost.Value))
            ]);
    }
}
