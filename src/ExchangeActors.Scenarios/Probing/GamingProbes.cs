using System.Collections.Immutable;
using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Scenarios.Comparing;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Populations;

namespace ExchangeActors.Scenarios.Probing;

/// <summary>A probe's run is over.</summary>
public sealed record ProbeProgress(string Run, int Done, int Of, long ElapsedMs);

/// <summary>
/// Runs a scenario as it is, and again with a trader's accounts arranged otherwise, on the venue's live rules; nothing else changes.
/// </summary>
public sealed class GamingProbes
{
    private readonly Scenario _scenario;
    private readonly ProbeSettings _settings;
    private readonly IProgress<ProbeProgress>? _progress;
    private readonly Reshape _reshape;
    private readonly Dictionary<MarketId, decimal> _openingMarks;
    private int _done;
    private int _runs = 1;

    private GamingProbes(Scenario scenario, ProbeSettings settings, IProgress<ProbeProgress>? progress)
    {
        (_scenario, _settings, _progress) = (scenario, settings, progress);
        _reshape = new Reshape(scenario);
        _openingMarks = scenario.Markets.Select((instrument, i) => (instrument.Id, scenario.OpeningMark(i).Value))
            .ToDictionary(pair => pair.Id, pair => pair.Value);
    }

    /// <summary>Probes. The report does not depend on how many runs go on at once.</summary>
    /// <exception cref="InputException">The named account is not in the population.</exception>
    public static Task<ProbeReport> Run(Scenario scenario, ProbeSettings settings, IProgress<ProbeProgress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Account is { } account && Population.Generate(scenario).All(known => known.Id != account))
        {
            throw new InputException(
                new InputProblem($"--account {account}", 0, string.Empty, "the population has no such account",
                    "name one as the report of a run does, e.g. trader-0000001"));
        }

