using System.Collections.Immutable;
using ExchangeActors.Review.Folding;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Selection;
using ExchangeActors.Review.Stories;

namespace ExchangeActors.Web.Figures;

/// <summary>A moment of a journal.</summary>
/// <param name="Exchange">The figures then.</param>
/// <param name="Count">The place of the journal's last event.</param>
/// <param name="Event">The event after which it is; null before the first.</param>
/// <param name="Cause">The place of the event that caused it; null when something from outside did.</param>
/// <param name="Before">The events up to it, the newest first.</param>
/// <param name="AddsUp">Whether money was neither made nor lost up to there.</param>
public sealed record MomentFigures(
    ExchangeFigures Exchange, long Count, EventLine? Event, long? Cause, ImmutableArray<EventLine> Before, bool AddsUp);

/// <summary>Any moment of a journal, also of one that grows.</summary>
/// <param name="place">The journal.</param>
/// <param name="folder">Where states are kept between questions; null for the user's folder.</param>
public sealed class JournalMoments(string place, string? folder) : IDisposable
{
    private const int Shown = 12;

    // One question at a time: the first folds the journal, and those that come meanwhile want what it finds.
    private readonly SemaphoreSlim _gate = new(1);
    private readonly WaterfallTrail _trail = new();

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

        return await Ask((journal, index) => text switch
        {
            "first" => Math.Min(1, journal.Count),
            "last" => journal.Count,
            _ when Place.Parse(text) is { At: { } time } => index.Before(time),
            "0" => 0,
            _ => EventAddress.Find(journal, text).Ordering,
        }, cancellation);
    }

    /// <summary>The moment after the event at a place.</summary>
    /// <exception cref="ReviewException">The journal has no such event.</exception>
    public Task<MomentFigures> At(long place, CancellationToken cancellation) => Ask(
        (journal, index) =>
        {
            var row = place == 0 ? (Journal.Reading.JournalRow?)null
                : journal.At(place) ?? throw new ReviewException($"there is no event {place}: the journal has {journal.Count}");
            _trail.Extend(journal, cancellation);
            var view = index.View(place);
            var at = row?.Recorded.At ?? default;
            return new MomentFigures(
                ExchangeFigures.Of(place, at, at, view.State, view.Rules, _trail.At(place)),
                journal.Count,
                row is { } taken ? Line(taken) : null,
                row is { } caused ? journal.Find(caused.Recorded.CausedBy)?.Ordering : null,
                [.. journal.ReadRange(Math.Max(1, place - Shown + 1), place).Select(Line).Reverse()],
                view.Money.AddsUp);
        },
        cancellation);

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private static EventLine Line(Journal.Reading.JournalRow row) =>
        new(row.Ordering, row.Recorded.At.ToString(), row.Recorded.Id.ToString(), EventText.Of(row));

    private async Task<T> Ask<T>(Func<ReviewedJournal, StateIndex, T> answer, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            using var journal = ReviewedJournal.Open(place);
            journal.RequireWhole("time travel");
            using var index = StateIndex.Open(journal, folder, null, cancellation);
            return answer(journal, index);
        }
        finally
        {
            _gate.Release();
        }
    }
}
