using System.Collections.Immutable;
using System.Diagnostics;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Scenarios.Running;

namespace ExchangeActors.Scenarios.Testing;

/// <summary>What came of a scenario that was run as a test.</summary>
/// <param name="Name">The scenario's.</param>
/// <param name="Differences">What is not as it must be; empty when it passed.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record ScenarioTestResult(string Name, ImmutableArray<string> Differences, TimeSpan Elapsed);

/// <summary>Runs a scenario and compares with its <c>then</c>; the invariants are checked whether it has one or not.</summary>
public static class ScenarioTest
{
    /// <summary>Runs it on the deterministic runtime.</summary>
    public static Task<ScenarioTestResult> Run(Scenario scenario, CancellationToken cancellation) =>
        Run(scenario, (rules, onEvent) => Task.FromResult<IExchangeRuntime>(new InMemoryRuntime(rules, onEvent)), cancellation);

    /// <summary>Runs it on any runtime.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="start">Starts the runtime for these rules; it tells each event. It is disposed at the end.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static async Task<ScenarioTestResult> Run(Scenario scenario, Func<ExchangeRules, Action<RecordedEvent>,
        Task<IExchangeRuntime>> start, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(start);
        var watch = Stopwatch.StartNew();
        var rules = ScenarioRules.Of(scenario);
        var invariants = new Invariants(rules);
        var seen = new SeenEvents();
        await using var runtime = await start(rules, recorded =>
        {
            invariants.Observe(recorded);
            seen.Observe(recorded);
        });
        await new ScenarioRun(scenario, runtime).Run(null, cancellation);
        var state = await runtime.State(cancellation);
        var differences = ImmutableArray.CreateBuilder<string>();
        differences.AddRange(invariants.Check(state).Where(result => !result.Holds)
            .Select(result => $"invariant \"{result.Name}\": off by {Text(result.Error)}; {result.Detail}"));
        Compare(scenario.Then, rules, state, seen, differences);
        return new ScenarioTestResult(scenario.Name, differences.ToImmutable(), watch.Elapsed);
    }

    private static void Compare(Expectations then, ExchangeRules rules, ExchangeState state, SeenEvents seen,
        ImmutableArray<string>.Builder differences)
    {
        var pool = state.Pool(ScenarioRules.Pool);
        var waterfall = seen.Waterfall.WaterfallTotals(pool);
        var vaults = rules.Vaults.Sum(vault => OwnerLedger.Equity(state.Account(vault), state));
        Check("fund", then.Fund, pool.Balance.Value, differences);
        Check("fundLoss", then.FundLoss, pool.Seeded.Value - pool.Balance.Value, differences);
        Check("deficit", then.Deficit, pool.Deficit.Value, differences);
        Check("vaultEquity", then.VaultEquity, vaults, differences);
        Check("vaultLoss", then.VaultLoss, rules.Vaults.Sum(vault => seen.Waterfall.Owners.Of(vault, state)?.PaidIn ?? 0m) - vaults,
            differences);
        Check("liquidations", then.Liquidations, seen.Liquidations, differences);
        Check("liquidatedNotional", then.LiquidatedNotional, waterfall.Notional, differences);
        Check("takenOver", then.TakenOver, waterfall.TakenOver, differences);
        Check("supported", then.Supported, waterfall.Supported, differences);
        Check("forcedCloses", then.ForcedCloses, seen.ForcedCloses, differences);
        Check("adlNotional", then.AdlNotional, seen.Waterfall.DeleveragingTotals().Notional, differences);
        foreach (var owner in then.Owners)
        {
            Compare(owner, seen.Waterfall.Owners.Of(owner.Id, state), differences);
        }

        foreach (var account in then.Accounts)
        {
            if (state.Account(account.Id).IsOpen)
            {
                Compare(account, state, seen, differences);
            }
            else
            {
                differences.Add($"{account.Id}: there is no such account");
            }
        }
    }

    private static void Compare(OwnerExpectation expected, OwnerTotals? actual, ImmutableArray<string>.Builder differences)
    {
        if (actual is null)
        {
            differences.Add($"owner {expected.Id}: no account has this owner");
            return;
        }

        Check($"owner {expected.Id}.equity", expected.Equity, actual.Equity, differences);
        Check($"owner {expected.Id}.profit", expected.Profit, actual.Profit, differences);
        Check($"owner {expected.Id}.liquidated", expected.Liquidated, actual.Liquidated, differences);
    }

    private static void Compare(AccountExpectation expected, ExchangeState state, SeenEvents seen,
        ImmutableArray<string>.Builder differences)
    {
        var account = state.Account(expected.Id);
        Check($"{account.Id}.wallet", expected.Wallet, account.Wallet.Value, differences);
        Check($"{account.Id}.equity", expected.Equity, OwnerLedger.Equity(account, state), differences);
        Check($"{account.Id}.profit", expected.Profit, seen.Waterfall.Owners.Of(account.Id, state)?.Profit ?? 0m, differences);
        Check($"{account.Id}.liquidated", expected.Liquidated, seen.Liquidated.Contains(account.Id), differences);
        Check($"{account.Id}.marginCalled", expected.MarginCalled, seen.MarginCalled.Contains(account.Id), differences);
        foreach (var (market, size) in expected.Positions)
        {
            Check($"{account.Id}.positions.{market}", size, account.Positions.TryGetValue(market, out var position) ? position.Size.Value
                : 0m, differences);
        }

        if (expected.ForceClosed is { } closes)
        {
            var actual = seen.ForceClosedOf(account.Id).ToList();
            if (!closes.SequenceEqual(
                actual.Select((close, i) => i < closes.Length && closes[i].Rank is null ? close with { Rank = null } : close)))
            {
                differences.Add($"{account.Id}.forceClosed: expected {Text(closes)}, is {Text(actual)}");
            }
        }
    }

    private static void Check(string what, ExpectedNumber? expected, decimal actual, ImmutableArray<string>.Builder differences)
    {
        if (expected is { } value && !value.Fits(actual))
        {
            differences.Add($"{what}: expected {value}, is {Text(actual)}");
        }
    }

    private static void Check(string what, bool? expected, bool actual, ImmutableArray<string>.Builder differences)
    {
        if (expected is { } value && value != actual)
        {
            differences.Add($"{what}: expected {(value ? "true" : "false")}, is {(actual ? "true" : "false")}");
        }
    }

    private static string Text(decimal value) => ExpectedNumber.Text(value);

    private static string Text(IReadOnlyCollection<ForcedCloseExpectation> closes) => closes.Count == 0
        ? "none"
        : string.Join(
            ", ", closes.Select(
                close => $"{Text(close.Quantity)} {close.Market} at "
                    + $"{Text(close.Price)}{(close.Rank is { } rank ? $" (rank {rank})" : "")}"));

    /// <summary>What the expectations ask about events.</summary>
    private sealed class SeenEvents
    {
        private readonly List<(AccountId Account, ForcedCloseExpectation Close)> _closes = [];

        public WaterfallObserver Waterfall { get; } = new();

        public long Liquidations { get; private set; }

        public long ForcedCloses => _closes.Count;

        public HashSet<AccountId> Liquidated { get; } = [];

        public HashSet<AccountId> MarginCalled { get; } = [];

        public IEnumerable<ForcedCloseExpectation> ForceClosedOf(AccountId account) =>
            _closes.Where(seen => seen.Account == account).Select(seen => seen.Close);

        public void Observe(RecordedEvent recorded)
        {
            Waterfall.Observe(recorded);
            var account = new AccountId(recorded.Id.Stream.Id);
            switch (recorded.Event)
            {
                case LiquidationStarted:
                    Liquidations++;
                    Liquidated.Add(account);
                    break;
                case MarginCallIssued:
                    MarginCalled.Add(account);
                    break;
                case PositionForceClosed e:
                    _closes.Add((account, new ForcedCloseExpectation(e.Step.Deleveraging.Market, e.Quantity.Value, e.Price.Value, e.Rank)));
                    break;
                default:
                    break;
            }
        }
    }
}