        return new GamingProbes(scenario, settings, progress).Run(cancellation);
    }

    private async Task<ProbeReport> Run(CancellationToken cancellation)
    {
        var asIs = await Observe("as it is", _scenario, null, cancellation);
        var accounts = Chosen(asIs);
        var probes = accounts.SelectMany(account => Probes(account)
            .Select(probe => (Account: account, probe.Name, probe.Kind, probe.Reshaped))).ToList();
        _runs = probes.Count + 2;
        var outcomes = new ProbeOutcome[probes.Count];
        var broken = new ImmutableArray<string>[probes.Count + 1];
        IReadOnlyDictionary<AccountId, decimal> scaled = new Dictionary<AccountId, decimal>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, probes.Count + 1),
            new ParallelOptions { MaxDegreeOfParallelism = _settings.Parallel, CancellationToken = cancellation },
            async (place, stop) =>
            {
                if (place == probes.Count)
                {
                    var large = await Observe(
                        "scaled",
                        ScaledScenario.Of(_scenario, _settings.Factor),
                        _ => Population.Generate(_scenario).Select(account => ScaledScenario.Of(account, _settings.Factor)),
                        stop);
                    scaled = ClosedByAccount(large);
                    broken[place] = large.BrokenInvariants;
                    return;
                }

                var (account, name, _, reshaped) = probes[place];
                var run = await Observe(
                    $"{account.Id} {name}", _scenario, all =>
                        all.SelectMany(other => other.Id == account.Id ? reshaped.Accounts : [other]), stop);
                outcomes[place] = Outcome(run, reshaped);
                broken[place] = run.BrokenInvariants;
            });

        var probed = accounts.Select(
            account => Probed(account, asIs, probes.Select((probe, i) => (probe, i)).Where(pair => pair.probe.Account.Id == account.Id)
            .Select(pair => (pair.probe.Name, pair.probe.Kind, outcomes[pair.i])))).ToImmutableArray();
        var queues = asIs.Outcome.FirstQueues;
        return new ProbeReport
        {
            Scenario = _scenario.Name,
            Venue = _scenario.Venue.Name,
            Seed = _scenario.Seed,
            ForcedCloses = asIs.Report.Adl.ForcedCloses,
            Accounts = probed,
            Properties =
            [
                RunProperties.SybilResistance(probed),
                RunProperties.HiddenMargin(probed),
                RunProperties.Monotonicity(probed),
                QueueProperties.Monotonicity(_scenario.Venue, queues),
                RunProperties.ScaleInvariance(ClosedByAccount(asIs), scaled, _settings.Factor),
                QueueProperties.ScaleInvariance(_scenario.Venue, queues, _settings.Factor),
            ],
            Runs = _runs,
            BrokenInvariants = [.. asIs.BrokenInvariants, .. broken.SelectMany(found => found)],
            StateHash = asIs.Report.StateHash,
        };
    }

    private async Task<ObservedRun> Observe(string name, Scenario scenario, Func<IEnumerable<OpeningAccount>,
        IEnumerable<OpeningAccount>>? reshape, CancellationToken cancellation)
    {
        var run = await ObservedRun.Of(scenario, reshape, null, cancellation);
        _progress?.Report(new ProbeProgress(name, Interlocked.Increment(ref _done), _runs, run.Report.ElapsedMs));
        return run;
    }

    /// <summary>The accounts that ADL took most from, by notional at the ADL prices, ties by id; only traders of the population.</summary>
    private List<OpeningAccount> Chosen(ObservedRun asIs)
    {
        var traders = Population.Generate(_scenario);
        if (_settings.Account is { } named)
        {
            return [traders.First(account => account.Id == named)];
        }

        var notionals = asIs.Outcome.Closings.AggregateBy(closing => closing.Account, 0m, (sum, closing) =>
            sum + (Math.Abs(closing.Closed) * closing.Price)).ToDictionary();
        return [.. traders.Where(account => notionals.ContainsKey(account.Id)).OrderByDescending(account => notionals[account.Id])
            .ThenBy(account => account.Id).Take(_settings.Top)];
    }

    private IEnumerable<(string Name, string Kind, Reshaped Reshaped)> Probes(OpeningAccount account)
    {
        foreach (var parts in (int[])[2, _settings.Parts])
        {
            yield return (string.Create(CultureInfo.InvariantCulture, $"split into {parts}"), ProbeKind.Split,
                _reshape.Split(account, parts));
            if (_settings.Parts == 2)
            {
                break;
            }
        }

        var others = new (string Name, string Kind, Reshaped? Reshaped)[]
        {
            ("all positions isolated", ProbeKind.Margin, _reshape.IsolateAll(account)),
            ("all positions cross", ProbeKind.Margin, Reshape.CrossAll(account)),
            ("half of free margin to a sub-account", ProbeKind.Margin, _reshape.HideFree(account)),
            ("free margin withdrawn", ProbeKind.MoreLeverage, _reshape.WithdrawFree(account)),
            ("equity doubled by a deposit", ProbeKind.LessLeverage, _reshape.Deposit(account)),
        };
        foreach (var (name, kind, reshaped) in others)
        {
            if (reshaped is not null)
            {
                yield return (name, kind, reshaped);
            }
        }
    }

    private ProbedAccount Probed(OpeningAccount account, ObservedRun asIs,
        IEnumerable<(string Name, string Kind, ProbeOutcome Outcome)> probes)
    {
        var before = Outcome(asIs, new Reshaped([account], Money.Zero));
        return new ProbedAccount(
            account.Id.Value,
            decimal.Round(_reshape.Leverage(account), 2),
            before,
            [
                .. probes.Select(probe =>
                {
                    var (closed, wealth) = (probe.Outcome.Closed - before.Closed, probe.Outcome.Wealth - before.Wealth);
                    return new ProbeResult(probe.Name, probe.Kind, probe.Outcome, closed,
                        probe.Outcome.ForgoneAtEnd - before.ForgoneAtEnd, wealth, closed < 0m && wealth >= 0m);
                }),
            ]);
    }

    private ProbeOutcome Outcome(ObservedRun run, Reshaped trader)
    {
        var own = trader.Accounts.Select(account => account.Id).ToHashSet();
        var closings = run.Outcome.Closings.Where(closing => own.Contains(closing.Account)).ToList();
        return new ProbeOutcome(
            own.Count,
            closings.Count,
            WaterfallObserver.Plain(closings.Sum(AtOpening)),
            closings.GroupBy(closing => closing.Market.Value).ToImmutableSortedDictionary(
                market => market.Key, market => WaterfallObserver.Plain(market.Sum(closing => Math.Abs(closing.Closed))),
                    StringComparer.Ordinal),
            WaterfallObserver.Plain(closings.Sum(closing => closing.ForgoneAt(closing.Mark))),
            WaterfallObserver.Plain(closings.Sum(closing => closing.ForgoneAt(run.Outcome.Marks.Newest(closing.Market) ?? closing.Mark))),
            WaterfallObserver.Plain(own.Sum(account => run.Outcome.Equity(run.State.Account(account)))),
            WaterfallObserver.Plain(trader.Outside.Value),
            own.Overlaps(run.Outcome.Liquidated));
    }

    private Dictionary<AccountId, decimal> ClosedByAccount(ObservedRun run) =>
        run.Outcome.Closings.AggregateBy(closing => closing.Account, 0m, (sum, closing) => sum + AtOpening(closing)).ToDictionary();

    private decimal AtOpening(ForcedClosing closing) => Math.Abs(closing.Closed) * _openingMarks[closing.Market];
}
