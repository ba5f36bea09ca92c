using System.Collections.Immutable;
using ExchangeActors.Review.Folding;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Selection;
using ExchangeActors.Review.States;
using ExchangeActors.Review.Stories;

namespace ExchangeActors.Web.Figures;

/// <summary>A moment of a journal.</summary>
/// <param name="Exchange">The figures then.</param>
/// <param name="Count">The place of the journal's last event.</param>
/// <param name="Event">The event after which it is; null before the first.</param>
/// <param name="Cause">The place of the event that caused it; null when something from outside did.</param>
/// <param name="Before">The events up to it, the newest first.</param>
/// <param name="AddsUp">Whether money was neither made nor lost up to there.</param>
/// <param name="Jumps">Where to go from there.</param>
/// <param name="From">The event that it is compared with; null for none.</param>
/// <param name="Difference">What became different between the two; null when they are the same, or there is one only.</param>
public sealed record MomentFigures(
    ExchangeFigures Exchange,
    long Count,
    EventLine? Event,
    long? Cause,
    ImmutableArray<EventLine> Before,
    bool AddsUp,
    ImmutableArray<MomentJump> Jumps,
    long? From,
    MomentDifference? Difference);

/// <summary>Any moment of a journal, also of one that grows.</summary>
/// <param name="place">The journal.</param>
/// <param name="folder">Where states are kept between questions; null for the user's folder.</param>
public sealed class JournalMoments(string place, string? folder) : IDisposable
{
    private const int Shown = 12;

    // One question at a time: the first folds the journal, and those that come meanwhile want what it finds.
    private readonly SemaphoreSlim _gate = new(1);
    private readonly RecentStates _states = new();
    private WaterfallTrail? _trail;
    private StateView? _compared;

    /// <summary>The place of a text: a number, a time, first or last; null when it is none of them.</summary>
    /// <param name="text">What somebody has typed.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ReviewException">The journal has no such event.</exception>
    public async Task<long?> Find(string text, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text is not ("first" or "last") && Place.Parse(text) is null && EventAddress.Parse(text) is null)
        {
            return null;
        }

        return Place.Parse(text) is { At: { } time }
            ? await Ask((_, index) => index.Before(time), cancellation)
            : await Read(journal => text switch
            {
                "first" => Math.Min(1, journal.Count),
                "last" => journal.Count,
                "0" => 0,
                _ => EventAddress.Find(journal, text).Ordering,
            }, cancellation);
    }

    /// <summary>The moment after the event at a place.</summary>
    /// <param name="place">The event; 0 is before the first.</param>
    /// <param name="from">An event to compare it with; null for none.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ReviewException">The journal has no such event.</exception>
    public Task<MomentFigures> At(long place, long? from, CancellationToken cancellation) => Read(
        journal =>
        {
            var row = Row(journal, place);
            var trail = Trail(journal, cancellation);
            var view = View(journal, place, cancellation);
            var at = row?.Recorded.At ?? default;
            return new MomentFigures(
                ExchangeFigures.Of(place, at, at, view.State, view.Rules, trail.At(place)),
                journal.Count,
                row is { } taken ? Line(taken) : null,
                row is { } caused ? journal.Find(caused.Recorded.CausedBy)?.Ordering : null,
                [.. journal.ReadRange(Math.Max(1, place - Shown + 1), place).Select(Line).Reverse()],
                view.Money.AddsUp,
                trail.Jumps(place),
                from,
                from is { } other && other != place ? Difference(journal, trail, view, other, cancellation) : null);
        },
        cancellation);

    /// <summary>What charts show of the whole journal.</summary>
    public Task<SeriesSlice?> Series(CancellationToken cancellation) =>
        Read(journal => Trail(journal, cancellation).Series.Since(default, seesAll: true), cancellation);

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private static EventLine Line(Journal.Reading.JournalRow row) =>
        new(row.Ordering, row.Recorded.At.ToString(), row.Recorded.Id.ToString(), EventSentence.Of(row).ToString());

    private static Journal.Reading.JournalRow? Row(ReviewedJournal journal, long place) => place == 0 ? null
        : journal.At(place) ?? throw new ReviewException($"there is no event {place}: the journal has {journal.Count}");

    private WaterfallTrail Trail(ReviewedJournal journal, CancellationToken cancellation)
    {
        _trail ??= new WaterfallTrail(journal.Rules.Profile.Limits.MaxMarkAgeSeconds);
        _trail.Extend(journal, cancellation);
        return _trail;
    }

    private StateView View(ReviewedJournal journal, long place, CancellationToken cancellation)
    {
        if (_states.Near(journal, place) is { } near)
        {
            return near;
        }

        using var index = StateIndex.Open(journal, folder, null, cancellation);
        return _states.Fold(journal, index.View(RecentStates.Before(place)), place);
    }

    private MomentDifference Difference(
        ReviewedJournal journal, WaterfallTrail trail, StateView view, long other, CancellationToken cancellation)
    {
        Row(journal, other);
        if (_compared?.Ordering != other)
        {
            _compared = View(journal, other, cancellation);
        }

        var (first, second) = other < view.Ordering ? (_compared, view) : (view, _compared);
        return MomentDifference.Between(first, trail.At(first.Ordering), second, trail.At(second.Ordering));
    }

    private Task<T> Ask<T>(Func<ReviewedJournal, StateIndex, T> answer, CancellationToken cancellation) => Read(
        journal =>
        {
            using var index = StateIndex.Open(journal, folder, null, cancellation);
            return answer(journal, index);
        },
        cancellation);

    private async Task<T> Read<T>(Func<ReviewedJournal, T> answer, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            using var journal = ReviewedJournal.Open(place);
            journal.RequireWhole("time travel");
            return answer(journal);
        }
        finally
        {
            _gate.Release();
        }
    }
}
