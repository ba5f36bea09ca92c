using ExchangeActors.Journal.Reading;

namespace ExchangeActors.Review.Exporting;

/// <summary>Writes events in one format, one after the other, keeping no more of them than it must.</summary>
internal interface IEventWriter : IAsyncDisposable
{
    /// <summary>Writes the next event.</summary>
    ValueTask Write(JournalRow row);

    /// <summary>Writes what comes after the last one.</summary>
    ValueTask Complete();
}
