using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.Folding;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Selection;
using ExchangeActors.Review.States;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Node.Reviewing;

/// <summary>What a question names, found in the journal: events, times, accounts, markets, deleveragings.</summary>
internal static class Asked
{
    /// <summary>That nothing happened to somebody whom the journal does not have would be read as an answer.</summary>
    /// <exception cref="ReviewException">There is no such account or market.</exception>
    public static void RequireKnown(ReviewedJournal journal, TimelineQuestion question)
    {
        if (question is { Account: null, Market: null })
        {
            return;
        }

        var streams = journal.ReadStreams().Select(head => head.Stream).ToHashSet();

        // A part of a journal may name accounts of which it has no event.
        if (question.Account is { } account && !journal.IsCut && !streams.Contains(EntityRef.Account(new AccountId(account))))
        {
            throw new ReviewException($"there is no account \"{Identifier.Shown(account)}\" in the journal"
                + (Nearest.Closest(account, Ids(EntityKind.Account)) is { } near ? $"; did you mean \"{near}\"?" : string.Empty));
        }

        if (question.Market is { } market && !streams.Contains(EntityRef.Market(new MarketId(market)))
            && Ids(EntityKind.Market) is { Count: > 0 } markets)
        {
            throw new ReviewException($"the journal has no market \"{Identifier.Shown(market)}\"; {Nearest.Remedy(market, markets)}");
        }

        List<string> Ids(EntityKind kind) =>
            [.. streams.Where(stream => stream.Kind == kind).Select(stream => stream.Id).Order(StringComparer.Ordinal)];
    }

    /// <summary>The deleveraging of this name.</summary>
    /// <exception cref="ReviewException">It is none.</exception>
    public static DeleveragingId Deleveraging(string text) =>
        EventAddress.ParseDeleveraging(text) ?? throw new ReviewException(
            $"\"{text}\" is not a deleveraging; write adl/<market>/<number>, e.g. adl/BTC-PERP/3");

    /// <summary>The states of a journal, folded for the first question of it.</summary>
    public static StateIndex Index(ReviewedJournal journal, CancellationToken cancellation)
    {
        using var progress = new ReviewProgress("folding for the first time", journal.Count);
        return StateIndex.Open(journal, null, progress, cancellation);
    }

    /// <summary>The states at an event or a time.</summary>
    /// <exception cref="ReviewException">There is no such event, or nothing had happened yet.</exception>
    public static StateView View(ReviewedJournal journal, StateIndex index, string text)
    {
        var place = PlaceOf(text)!.Value;
        var ordering = place.Ordering ?? index.Before(place.At!.Value);
        if (ordering == 0 && place.At is { } time && journal.At(1) is { } first)
        {
            throw new ReviewException($"at {time} nothing had happened yet: the journal begins at {first.Recorded.At}");
        }

        return ordering > journal.Count
            ? throw new ReviewException($"there is no event {ordering}: the journal has {journal.Count}")
            : index.View(ordering);
    }

    /// <summary>The place of an event, or of the last one up to a time: 0, the beginning, before the first.</summary>
    /// <exception cref="ReviewException">There is no such event.</exception>
    public static long Ordering(ReviewedJournal journal, string text, CancellationToken cancellation)
    {
        var place = PlaceOf(text)!.Value;
        if (place.Ordering is { } ordering)
        {
            return ordering == 0 || journal.At(ordering) is not null ? ordering
                : throw new ReviewException($"there is no event {ordering}: the journal has {journal.Count}");
        }

        using var index = Index(journal, cancellation);
        return index.Before(place.At!.Value);
    }

    /// <summary>An event's place or a time; null for none.</summary>
    /// <exception cref="ReviewException">It is neither.</exception>
    public static Place? PlaceOf(string? text) => text is null ? null
        : Place.Parse(text)
            ?? throw new ReviewException($"\"{text}\" is neither an event's place (1234) nor a time (2025-10-10T21:15:00Z)");
}
