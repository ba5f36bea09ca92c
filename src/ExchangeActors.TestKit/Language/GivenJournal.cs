using ExchangeActors.TestKit.Failures;
using ExchangeActors.TestKit.Journals;

namespace ExchangeActors.TestKit.Language;

/// <summary>The journal and its faults. Only the one in memory fails on purpose.</summary>
public sealed class GivenJournal
{
    private readonly Session _session;

    internal GivenJournal(Session session) => _session = session;

    private WritePlan Plan => _session.WritePlan;

    /// <summary>Writes that met a fault so far.</summary>
    public int FaultsSoFar => Plan.FaultsSoFar;

    /// <summary>A SQLite file in a temporary folder, as in production.</summary>
    public void IsSqlite()
    {
        if (_session.IsStarted)
        {
            throw new ScenarioException("Given.Journal.IsSqlite() comes before the first step of When.");
        }

        _session.Journal.Dispose();
        _session.Journal = new SqliteScenarioJournal();
    }

    /// <summary>A write fails and stores nothing; the entity starts again.</summary>
    /// <param name="write">1 for the next write from now on.</param>
    public void FailsBeforeStoring(int write) => Plan.Fail(write, WriteFault.FailBeforeStoring);

    /// <summary>A write is stored and yet reported as failed: what became of it is unknown until the entity has read the journal.</summary>
    /// <param name="write">1 for the next write from now on.</param>
    public void FailsAfterStoring(int write) => Plan.Fail(write, WriteFault.FailAfterStoring);

    /// <summary>The journal rejects a write.</summary>
    /// <param name="write">1 for the next write from now on.</param>
    public void Rejects(int write) => Plan.Fail(write, WriteFault.Reject);

    /// <summary>A write takes a while.</summary>
    /// <param name="write">1 for the next write from now on.</param>
    /// <param name="by">How long; the same for all delayed writes.</param>
    public void Delays(int write, TimeSpan by)
    {
        Plan.Delay = by;
        Plan.Fail(write, WriteFault.Delay);
    }

    /// <summary>Some writes meet some fault, drawn by seed.</summary>
    /// <param name="seed">Draws.</param>
    /// <param name="share">Of the writes, in [0, 0.5].</param>
    public void FailsAtRandom(int seed, double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 0.5);
        Plan.Seed = seed;
        Plan.Share = share;
    }
}
