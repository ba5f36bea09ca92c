using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Reading;

namespace ExchangeActors.Review.Exporting.Tables;

/// <summary>A table: one row for one thing, one column for one fact about it.</summary>
/// <param name="Name">Of its file, without the ending.</param>
/// <param name="Columns">In order.</param>
internal sealed record Table<TRow>(string Name, ImmutableArray<TableColumn<TRow>> Columns);

/// <summary>An event of a kind with its place and time.</summary>
/// <param name="Ordering">Its place in the journal.</param>
/// <param name="At">Exchange time.</param>
/// <param name="Entity">Id of the account, market or pool whose event it is.</param>
/// <param name="Event">The event.</param>
internal readonly record struct Placed<TEvent>(long Ordering, Moment At, string Entity, TEvent Event)
{
    /// <summary>Places an event.</summary>
    public static Placed<TEvent> Of(JournalRow row, TEvent @event) => new(row.Ordering, row.Recorded.At, row.Recorded.Id.Stream.Id, @event);
}

/// <summary>What was written of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="File">The file in the folder.</param>
/// <param name="Rows">Rows, without the line of names.</param>
/// <param name="Bytes">The file's length.</param>
public sealed record TableWritten(string Name, string File, long Rows, long Bytes);
