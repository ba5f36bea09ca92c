using System.Security.Cryptography;
using System.Text;
using Akka.Actor.Setup;
using ExchangeActors.Journal.Chain;

namespace ExchangeActors.TestKit.Journals;

/// <summary>What a scenario's journal in memory holds, and which of its writes fail. Thread-safe.</summary>
internal sealed class WritePlan : Setup
{
    private static readonly WriteFault[] Faults = [WriteFault.FailBeforeStoring, WriteFault.FailAfterStoring, WriteFault.Reject,
        WriteFault.Delay];

    private readonly Lock _lock = new();
    private readonly List<JournaledEvent> _stored = [];
    private readonly Dictionary<int, WriteFault> _byNumber = [];
    private readonly Dictionary<string, WriteFault> _byStream = [];
    private int _writes;

    /// <summary>How long a delayed write takes.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Share of writes that meet some fault, in [0, 1).</summary>
    public double Share { get; set; }

    /// <summary>Decides which.</summary>
    public int Seed { get; set; }

    /// <summary>Writes that met a fault so far.</summary>
    public int FaultsSoFar { get; private set; }

    /// <summary>What is stored, in its order.</summary>
    public IReadOnlyList<JournaledEvent> Stored
    {
        get
        {
            lock (_lock)
            {
                return [.. _stored];
            }
        }
    }

    /// <summary>A write from now on meets a fault.</summary>
    /// <param name="write">1 for the next.</param>
    /// <param name="fault">Its fault.</param>
    public void Fail(int write, WriteFault fault)
    {
        lock (_lock)
        {
            _byNumber[_writes + write] = fault;
        }
    }

    /// <summary>The next write of a stream meets a fault.</summary>
    public void Fail(string stream, WriteFault fault)
    {
        lock (_lock)
        {
            _byStream[stream] = fault;
        }
    }

    /// <summary>Faults that were planned and have not come.</summary>
    public IReadOnlyList<string> NotMet
    {
        get
        {
            lock (_lock)
            {
                return
                [
                    .. _byNumber.Where(pair => pair.Key > _writes).OrderBy(pair => pair.Key)
                        .Select(pair => $"{pair.Value} of write {pair.Key}, there were {_writes}"),
                    .. _byStream.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                        .Select(pair => $"{pair.Value} of the next write of {pair.Key}"),
                ];
            }
        }
    }

    /// <summary>What becomes of the next write.</summary>
    /// <param name="stream">Of the write's first event.</param>
    /// <param name="sequence">Of the write's first event.</param>
    public WriteFault Next(string stream, long sequence)
    {
        lock (_lock)
        {
            _writes++;
            var fault = _byNumber.TryGetValue(_writes, out var planned) || _byStream.Remove(stream, out planned) ? planned : Share > 0
                ? Drawn(stream, sequence) : WriteFault.None;
            FaultsSoFar += fault == WriteFault.None ? 0 : 1;
            return fault;
        }
    }

    /// <summary>Stores events that were written.</summary>
    public void Store(IEnumerable<JournaledEvent> events)
    {
        lock (_lock)
        {
            _stored.AddRange(events);
        }
    }

    // By seed, place and number of the write: a write that failed is tried again and must succeed at some time.
    private WriteFault Drawn(string stream, long sequence)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Seed} {stream} {sequence} {_writes}"), digest);
        return BitConverter.ToUInt32(digest) / ((double)uint.MaxValue + 1) < Share ? Faults[digest[4] % Faults.Length] : WriteFault.None;
    }
}
