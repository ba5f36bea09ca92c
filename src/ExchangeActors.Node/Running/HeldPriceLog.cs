using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using Serilog;

namespace ExchangeActors.Node.Running;

/// <summary>Says in the log when the guard holds a market's newest price back, and when it lets the mark go on.</summary>
/// <param name="log">The run's log.</param>
internal sealed class HeldPriceLog(ILogger log)
{
    private readonly Dictionary<string, Moment> _since = [];

    /// <summary>Markets whose newest price is held back, and since when.</summary>
    public Dictionary<string, Moment> Since
    {
        get => _since;
        init => _since = value;
    }

    /// <summary>Takes notice of an event.</summary>
    public void Observe(RecordedEvent recorded)
    {
        var market = recorded.Id.Stream.Id;
        switch (recorded.Event)
        {
            case PriceHeld e:
                Hold(market, e.Held, e.Mark);
                break;
            case MarkPriceUpdated { Held: { } held } e:
                Hold(market, held, e.Mark);
                break;
            case MarkPriceUpdated e when _since.Remove(market, out var since):
                log.Information("{Market}: the mark is {Mark} again, prices were held since {Since}", market, e.Mark, since);
                break;
            default:
                break;
        }
    }

    private void Hold(string market, HeldPrice held, Price mark)
    {
        if (_since.TryGetValue(market, out var known) && known == held.Since)
        {
            return;
        }

        _since[market] = held.Since;
        var percent = decimal.Round(100m * (held.Price.Value - mark.Value) / mark.Value, 2);
        log.Warning("{Market}: the newest price {Held} is held since {Since}, {Percent} % from the mark {Mark}", market, held.Price,
            held.Since, percent, mark);
    }
}
