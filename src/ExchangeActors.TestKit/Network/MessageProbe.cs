using System.Diagnostics;
using Akka.TestKit;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.TestKit.Failures;

namespace ExchangeActors.TestKit.Network;

/// <summary>
/// Sees the messages between entities, as they are sent; those that get lost too. Expectations are met in order: what was passed over is
/// gone.
/// </summary>
public sealed class MessageProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly TestProbe _probe;
    private readonly List<Envelope> _seen = [];

    internal MessageProbe(TestProbe probe) => _probe = probe;

    /// <summary>Every message so far.</summary>
    public IReadOnlyList<Envelope> Seen
    {
        get
        {
            lock (_seen)
            {
                return [.. _seen];
            }
        }
    }

    /// <summary>Waits for the next message of a kind, passing over others.</summary>
    /// <param name="which">Null for any of the kind.</param>
    /// <exception cref="ScenarioException">None came. What <paramref name="which"/> throws is thrown.</exception>
    public async Task<Envelope> Expect<T>(Func<T, bool>? which = null)
        where T : Message
    {
        var watch = Stopwatch.StartNew();
        while (await _probe.ReceiveOneAsync(Patience - watch.Elapsed is var left && left > TimeSpan.Zero ? left
            : TimeSpan.Zero) is Envelope envelope)
        {
            if (envelope.Body is T body && (which is null || which(body)))
            {
                return envelope;
            }
        }

        throw new ScenarioException(
            $"Expected: a {typeof(T).Name} between entities, after those expected before\nActual:   none came; of its kind were sent in "
                + $"all:{Sent<T>()}");
    }

    /// <summary>Waits for the next forced close that a coordinator asks an account for.</summary>
    /// <param name="of">The account.</param>
    /// <param name="quantity">Units, unsigned; null for any.</param>
    /// <param name="at">The price; null for any.</param>
    /// <exception cref="ScenarioException">None came.</exception>
    public async Task<ForceClose> ExpectForceClose(string of, decimal? quantity = null, decimal? at = null)
    {
        var envelope = await Expect<ForceClose>();
        var close = (ForceClose)envelope.Body;
        return envelope.To.Id == of && (quantity ?? close.Quantity.Value) == close.Quantity.Value
            && (at ?? close.Price.Value) == close.Price.Value
            ? close
            : throw new ScenarioException(
                $"Expected: a forced close of "
                    + $"{of}{(quantity is { } q ? $", {Failure.Text(q)}" : "")}{(at is { } p ? $" at {Failure.Text(p)}" : "")}\nActual:  "
                    + $" {Describe(envelope)}");
    }

    /// <summary>Checks that no message of a kind was sent so far.</summary>
    /// <exception cref="ScenarioException">One was.</exception>
    public void SawNo<T>()
        where T : Message
    {
        if (Seen.Any(envelope => envelope.Body is T))
        {
            throw new ScenarioException($"Expected: no {typeof(T).Name} between entities\nActual:{Sent<T>()}");
        }
    }

    internal void See(Envelope envelope)
    {
        lock (_seen)
        {
            _seen.Add(envelope);
        }

        _probe.Ref.Tell(envelope, Akka.Actor.ActorRefs.NoSender);
    }

    private string Sent<T>()
        where T : Message
    {
        var sent = Seen.Where(envelope => envelope.Body is T).Select(Describe).ToList();
        return sent.Count == 0 ? " none" : string.Concat(sent.Select(line => "\n  " + line));
    }

    private static string Describe(Envelope envelope) => envelope.Body is ForceClose close
        ? $"{envelope.From} asks {envelope.To.Id} to close {close.Quantity} at {close.Price}, rank {close.Rank}"
        : $"{envelope.From} > {envelope.To}: {envelope.Body.GetType().Name}";
}
