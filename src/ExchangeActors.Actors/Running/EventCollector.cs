using System.Threading.Channels;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Actors.Running;

/// <summary>
/// Hands persisted events to the listener, from one thread at a time and in order per stream. What waits for it counts as under way.
/// </summary>
internal sealed class EventCollector
{
    private readonly Channel<RecordedEvent[]> _channel = Channel.CreateUnbounded<RecordedEvent[]>(
        new UnboundedChannelOptions { SingleReader = true });
    private readonly Action<RecordedEvent>? _onEvent;
    private readonly Action<IReadOnlyList<RecordedEvent>>? _onStored;
    private readonly InFlight _inFlight;
    private readonly FailureSignal _failure;
    private readonly Task _reading;
    private long _count;

    public EventCollector(ExchangeSystemOptions options, InFlight inFlight, FailureSignal failure)
    {
        (_onEvent, _onStored) = (options.OnEvent, options.OnStored);
        _inFlight = inFlight;
        _failure = failure;
        _reading = _onEvent is null && _onStored is null ? Task.CompletedTask : Task.Run(Read);
    }

    /// <summary>Events so far.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Takes events that are durable, in order of their stream.</summary>
    public void Publish(RecordedEvent[] events)
    {
        Interlocked.Add(ref _count, events.Length);
        if ((_onEvent is null && _onStored is null) || events.Length == 0)
        {
            return;
        }

        _inFlight.Add();
        if (!_channel.Writer.TryWrite(events))
        {
            _inFlight.Remove();
        }
    }

    /// <summary>Takes no more events; completes when the listener has seen all.</summary>
    public Task Complete()
    {
        _channel.Writer.TryComplete();
        return _reading;
    }

    private async Task Read()
    {
        await foreach (var events in _channel.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                if (!_failure.HasFailed)
                {
                    foreach (var recorded in _onEvent is null ? [] : events)
                    {
                        _onEvent!(recorded);
                    }

                    _onStored?.Invoke(events);
                }
            }
#pragma warning disable CA1031 // Whatever the listener throws ends the run.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _failure.Fail(exception);
            }
            finally
            {
                _inFlight.Remove();
            }
        }
    }
}
