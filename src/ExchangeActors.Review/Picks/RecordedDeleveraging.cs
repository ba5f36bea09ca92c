using System.Collections.Immutable;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Picks;

/// <summary>One round of a deleveraging as it was recorded.</summary>
/// <param name="Row">The event that recorded the queue.</param>
/// <param name="Ranked">The queue.</param>
/// <param name="Query">What the index had been asked.</param>
/// <param name="Before">The coordinator when it decided the queue.</param>
/// <param name="Steps">The forced closes that were planned from it, in order.</param>
public sealed record RecordedRound(JournalRow Row, QueueRanked Ranked, RankQueue Query, DeleveragingCoordinator Before,
    ImmutableArray<PlannedStep> Steps);

/// <summary>A deleveraging as the coordinator's stream has it.</summary>
/// <param name="Opened">The request.</param>
/// <param name="Rounds">In order.</param>
/// <param name="Confirmed">What each planned step closed, by its number.</param>
/// <param name="Refused">Why a step closed nothing, by its number.</param>
/// <param name="Completed">Its end; null while it is under way.</param>
public sealed record RecordedDeleveraging(
    DeleveragingOpened Opened,
    ImmutableArray<RecordedRound> Rounds,
    ImmutableSortedDictionary<int, ForceCloseConfirmed> Confirmed,
    ImmutableSortedDictionary<int, ForceCloseRefused> Refused,
    DeleveragingCompleted? Completed)
{
    /// <summary>Exchange time of the request.</summary>
    public Moment OpenedAt { get; init; }

    /// <summary>Exchange time of its end; null while it is under way.</summary>
    public Moment? CompletedAt { get; init; }

    /// <summary>Reads a deleveraging.</summary>
    /// <exception cref="ReviewException">There is no such deleveraging.</exception>
    /// <exception cref="JournalException">A row is damaged.</exception>
    public static RecordedDeleveraging Read(ReviewedJournal journal, DeleveragingId id)
    {
        ArgumentNullException.ThrowIfNull(journal);
        DeleveragingOpened? opened = null;
        DeleveragingCompleted? completed = null;
        Moment openedAt = default, completedAt = default;
        var rounds = ImmutableArray.CreateBuilder<RecordedRound>();
        var confirmed = ImmutableSortedDictionary.CreateBuilder<int, ForceCloseConfirmed>();
        var refused = ImmutableSortedDictionary.CreateBuilder<int, ForceCloseRefused>();
        var coordinator = DeleveragingCoordinator.New(id.Market);
        foreach (var row in journal.ReadStream(EntityRef.Deleveraging(id.Market)))
        {
            switch (row.Recorded.Event)
            {
                case DeleveragingOpened e when e.Id == id:
                    (opened, openedAt) = (e, row.Recorded.At);
                    break;
                case QueueRanked e when e.Id == id:
                    rounds.Add(new RecordedRound(row, e, QueryOf(coordinator, e), coordinator, []));
                    break;
                case ForceClosesPlanned e when e.Id == id:
                    rounds[^1] = rounds[^1] with { Steps = [.. rounds[^1].Steps, .. e.Steps] };
                    break;
                case ForceCloseConfirmed e when e.Step.Deleveraging == id:
                    confirmed[e.Step.Step] = e;
                    break;
                case ForceCloseRefused e when e.Step.Deleveraging == id:
                    refused[e.Step.Step] = e;
                    break;
                case DeleveragingCompleted e when e.Id == id:
                    (completed, completedAt) = (e, row.Recorded.At);
                    break;
                default:
                    break;
            }

            if (completed is not null)
            {
                break;
            }

            coordinator = coordinator.Evolve(row.Recorded.Event);
        }

        return opened is null
            ? throw new ReviewException($"there is no deleveraging {id}; see timeline --type deleveraging.deleveraging-opened")
            : new RecordedDeleveraging(opened, rounds.DrainToImmutable(), confirmed.ToImmutable(), refused.ToImmutable(), completed)
            {
                OpenedAt = openedAt,
                CompletedAt = completed is null ? null : completedAt,
            };
    }

    private static RankQueue QueryOf(DeleveragingCoordinator coordinator, QueueRanked ranked) =>
        coordinator.Outbox.Messages.Values.Select(owed => owed.Body).OfType<RankQueue>()
            .First(query => query.Deleveraging == ranked.Id && query.Round == ranked.Round);
}
