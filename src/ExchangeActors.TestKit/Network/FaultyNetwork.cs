using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;

namespace ExchangeActors.TestKit.Network;

/// <summary>
/// What lies between the entities. It shows messages to probes, and loses, repeats and delays them by seed: the same sending of the same
/// message because of the same event has the same fate. Thread-safe.
/// </summary>
internal sealed class FaultyNetwork
{
    private static readonly ImmutableArray<TimeSpan> Once = [TimeSpan.Zero];

    private readonly Lock _lock = new();
    private readonly List<MessageProbe> _probes = [];
    private readonly Dictionary<string, int> _sendings = [];
    private TaskCompletionSource _crash = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int? _untilCrash;

    /// <summary>Decides with the message about its fate.</summary>
    public int Seed { get; set; }

    /// <summary>Share of messages that get lost, in [0, 1).</summary>
    public double Lost { get; set; }

    /// <summary>Share of messages that arrive twice.</summary>
    public double Duplicated { get; set; }

    /// <summary>Share of messages that arrive late.</summary>
    public double Delayed { get; set; }

    /// <summary>How late, at most.</summary>
    public TimeSpan DelayAtMost { get; set; }

    /// <summary>True when anything is wrong with it.</summary>
    public bool IsFaulty => Lost > 0 || Duplicated > 0 || Delayed > 0;

    /// <summary>Messages lost so far.</summary>
    public int LostSoFar { get; private set; }

    /// <summary>Messages repeated so far.</summary>
    public int DuplicatedSoFar { get; private set; }

    /// <summary>Messages delayed so far.</summary>
    public int DelayedSoFar { get; private set; }

    /// <summary>Crashes so far.</summary>
    public int CrashesSoFar { get; private set; }

    /// <summary>Completes when the actors must be stopped.</summary>
    public Task Crash
    {
        get
        {
            lock (_lock)
            {
                return _crash.Task;
            }
        }
    }

    /// <summary>Adds a probe.</summary>
    public void Add(MessageProbe probe)
    {
        lock (_lock)
        {
            _probes.Add(probe);
        }
    }

    /// <summary>The actors crash when so many more messages were sent; that one and all later ones are lost.</summary>
    public void CrashAfter(int messages)
    {
        lock (_lock)
        {
            _untilCrash = messages;
        }
    }

    /// <summary>A crash that was planned and has not come: so many messages were missing. Null when none is.</summary>
    public int? UntilCrash
    {
        get
        {
            lock (_lock)
            {
                return _untilCrash;
            }
        }
    }

    /// <summary>The actors have been started again.</summary>
    public void Heal()
    {
        lock (_lock)
        {
            if (_crash.Task.IsCompleted)
            {
                _crash = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _untilCrash = null;
                CrashesSoFar++;
            }
        }
    }

    /// <summary>After how long a message arrives, once for each time.</summary>
    public ImmutableArray<TimeSpan> Deliver(Envelope envelope)
    {
        lock (_lock)
        {
            if (_untilCrash is { } left)
            {
                _untilCrash = Math.Max(0, left - 1);
                if (left <= 1)
                {
                    _crash.TrySetResult();
                    return [];
                }
            }

            foreach (var probe in _probes)
            {
                probe.See(envelope);
            }

            return IsFaulty ? Fate(envelope) : Once;
        }
    }

    private ImmutableArray<TimeSpan> Fate(Envelope envelope)
    {
        var name = $"{envelope.From}>{envelope.To} {envelope.Body.GetType().Name} {envelope.CausedBy}";
        var sending = _sendings[name] = _sendings.GetValueOrDefault(name) + 1;
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Seed} {name} {sending}"), digest);

        // Marks, and what monitors find at them, are told, not owed: a lost one is made good with the next mark, and here the test may end
        // before. What an account announces is repeated until its monitor has heard it.
        if (Share(digest, 0) < Lost && envelope.Body is not (MarkMoved or SweepBands or CheckMargin))
        {
            LostSoFar++;
            return [];
        }

        var delay = TimeSpan.Zero;
        if (Share(digest, 1) < Delayed)
        {
            DelayedSoFar++;
            delay = DelayAtMost * Share(digest, 2);
        }

        if (Share(digest, 3) < Duplicated)
        {
            DuplicatedSoFar++;
            return [delay, DelayAtMost * Share(digest, 4)];
        }

        return [delay];
    }

    private static double Share(ReadOnlySpan<byte> digest, int number) =>
        BitConverter.ToUInt32(digest[(number * sizeof(uint))..]) / ((double)uint.MaxValue + 1);
}
