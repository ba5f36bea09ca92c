using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Memory;
using ExchangeActors.Scenarios.Running;
using Serilog;

namespace ExchangeActors.Node.Running;

/// <summary>All who watch the events of a durable run.</summary>
internal sealed class RunWitness
{
    private readonly HeldPriceLog _held;
    private long _seen;

    /// <summary>Who has seen nothing yet.</summary>
    public RunWitness(ExchangeRules rules, long waveGapMs, ILogger log)
    {
        Observer = new WaterfallObserver { WaveGapMs = waveGapMs };
        (Invariants, Marks, _held) = (new Invariants(rules), new MarkTracker(), new HeldPriceLog(log));
    }

    private RunWitness(IReadOnlyList<object> parts, long seen, ILogger log)
    {
        (Observer, Invariants, Marks) = ((WaterfallObserver)parts[2], (Invariants)parts[3], (MarkTracker)parts[4]);
        _held = new HeldPriceLog(log) { Since = (Dictionary<string, Moment>)parts[5] };
        _seen = seen;
    }

    /// <summary>The waterfall's totals.</summary>
    public WaterfallObserver Observer { get; }

    /// <summary>The invariants.</summary>
    public Invariants Invariants { get; }

    /// <summary>The newest marks.</summary>
    public MarkTracker Marks { get; }

    /// <summary>Events that the journal held before this process: nothing of them is logged once more.</summary>
    public long Before { get; set; }

    /// <summary>Takes notice of an event.</summary>
    public void Observe(RecordedEvent recorded)
    {
        Marks.Observe(recorded);
        Observer.Observe(recorded);
        Invariants.Observe(recorded);
        if (++_seen > Before)
        {
            _held.Observe(recorded);
        }
    }

    /// <summary>All that a run needs beside the states to go on, for a snapshot.</summary>
    /// <exception cref="NotSupportedException">Something of it cannot be written.</exception>
    public byte[] Write(RiskMonitors risk, RunMemory memory, ExchangeRules rules) =>
        MemoryCodec.Write([risk, memory, Observer, Invariants, Marks, _held.Since], rules);

    /// <summary>As it was written.</summary>
    /// <exception cref="FormatException">It was not written so.</exception>
    public static (RunWitness Witness, RiskMonitors Risk, RunMemory Memory) Read(StateSnapshot snapshot, ExchangeRules rules, ILogger log)
    {
        var parts = MemoryCodec.Read(
            snapshot.Memory.ToArray(),
            [
                new RiskMonitors(rules, Settings.Monitors()), RunMemory.Nothing, new WaterfallObserver(), new Invariants(rules),
                new MarkTracker(), new Dictionary<string, Moment>(),
            ],
            rules);
        return (new RunWitness(parts, snapshot.Events, log), (RiskMonitors)parts[0], (RunMemory)parts[1]);
    }
}
