using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Scenarios.Draws;
using ExchangeActors.Scenarios.Liquidity;

namespace ExchangeActors.Scenarios.Answering;

/// <summary>What a market answers to other trades than those of the record.</summary>
/// <param name="Price">In the place of the recorded one.</param>
/// <param name="Account">Who quotes the market; null when nobody does.</param>
/// <param name="Levels">Its quote levels.</param>
public sealed record AnsweredMarket(UpdatePrice Price, AccountId? Account, ImmutableArray<QuoteLevel> Levels);

/// <summary>
/// The market of a recorded run, twice: one is told the recorded trades, one those of a simulation. The given path is not needed: a price
/// of the simulation is the recorded one, moved by the difference of the two displacements. While the trades are the same so are both, and
/// prices and quotes are the record's.
/// </summary>
/// <param name="model">The run's market.</param>
/// <param name="rules">Its instruments.</param>
public sealed class AnsweringReplay(MarketModel model, ExchangeRules rules)
{
    private readonly AnsweringBook[] _recorded = model.Books();
    private readonly AnsweringBook[] _simulated = model.Books();
    private readonly TakerFlow _recordedFlow = new();
    private readonly TakerFlow _simulatedFlow = new();
    private readonly DepthProfile _quotes = model.Quotes();
    private readonly HashSet<MarketId> _departed = [];
    private Moment? _at;

    /// <summary>Told every event of the record, in order.</summary>
    public void Recorded(RecordedEvent recorded) => _recordedFlow.Observe(recorded);

    /// <summary>Told every event of the simulation, in order.</summary>
    public void Simulated(RecordedEvent simulated) => _simulatedFlow.Observe(simulated);

    /// <summary>Goes on to a tick; ticks come in order, each once.</summary>
    /// <param name="at">Its time; everything before it has been told.</param>
    /// <param name="recorded">The tick's recorded prices.</param>
    /// <returns>Markets whose prices or books are not the record's.</returns>
    public IReadOnlyDictionary<MarketId, AnsweredMarket> Advance(Moment at, IReadOnlyDictionary<MarketId, UpdatePrice> recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        var (was, would) = (_recordedFlow.TakeBefore(at), _simulatedFlow.TakeBefore(at));
        var second = (at.UnixMs - model.StartMs) / 1000.0;
        var elapsed = _at is { } before ? (at.UnixMs - before.UnixMs) / 1000.0 : 0.0;
        _at = at;
        var answers = new SortedDictionary<MarketId, AnsweredMarket>();
        for (var i = 0; i < model.Markets.Length; i++)
        {
            var id = new MarketId(model.Markets[i].Market);
            if (!recorded.TryGetValue(id, out var price) || !rules.Instruments.TryGetValue(id, out var instrument))
            {
                continue; // the record was broken off within the tick
            }

            var (record, simulation) = (_recorded[i], _simulated[i]);
            record.Displace(elapsed, was.GetValueOrDefault(id));
            simulation.Displace(elapsed, would.GetValueOrDefault(id));
            var perpetual = price.Last ?? price.Index;
            var log = PortableMath.Log((double)perpetual.Value);
            record.Collapse(second, elapsed, log);
            simulation.Collapse(second, elapsed, log + (simulation.Perpetual - record.Perpetual));
            if (_departed.Contains(id) || !simulation.IsLike(record))
            {
                _departed.Add(id);
                answers[id] = Answer(price, perpetual, record, simulation, instrument, model.Markets[i]);
            }
        }

        return answers;
    }

    private AnsweredMarket Answer(
        UpdatePrice price, Price perpetual, AnsweringBook record, AnsweringBook simulation, Instrument instrument, MarketModel.Depth depth)
    {
        var moved = price with
        {
            Index = AnsweringMarket.Times(price.Index, simulation.Index - record.Index),
            IndexAt = price.At,
            Last = AnsweringMarket.Times(perpetual, simulation.Perpetual - record.Perpetual),
            LastAt = price.At,
        };
        return depth is { Bid: 0m, Ask: 0m }
            ? new AnsweredMarket(moved, null, [])
            : new AnsweredMarket(
                moved,
                DepthProfile.AccountOf(instrument.Id),
                _quotes.PowerLaw(
                    instrument,
                    moved.Last!.Value,
                    (decimal)simulation.Bid,
                    (decimal)simulation.Ask,
                    (double)model.Settings.BookExponent));
    }
}
