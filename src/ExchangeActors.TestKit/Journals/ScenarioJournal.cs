using ExchangeActors.Actors;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.TestKit.Journals;

/// <summary>Where a scenario's events are kept. It outlives the actors, which may be stopped and started on it.</summary>
internal abstract class ScenarioJournal : IDisposable
{
    /// <summary>The store for actors that start now.</summary>
    public abstract JournalStore Open(ExchangeRules rules);

    /// <summary>The actors have stopped.</summary>
    public virtual void Close()
    {
    }

    /// <summary>Every event in its order, hash chains verified.</summary>
    /// <exception cref="Journal.JournalException">The journal is damaged.</exception>
    public abstract IEnumerable<RecordedEvent> Read();

    /// <summary>Closes the journal and removes it.</summary>
    public virtual void Dispose() => Close();
}
