using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Causes;

/// <summary>One link: an event, and the message whose decision it is of.</summary>
/// <param name="Row">The event.</param>
/// <param name="Input">The message that was decided.</param>
public sealed record CauseLink(JournalRow Row, Message? Input);

/// <summary>Why an event happened.</summary>
/// <param name="Links">From the event back to the one that an input from outside led to at once.</param>
/// <param name="End">The input from outside, e.g. <c>outside/feed#12</c>; null when a cause is not in the journal.</param>
/// <param name="Missing">The cause that is not in the journal; null when all are.</param>
/// <param name="Earlier">
/// Where the chain ends at something other than a price (a liquidation that waited goes on when time passes): the chain of the start of the
/// liquidation that its oldest link belongs to; and if that one followed from another liquidation's end, the chain of the start of that
/// one, and so on. Empty otherwise.
/// </param>
/// <param name="Liquidation">The liquidation that the event itself is of; null where it is of none.</param>
/// <param name="Begun">
/// The chain of the start of <paramref name="Liquidation"/>, where that is neither among <paramref name="Links"/> nor
/// <paramref name="Earlier"/>: it had waited, and went on when another one ended. Empty otherwise.
/// </param>
public sealed record CauseChain(ImmutableArray<CauseLink> Links, EventRef? End, EventRef? Missing,
    ImmutableArray<ImmutableArray<CauseLink>> Earlier, LiquidationId? Liquidation, ImmutableArray<CauseLink> Begun)
{
    /// <summary>True when it ends at a price from the feed: a mark tick.</summary>
    public bool EndsAtMarkTick => IsMarkTick(Earlier.IsEmpty ? Links : Earlier[^1]);

    /// <summary>
    /// How many of the newest links are of the event's own liquidation; the others are of those whose ends set it off, one after the other.
    /// </summary>
    public int OwnLinks
    {
        get
        {
            var own = 0;
            for (var place = 0; place < Links.Length; place++)
            {
                if (OfLiquidation(Links[place].Row) is { } liquidation)
                {
                    if (liquidation != Liquidation)
                    {
                        return own;
                    }

                    own = place + 1;
                }
            }

            return Links.Length;
        }
    }

    /// <summary>The liquidations of the other links, newest first, each once.</summary>
    public IEnumerable<LiquidationId> Others => Links.Skip(OwnLinks).Select(link => OfLiquidation(link.Row)).OfType<LiquidationId>()
        .Where(other => other != Liquidation).Distinct();

    /// <summary>Follows the causes of an event.</summary>
    /// <exception cref="JournalException">A row is damaged.</exception>
    public static CauseChain Of(ReviewedJournal journal, JournalRow row)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var (links, end, missing) = Follow(journal, row);
        var earlier = ImmutableArray.CreateBuilder<ImmutableArray<CauseLink>>();
        var newest = links;
        while (!IsMarkTick(newest) && StartOf(journal, newest) is { } start && start.Ordering < newest[^1].Row.Ordering)
        {
            newest = Follow(journal, start).Links;
            earlier.Add(newest);
        }

        var own = OfLiquidation(row);
        var begun = own is { } liquidation && StartOf(journal, liquidation) is { } began && began.Ordering < row.Ordering
            && !links.Concat(earlier.SelectMany(chain => chain)).Any(link => link.Row.Ordering == began.Ordering)
            ? Follow(journal, began).Links : [];
        return new CauseChain(links, end, missing, earlier.DrainToImmutable(), own, begun);
    }

    private static bool IsMarkTick(ImmutableArray<CauseLink> links) =>
        links is [.., { Row.Recorded.Event: MarkPriceUpdated, Input: UpdatePrice }];

    private static (ImmutableArray<CauseLink> Links, EventRef? End, EventRef? Missing) Follow(ReviewedJournal journal, JournalRow row)
    {
        var links = ImmutableArray.CreateBuilder<CauseLink>();
        while (true)
        {
            links.Add(new CauseLink(row, InputOf(journal, row)));
            var cause = row.Recorded.CausedBy;
            if (cause.Stream.Kind == EntityKind.Outside)
            {
                return (links.DrainToImmutable(), cause, null);
            }

            // A cause precedes its effect; a chain that does not is doctored and would never end.
            if (journal.Find(cause) is not { } earlier || earlier.Ordering >= row.Ordering)
            {
                return (links.DrainToImmutable(), null, cause);
            }

            row = earlier;
        }
    }

    /// <summary>The message that the event's decision was taken on: it is with the first event of the decision.</summary>
    private static Message? InputOf(ReviewedJournal journal, JournalRow row)
    {
        for (JournalRow? first = row; first is { } at; first = journal.Find(at.Recorded.Id with { Sequence = at.Recorded.Id.Sequence - 1 }))
        {
            if (at.Stored.ReadInput() is { } input)
            {
                return input;
            }
        }

        return null;
    }

    /// <summary>
    /// The start of the liquidation that the chain's oldest link belongs to (a later one may have followed from its end); null when it
    /// belongs to none.
    /// </summary>
    private static JournalRow? StartOf(ReviewedJournal journal, ImmutableArray<CauseLink> links)
    {
        foreach (var link in links.Reverse())
        {
            if (OfCase(link.Row) is { } liquidation && AccountOf(liquidation) is not null)
            {
                return StartOf(journal, liquidation);
            }
        }

        return null;
    }

    private static JournalRow? StartOf(ReviewedJournal journal, LiquidationId liquidation) => AccountOf(liquidation) is not { } account
        ? null
        : journal.ReadStream(EntityRef.Account(account))
            .Where(row => row.Recorded.Event is LiquidationStarted started && started.Liquidation == liquidation)
            .Cast<JournalRow?>().FirstOrDefault();

    private static LiquidationId? OfLiquidation(JournalRow row) => row.Recorded.Event switch
    {
        LiquidationStarted e => e.Liquidation,
        LiquidationEnded e => e.Liquidation,
        DeleveragingCompleted e => e.Liquidation,
        _ => OfCase(row),
    };

    private static LiquidationId? OfCase(JournalRow row) => row.Recorded.Event switch
    {
        LiquidationCaseEvent e => e.Liquidation,
        DeleveragingOpened e => e.Liquidation,
        PositionForceClosed e => e.Liquidation,
        SideShrunk e => e.Liquidation,
        ForceCloseDeclined e => e.Liquidation,
        _ => null,
    };

    private static AccountId? AccountOf(LiquidationId liquidation)
    {
        var (first, last) = (liquidation.Value.IndexOf('/', StringComparison.Ordinal), liquidation.Value.LastIndexOf('/'));
        return last > first && first > 0 ? new AccountId(liquidation.Value[(first + 1)..last]) : null;
    }
}
