using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Answering;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Liquidity;
using ExchangeActors.Scenarios.Populations;
using ExchangeActors.Scenarios.Prices;
using ExchangeActors.Scenarios.Reacting;

namespace ExchangeActors.Scenarios.Running;

/// <summary>Where a run is.</summary>
/// <param name="Tick">Ticks done; 0 is the opening.</param>
/// <param name="Ticks">Ticks in all.</param>
/// <param name="At">Exchange time.</param>
/// <param name="Phase"><c>opening accounts</c> or <c>running</c>.</param>
public sealed record RunProgress(int Tick, int Ticks, Moment At, string Phase);

/// <summary>
/// Feeds a scenario to a runtime, tick by tick, each worked off before the next: quotes move to the new price, liquidations that wait try
/// again, the prices come in, what they break is worked off, and accounts act. Every input's id is a function of the scenario, so that
/// feeding one again changes nothing.
/// </summary>
/// <param name="scenario">The scenario.</param>
/// <param name="runtime">Where it is fed.</param>
/// <param name="reshape">Changes the population's accounts before they are opened: what a trader could have done otherwise. Null for
/// none.</param>
public sealed class ScenarioRun(
    Scenario scenario, IExchangeRuntime runtime, Func<IEnumerable<OpeningAccount>, IEnumerable<OpeningAccount>>? reshape = null)
{
    /// <summary>Submissions that may be unanswered at once while accounts are opened.</summary>
    private const int OpeningWindow = 2_000;

    private readonly Dictionary<MarketId, ImmutableArray<QuoteLevel>> _quoted = [];
    private readonly HashSet<MarketId> _takenOff = [];
    private readonly AnsweringMarket? _market = scenario.Market is null ? null : new AnsweringMarket(scenario);
    private readonly Reactions? _reactions = scenario.Reactions is null ? null : new Reactions(scenario);
    private ImmutableArray<PricePoint> _points = [];
    private MarkBoard _marks = MarkBoard.Empty;

    /// <summary>Inputs that were refused, by code.</summary>
    public SortedDictionary<string, long> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs the scenario to its end.</summary>
    /// <param name="progress">Told after every tick.</param>
    /// <param name="cancellation">Stops between two inputs.</param>
    /// <param name="from">Goes on behind a tick of an earlier run, on a runtime that stands where that one stood; null begins.</param>
    /// <param name="rested">
    /// Told after the opening and after every tick, when nothing is under way; never where the market answers or traders react: what those
    /// remember is not part of a run's memory, so such a run is gone on with by feeding it from its beginning.
    /// </param>
    public async Task Run(
        IProgress<RunProgress>? progress, CancellationToken cancellation, RunMemory? from = null, Action<RunMemory>? rested = null)
    {
        if (from is not null)
        {
            GoOn(from);
        }
        else
        {
            progress?.Report(new RunProgress(0, scenario.TickCount, scenario.Start, "opening accounts"));
            await Open(cancellation);
            Rest(RunMemory.Opened);
        }

        for (var tick = (from?.Tick ?? RunMemory.Opened) + 1; tick < scenario.Ticks.Length; tick++)
        {
            cancellation.ThrowIfCancellationRequested();
            await Feed(tick, cancellation);
            Rest(tick);
            progress?.Report(new RunProgress(tick, scenario.TickCount, scenario.Ticks[tick].At, "running"));
        }

        void Rest(int tick)
        {
            if (_market is null && _reactions is null)
            {
                rested?.Invoke(new RunMemory(tick, _quoted, _takenOff, Refused));
            }
        }
    }

    private void GoOn(RunMemory from)
    {
        foreach (var (market, levels) in from.Quoted)
        {
            _quoted[market] = levels;
        }

        _takenOff.UnionWith(from.TakenOff);
        foreach (var (code, count) in from.Refused)
        {
            Refused[code] = count;
        }

        _marks = from.Tick == RunMemory.Opened ? MarkBoard.Empty : runtime.Marks;
    }

    private async Task Open(CancellationToken cancellation)
    {
        var setup = ExchangeOpening.Id;
        foreach (var (to, message) in ExchangeOpening.Of(scenario))
        {
            await Expect(to, setup, message, cancellation);
        }

        var window = new List<Task>(OpeningWindow);
        var traders = Population.Generate(scenario);
        traders = reshape?.Invoke(traders) ?? traders;
        foreach (var account in (_reactions is null ? traders : traders.Select(_reactions.Meet).Concat(_reactions.Accounts))
            .Concat(LiquidityAccounts()))
        {
            var open = Expect(
                EntityRef.Account(account.Id), setup, new OpenAccount(
                    setup, account.Id, AccountKind.Trader, account.Deposit, account.Positions, account.Owner), cancellation);
            if (!open.IsCompletedSuccessfully)
            {
                window.Add(open);
            }

            if (window.Count == OpeningWindow)
            {
                await Task.WhenAll(window);
                window.Clear();
            }
        }

        await Task.WhenAll(window);
        await runtime.Quiesce(cancellation);
    }

    private IEnumerable<OpeningAccount> LiquidityAccounts() => scenario.Liquidity is not { } liquidity ? []
        : scenario.Markets
            .Where(instrument => liquidity.Scales.GetValueOrDefault(instrument.Id) > 0m)
            .Select(instrument => new OpeningAccount(DepthProfile.AccountOf(instrument.Id), liquidity.Deposit, []));

    private async Task Feed(int tick, CancellationToken cancellation)
    {
        var at = scenario.Ticks[tick].At;
        var flow = runtime.Flow.TakeBefore(at);
        var news = runtime.News.TakeBefore(at);
        _points = _market?.Advance(tick, flow) ?? scenario.Ticks[tick].Points;
        if (tick == 0)
        {
            // Nobody can quote before there is a mark.
            await Price(tick, cancellation);
            await Quote(tick, TickSources.Quotes, cancellation);
        }
        else
        {
            await Quote(tick, TickSources.Quotes, cancellation);
            // Liquidations that wait for the book come before those that the new prices bring.
            var clock = new CommandId(TickSources.Clock, tick + 1);
            await Submit(EntityRef.Liquidation(ScenarioRules.Pool), clock, new Tick(clock, at), at, cancellation);
            await runtime.Quiesce(cancellation);
            await Price(tick, cancellation);
            if (_takenOff.Count > 0)
            {
                await Quote(tick, TickSources.QuotesAgain, cancellation);
            }
        }

        await Act(tick, cancellation);
        await React(tick, news, cancellation);
    }

    /// <summary>
    /// Quotes move to the tick's price. One that the venue refuses, as too far from a mark that has not followed yet, does not leave the
    /// old one standing to be picked off: that is taken off, and quoted anew when the mark has moved.
    /// </summary>
    private async Task Quote(int tick, string source, CancellationToken cancellation)
    {
        if (scenario.Liquidity is not { } liquidity)
        {
            return;
        }

        var at = scenario.Ticks[tick].At;
        var second = (at.UnixMs - scenario.Start.UnixMs) / 1000m;
        var pending = new List<Task<MarketId?>>();
        for (var i = 0; i < scenario.Markets.Length; i++)
        {
            var instrument = scenario.Markets[i];
            if (_marks[instrument.Id] is null || liquidity.Scales.GetValueOrDefault(instrument.Id) == 0m)
            {
                continue;
            }

            var levels = _market?.Levels(i) ?? liquidity.LevelsAt(second, instrument, _points[i].Middle(instrument.MarkPrice, at));
            if (_quoted.TryGetValue(instrument.Id, out var standing) && standing.SequenceEqual(levels))
            {
                continue;
            }

            _quoted[instrument.Id] = levels;
            pending.Add(Quote(instrument.Id, new CommandId(source, tick + 1), levels, at, cancellation));
        }

        var refused = (await Task.WhenAll(pending)).OfType<MarketId>().ToList();
        _takenOff.Clear();
        foreach (var market in refused)
        {
            _quoted.Remove(market);
            _takenOff.Add(market);
            await Quote(market, new CommandId($"{source}-off", tick + 1), [], at, cancellation);
        }

        await runtime.Quiesce(cancellation);
    }

    /// <summary>The market when its quote was refused, else null.</summary>
    private async Task<MarketId?> Quote(MarketId market, CommandId id, ImmutableArray<QuoteLevel> levels, Moment at,
        CancellationToken cancellation) =>
        await Submit(EntityRef.Account(DepthProfile.AccountOf(market)), id, new PlaceQuotes(id, market, levels, _marks), at,
            cancellation) ? null : market;

    private async Task Price(int tick, CancellationToken cancellation)
    {
        var (at, points) = (scenario.Ticks[tick].At, _points);
        var id = new CommandId(TickSources.Prices, tick + 1);
        await Task.WhenAll(points.Select(point => Submit(EntityRef.Market(point.Market), id, point.Sample(id, at), at, cancellation)));
        await runtime.Quiesce(cancellation);

        var until = (at.UnixMs - scenario.Start.UnixMs) / 1000m;
        var since = tick == 0 ? decimal.MinValue : until - (scenario.TickMs / 1000m);
        for (var i = 0; i < scenario.Funding.Length; i++)
        {
            var funding = scenario.Funding[i];
            if (funding.Second > since && funding.Second <= until)
            {
                var number = new CommandId("funding", i + 1);
                await Submit(EntityRef.Market(funding.Market), number, new UpdateFunding(number, funding.Rate), at, cancellation);
                await runtime.Quiesce(cancellation);
            }
        }

        _marks = runtime.Marks;
    }

    private async Task Act(int tick, CancellationToken cancellation)
    {
        var at = scenario.Ticks[tick].At;
        var until = (at.UnixMs - scenario.Start.UnixMs) / 1000m;
        var since = tick == 0 ? decimal.MinValue : until - (scenario.TickMs / 1000m);
        for (var i = 0; i < scenario.Actions.Length; i++)
        {
            var action = scenario.Actions[i];
            if (action.Second > since && action.Second <= until)
            {
                var id = new CommandId("trader", i + 1);
                await Submit(EntityRef.Account(action.Account), id, Command(action, id), at, cancellation, CommandOrigin.Trader);
                await runtime.Quiesce(cancellation);
            }
        }
    }

    /// <summary>What traders do about what happened before the tick, at its prices.</summary>
    private async Task React(int tick, IReadOnlyList<News> news, CancellationToken cancellation)
    {
        var at = scenario.Ticks[tick].At;
        foreach (var reaction in _reactions?.At(new ReactionMoment(tick, at.UnixMs, _points, news, _marks)) ?? [])
        {
            await Submit(EntityRef.Account(reaction.Account), reaction.Id, reaction.Command, at, cancellation, CommandOrigin.Trader);
            await runtime.Quiesce(cancellation);
        }
    }

    private Message Command(TimedAction action, CommandId id) => action switch
    {
        TimedOrder order =>
            new PlaceOrder(id, order.Market, order.Side, order.Quantity, order.Limit, order.TimeInForce, order.ReduceOnly,
                order.MarginMode, _marks),
        TimedCancelAll cancel => new CancelAllOrders(id, cancel.Market),
        TimedDeposit deposit => new Deposit(id, deposit.Amount),
        TimedWithdrawal withdrawal => new Withdraw(id, withdrawal.Amount, _marks),
        _ => throw new InvalidOperationException($"{action.GetType().Name} is not an action."),
    };

    /// <summary>False when it was refused.</summary>
    private async Task<bool> Submit(
        EntityRef to, CommandId id, Message message, Moment at, CancellationToken cancellation,
            CommandOrigin origin = CommandOrigin.Operator)
    {
        if (await runtime.Submit(to, id, message, at, origin, cancellation) is not CommandRefused refused)
        {
            return true;
        }

        lock (Refused)
        {
            Refused[refused.Code] = Refused.GetValueOrDefault(refused.Code) + 1;
        }

        return false;
    }

    private async Task Expect(EntityRef to, CommandId id, Message message, CancellationToken cancellation)
    {
        if (await runtime.Submit(to, id, message, scenario.Start, CommandOrigin.Operator, cancellation) is CommandRefused refused)
        {
            // What a file can get wrong in a way that only the exchange sees: a position that is worth more than may be, a deposit too
            // fine.
            throw new InputException(new InputProblem(
                scenario.Name,
                0,
                string.Empty,
                $"{to} cannot be opened: {refused.Code}: {refused.Detail}",
                "change the figures that it is opened with"));
        }
    }
}
