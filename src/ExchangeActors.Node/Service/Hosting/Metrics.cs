using System.Diagnostics.Metrics;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Node.Service.Commands;

namespace ExchangeActors.Node.Service.Hosting;

/// <summary>What can be watched of a node: <c>/metrics</c> for Prometheus, OTLP where a collector is named.</summary>
internal sealed class Metrics : IDisposable
{
    /// <summary>Name of the meter, and of the source of traces.</summary>
    public const string Name = "ExchangeActors";

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _events;
    private readonly Counter<long> _stages;
    private readonly Counter<long> _commands;
    private readonly Histogram<double> _latency;

    /// <summary>Watches a node.</summary>
    public Metrics(LiveExchange live, ExchangeHost host, CommandDesk desk)
    {
        _events = _meter.CreateCounter<long>("exchange.events", "{event}", "Events that this process has heard of since it started");
        _stages = _meter.CreateCounter<long>("exchange.waterfall", "{event}", "What happened in the waterfall, by stage");
        _commands = _meter.CreateCounter<long>("exchange.commands", "{command}", "Commands answered, by HTTP status");
        _latency = _meter.CreateHistogram<double>("exchange.command.duration", "s", "From a command's arrival to its durable answer",
            null, new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
            });
        _meter.CreateObservableGauge("exchange.ready", () => host.IsAnswered ? 1 : 0, null, "1 while commands are decided");
        _meter.CreateObservableGauge("exchange.restarts", () =>
            host.Restarts, null, "Starts of the exchange from its journal after a failure");
        _meter.CreateObservableGauge("exchange.commands.under_way", () => desk.UnderWay, "{command}", "Commands without an answer");
        _meter.CreateObservableGauge("exchange.invariants.broken", () =>
            live.Read(view => view.Broken is null ? 0 : 1), null, "1 when the auditor has found one");
        _meter.CreateObservableGauge(
            "exchange.quarantined",
            () => host.Quarantine.Known.Length,
            "{entity}",
            "Entities that failed at a message and take none until an operator lets them try again");
        _meter.CreateObservableGauge("exchange.fund.balance", () => Pool(live, pool => pool.Balance.Value), null, "Insurance fund, quote");
        _meter.CreateObservableGauge("exchange.fund.reserved", () =>
            Pool(live, pool => pool.Reserved.Value), null, "Of it, reserved for liquidations under way, quote");
        _meter.CreateObservableGauge("exchange.deficit", () => Pool(live, pool => pool.Deficit.Value), null, "Booked deficit, quote");
        _meter.CreateObservableGauge("exchange.liquidations.open", () =>
            Pool(live, pool => pool.Cases.Count), null, "Liquidations that are not over");
        _meter.CreateObservableGauge(
            "exchange.prices.held", () => live.Read(view => Leftovers.Held(view.State.Markets.Values).Length), null,
                "Markets whose newest price waits for confirmation");
        _meter.CreateObservableGauge(
            "exchange.mark", () => live.Read(view => view.State.Markets.Values.Where(market => market.Quote is not null)
                .Select(market =>
                    new Measurement<double>((double)market.Quote!.Mark.Value, new KeyValuePair<string,
                        object?>("market", market.Id.Value))).ToList()),
            null, "Mark price by market");
        if (host.OpensTail)
        {
            Watching.AddCluster(_meter, () => host.Cluster);
        }

        live.OnEvents = Count;
    }

    /// <summary>Counts a command's answer.</summary>
    public void Answered(int status, TimeSpan after)
    {
        _commands.Add(1, new KeyValuePair<string, object?>("status", status));
        _latency.Record(after.TotalSeconds);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static double Pool(LiveExchange live, Func<LiquidationPool, decimal> value) =>
        live.Read(view => (double)value(view.State.Pool(view.Rules.Pool)));

    private void Count(IReadOnlyList<RecordedEvent> events)
    {
        _events.Add(events.Count);
        foreach (var recorded in events)
        {
            if (Stage(recorded.Event) is { } stage)
            {
                _stages.Add(1, new KeyValuePair<string, object?>("stage", stage));
            }
        }
    }

    private static string? Stage(DomainEvent recorded) => recorded switch
    {
        MarginCallIssued => "margin-call",
        LiquidationStarted => "liquidation",
        InsuranceFundDebited => "fund-paid",
        PositionTakenOver => "taken-over",
        DeleveragingOpened => "adl",
        PositionForceClosed => "forced-close",
        ForceCloseDeclined => "forced-close-declined",
        DeficitBooked => "deficit",
        PriceHeld => "price-held",
        _ => null,
    };
}
