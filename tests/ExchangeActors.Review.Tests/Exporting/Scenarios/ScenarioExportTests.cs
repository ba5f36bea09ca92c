using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.InMemory;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues.Catalog;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Review.Exporting;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Selection;
using ExchangeActors.Review.Summaries;
using ExchangeActors.Scenarios;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Running;
using ExchangeActors.Scenarios.Testing;

namespace ExchangeActors.Review.Tests.Exporting.Scenarios;

/// <summary>A journal becomes a scenario that gives the same again.</summary>
public sealed class ScenarioExportTests : IDisposable
{
    private static readonly MarketId Eth = new("ETH-PERP");
    private static readonly Moment Start = new(1_735_689_600_000);
    private readonly TestJournals _journals = new();

    public void Dispose() => _journals.Dispose();

    [Fact]
    public async Task The_smallest_ADL_comes_out_again()
    {
        var (made, scenario) = Export(await _journals.FirstAdl());

        Assert.Equal(new ScenarioExportResult("first-adl-recorded", 1, 3, 8, 0, 0, 0, 2), made);
        Assert.Equal(new Expectations(0m, 0m, 1, 1, scenario.Then.Accounts) { Owners = scenario.Then.Owners }, scenario.Then);
        Assert.Empty(scenario.Then.Owners);
        Assert.Equal(["alice", "bob"], scenario.Then.Accounts.Select(account => account.Id.Value));
        var bob = scenario.Then.Accounts[1];
        Assert.Equal((false, false), (bob.Liquidated!.Value, bob.MarginCalled!.Value));
        Assert.Equal(new PositionExpectation(Eth, -2m), Assert.Single(bob.Positions));
        Assert.Equal(new ForcedCloseExpectation(Eth, 10m, 1782m, 1), Assert.Single(bob.ForceClosed!.Value));
        Assert.Empty((await ScenarioTest.Run(scenario, CancellationToken.None)).Differences);
    }

    [Fact]
    public async Task Owners_come_out_again_and_are_added_up_in_the_summary()
    {
        var journal = await _journals.Run("first-adl.json", "accounts[0].owner=both", "accounts[1].owner=both");
        var (_, scenario) = Export(journal);

        Assert.Equal(["both", "both", null], scenario.Accounts.Select(account => account.Owner?.Value));
        using var reviewed = ReviewedJournal.Open(journal);
        var owner = Assert.Single(SummaryReader.Read(reviewed, null, CancellationToken.None).Owners);

        // alice lost her 2180, bob won 2780.
        Assert.Equal(("both", 2, 1, 8180m, 600m), (owner.Owner, owner.Accounts, owner.Liquidated, owner.PaidIn, owner.Profit));
    }

    [Fact]
    public async Task Orders_deposits_funding_and_quotes_come_out_again()
    {
        var journal = await _journals.Run("calm.json");
        var (made, scenario) = Export(journal);

        Assert.Equal((2, 304, 120L, 302, 0), (made.Markets, made.Accounts, made.Ticks, made.Renamed, made.LeftOut));
        Assert.Equal((new Moment(1_760_011_200_000), 600, 5000), (scenario.Start, scenario.DurationSeconds, scenario.TickMs));
        Assert.Equal(2, scenario.Funding.Length);
        Assert.Equal([30m, 420m], scenario.Actions.OfType<TimedOrder>().Where(order => order.Account.Value == "alice")
            .Select(order => order.Second));
        Assert.Equal([(90m, 1000m)], scenario.Actions.OfType<TimedDeposit>().Select(deposit => (deposit.Second, deposit.Amount.Value)));
        Assert.Equal([(300m, 500m)], scenario.Actions.OfType<TimedWithdrawal>()
            .Select(withdrawal => (withdrawal.Second, withdrawal.Amount.Value)));
        Assert.Empty((await ScenarioTest.Run(scenario, CancellationToken.None)).Differences);

        // Not only what "then" asks: every account has to the last digit what it had.
        var before = Fold(TestJournals.Read(journal).Select(row => row.Recorded));
        var after = await Run(scenario);
        foreach (var account in before.Accounts.Values)
        {
            var name = account.Id.Value.Replace("trader-", "trader_", StringComparison.Ordinal)
                .Replace("liquidity-", "liquidity_", StringComparison.Ordinal);
            var again = after.Account(new AccountId(name));
            Assert.Equal(account.Wallet, again.Wallet);
            Assert.Equal(account.Positions.Select(pair => (pair.Key, pair.Value.Size, pair.Value.Cost)),
                again.Positions.Select(pair => (pair.Key, pair.Value.Size, pair.Value.Cost)));
        }
    }

    [Theory]
    [InlineData("bitmex")]
    [InlineData("hyperliquid")]
    [InlineData("binance")]
    public async Task A_crash_with_mass_quotes_gives_the_same_liquidations_and_forced_closes(string venue)
    {
        var (made, scenario) = Export(await _journals.Crash(venue));

        Assert.Equal((201, 360L), (made.Accounts, made.Ticks));
        Assert.True(made.Expected > 10);
        Assert.Equal(venue == "hyperliquid", scenario.Venue.Backstop.Vault is not null);
        Assert.Equal(new Money(1000m), scenario.InsuranceFund);
        Assert.True(scenario.Then.Liquidations!.Value.Least > 10 && scenario.Then.ForcedCloses!.Value.Least > 0);
        Assert.Empty((await ScenarioTest.Run(scenario, CancellationToken.None)).Differences);
    }

    [Fact]
    public async Task What_came_between_two_prices_belongs_to_the_first_of_them()
    {
        var (made, scenario) = Export(Record(exchange =>
        {
            exchange.Open();
            exchange.Price(0, 2000m, 2001m);
            exchange.Quote("maker", 300, 1990m, 2010m);
            exchange.Price(1_000, 2000m, 2001m);
            exchange.Send("maker", 1_200, (id, marks) => new PlaceQuotes(
                id, Eth, [new QuoteLevel(Side.Buy, new Quantity(1m), new Price(1980m))], marks));
            exchange.Send("alice", 1_400, (id, marks) => new PlaceOrder(
                id, Eth, Side.Sell, new Quantity(2m), new Price(1980m), TimeInForce.ImmediateOrCancel, false, MarginMode.Cross, marks));
            exchange.Price(2_500, 1990m, 1991m);
            exchange.Fund(2_500, 0.001m);
            // Refused, and not to be said: they are counted. A refused order that can be said is kept.
            exchange.Send("alice", 2_600, (id, _) => new CancelOrder(id, new OrderId("order/none/1")));
            exchange.Send("alice", 2_600, (id, marks) => new PlaceOrder(
                id, Eth, Side.Buy, new Quantity(0.001m), null, TimeInForce.ImmediateOrCancel, false, MarginMode.Cross, marks));
            exchange.Send("alice", 2_600, (id, marks) => new PlaceOrder(
                id, Eth, Side.Buy, new Quantity(1_000_000m), null, TimeInForce.ImmediateOrCancel, false, MarginMode.Cross, marks));
        }));

        Assert.Equal((500, 3, 6L, 2), (scenario.TickMs, scenario.DurationSeconds, made.Ticks, made.LeftOut));
        Assert.Equal(
            ["0 maker TimedOrder", "0 maker TimedOrder", "1 maker TimedCancelAll", "1 maker TimedOrder", "1 alice TimedOrder",
                "2.5 alice TimedOrder"],
            scenario.Actions.Select(action => $"{Canonical.Text(action.Second)} {action.Account} {action.GetType().Name}"));
        Assert.Equal([TimeInForce.PostOnly, TimeInForce.PostOnly, TimeInForce.PostOnly, TimeInForce.ImmediateOrCancel],
            scenario.Actions.OfType<TimedOrder>().Take(4).Select(order => order.TimeInForce));
        Assert.Equal((2.5m, 0.001m), (Assert.Single(scenario.Funding).Second, scenario.Funding[0].Rate));
        Assert.Empty((await ScenarioTest.Run(scenario, CancellationToken.None)).Differences);
        var state = await Run(scenario);
        Assert.Equal(-1m, state.Account(new AccountId("alice")).Positions[Eth].Size.Value);
        Assert.Equal(1m, state.Account(new AccountId("maker")).Positions[Eth].Size.Value);
    }

    [Fact]
    public void The_profile_is_the_recorded_one_whatever_it_is_laid_over()
    {
        var (_, scenario) = Export(
            Record(
                exchange =>
                {
                    exchange.Open();
                    exchange.Price(0, 2000m, null);
                },
                spec => spec with { Name = "ours", Version = 7, Notes = ["own"], Limits = spec.Limits.SetItem("queueLength", 77m) }),
            "hyperliquid");

        var recorded = PolicyCatalog.WithDefaults(VenueProfileLoader.Describe(TestJournals.Venue("bitmex")).Spec);
        Assert.Equal(("ours", 7, 77m), (scenario.VenueSpec.Name, scenario.VenueSpec.Version, scenario.VenueSpec.Limits["queueLength"]));
        Assert.Equal("own", Assert.Single(scenario.VenueSpec.Notes));
        Assert.Equal(recorded.Policies.Select(Text), scenario.VenueSpec.Policies.Select(Text));
        Assert.Equal(recorded.Limits.SetItem("queueLength", 77m), scenario.VenueSpec.Limits);

        static string Text(KeyValuePair<string, PolicySpec> policy) =>
            $"{policy.Key} {policy.Value.Policy} "
                + $"{string.Join(' ', policy.Value.Settings.Select(setting => $"{setting.Key}={Canonical.Text(setting.Value)}"))}";
    }

    public static TheoryData<string, string> NotToBeSaid() => new()
    {
        { "halt", "market/ETH-PERP#3 (event 6): HaltMarket cannot be written" },
        { "resume", "market/ETH-PERP#3 (event 6): ResumeMarket cannot be written" },
        { "cancel", "): the cancelling of one order, order/alice/alice/1 (a scenario cancels all of a market) cannot be written" },
        { "last", "market/ETH-PERP#3 (event 6): a price without a last trade after one that had it" },
        { "seed", "liquidation/main#2 (event 6): money paid into the insurance fund after the first price" },
        { "late", "account/late#1 (event 6): an account that brings positions along after the first price" },
        { "same", "account/trader_1#1 (event 7): trader_1 would be called trader_1 in the scenario, as trader-1 is" },
        { "funding", "market/ETH-PERP#3 (event 7): funding after what an account did since the last price" },
        { "quotes", "): a mass quote beside orders of maker in ETH-PERP, " },
        { "vault", "account/mine#1 (event 6): an account of kind Vault other than the venue's own" },
        { "entry", "account/early#1 (event 6): an entry price of 1999.999 that is between two ticks of ETH-PERP" },
    };

    [Theory]
    [MemberData(nameof(NotToBeSaid))]
    public void What_a_scenario_cannot_say_is_refused_with_its_event(string what, string expected)
    {
        var journal = Record(exchange =>
        {
            exchange.Open();
            exchange.Price(0, 2000m, 2001m);
            exchange.Odd(what);
        });
        using var reviewed = ReviewedJournal.Open(journal);
        using var output = new MemoryStream();

        var refusal = Assert.Throws<ReviewException>(() => ScenarioExport.Write(reviewed, null, output, null, CancellationToken.None));

        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, output.Length);
    }

    [Fact]
    public void A_journal_without_a_price_is_no_scenario()
    {
        using var reviewed = ReviewedJournal.Open(Record(exchange => exchange.Open()));
        var refusal = Assert.Throws<ReviewException>(() => ScenarioExport.Write(reviewed, null, Stream.Null, null, CancellationToken.None));
        Assert.Contains("the journal has no price", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_of_a_journal_is_no_scenario()
    {
        var cut = await _journals.Export(await _journals.FirstAdl(),
            new ExportOptions(ExportFormat.Jsonl, EventFilter.All with { Correlations = ["liq/alice/1"] }, true, false, null));
        using var reviewed = ReviewedJournal.Open(_journals.Import(cut));
        var refusal = Assert.Throws<ReviewException>(() => ScenarioExport.Write(reviewed, null, Stream.Null, null, CancellationToken.None));
        Assert.Contains("the journal is a part of another", refusal.Message, StringComparison.Ordinal);
    }

    private string Record(Action<Outside> script, Func<VenueProfileSpec, VenueProfileSpec>? change = null)
    {
        var spec = PolicyCatalog.WithDefaults(VenueProfileLoader.Describe(TestJournals.Venue("bitmex")).Spec);
        var rules = new RulesSpec(change?.Invoke(spec) ?? spec, ScenarioRules.Pool, Money.Zero);
        var path = _journals.PathOf($"scripted-{Guid.NewGuid():N}.db");
        using var writer = JournalWriter.Create(path, new JournalHeader("scripted", "aa", rules.Venue.Name, "bb", 1, "0.1.0", "{}", rules));
        script(new Outside(
            new InMemoryExchange(rules.With(ImmutableSortedDictionary<MarketId, Instrument>.Empty.Add(Eth, Outside.Instrument)),
                recorded => writer.Append(recorded))));
        writer.Complete();
        return path;
    }

    private (ScenarioExportResult Made, Scenario Scenario) Export(string journal, string? baseVenue = null)
    {
        var path = journal + ".json";
        Directory.CreateDirectory(_journals.PathOf("venues"));
        foreach (var venue in (string[])["bitmex", "hyperliquid", "binance"])
        {
            File.Copy(TestJournals.Venue(venue), _journals.PathOf($"venues/{venue}.json"), overwrite: true);
        }

        using var reviewed = ReviewedJournal.Open(journal);
        using var file = NewFile.Create(path);
        var made = ScenarioExport.Write(reviewed, baseVenue, file.Stream, null, CancellationToken.None);
        file.Complete();
        return (made, ScenarioLoader.Load(path));
    }

    private static ExchangeState Fold(IEnumerable<RecordedEvent> events)
    {
        var state = new ExchangeState();
        foreach (var recorded in events)
        {
            state.Apply(recorded.Id.Stream, recorded.Event);
        }

        return state;
    }

    private static async Task<ExchangeState> Run(Scenario scenario)
    {
        await using var runtime = new InMemoryRuntime(ScenarioRules.Of(scenario), _ => { });
        await new ScenarioRun(scenario, runtime).Run(null, CancellationToken.None);
        return await runtime.State(CancellationToken.None);
    }

    /// <summary>Feeds an exchange of one market from outside, as a live one is: at any time.</summary>
    private sealed class Outside(InMemoryExchange exchange)
    {
        private readonly Dictionary<string, long> _numbers = [];

        public static Instrument Instrument { get; } =
            new(Eth, 0.01m, 0.01m, 0.01m, [new RiskTier(Money.Zero, 0.1m, 0.05m)], 0m, 0m, 0.05m, MarkPriceSettings.Default);

        /// <summary>The market, a fund of 100, and two traders: 4 events.</summary>
        public void Open()
        {
            Submit(EntityRef.Market(Eth), "setup", 0, id => new ListMarket(id, Instrument));
            Submit(EntityRef.Liquidation(ScenarioRules.Pool), "setup", 0, id => new SeedInsuranceFund(id, new Money(100m)));
            OpenAccount("alice");
            OpenAccount("maker");
        }

        public void OpenAccount(string account, AccountKind kind = AccountKind.Trader, params ImmutableArray<OpeningPosition> positions) =>
            Submit(EntityRef.Account(new AccountId(account)), "setup", 0, id =>
                new OpenAccount(id, new AccountId(account), kind, new Money(100_000m), positions));

        public void Price(int ms, decimal index, decimal? last) =>
            Submit(EntityRef.Market(Eth), "feed", ms, id => new UpdatePrice(
                id, new Price(index), last is { } traded ? new Price(traded) : null, Start.PlusMs(ms)));

        public void Fund(int ms, decimal rate) => Submit(EntityRef.Market(Eth), "funding", ms, id => new UpdateFunding(id, rate));

        public void Quote(string account, int ms, decimal bid, decimal ask) => Send(account, ms, (id, marks) => new PlaceQuotes(
            id, Eth, [new QuoteLevel(Side.Buy, new Quantity(1m), new Price(bid)),
                new QuoteLevel(Side.Sell, new Quantity(1m), new Price(ask))], marks));

        public void Limit(string account, int ms, decimal limit) => Send(account, ms, (id, marks) => new PlaceOrder(
            id, Eth, Side.Buy, new Quantity(1m), new Price(limit), TimeInForce.GoodTillCancelled, false, MarginMode.Cross, marks));

        public void Send(string account, int ms, Func<CommandId, MarkBoard, Message> command) =>
            Submit(EntityRef.Account(new AccountId(account)), account, ms, id =>
                command(id, MarkBoard.Empty.With(Eth, exchange.State.Market(Eth).Quote!)));

        /// <summary>After 5 events, something that scenarios have no words for.</summary>
        public void Odd(string what)
        {
            switch (what)
            {
                case "halt": Submit(EntityRef.Market(Eth), "operator", 1, id => new HaltMarket(id, "maintenance")); break;
                case "resume": Submit(EntityRef.Market(Eth), "operator", 1, id => new ResumeMarket(id)); break;
                case "last": Price(1_000, 2000m, null); break;
                case "seed":
                    Submit(EntityRef.Liquidation(ScenarioRules.Pool), "operator", 1, id =>
                    new SeedInsuranceFund(id, new Money(1m))); break;
                case "late":
                    OpenAccount("late", AccountKind.Trader,
                    new OpeningPosition(Eth, new Quantity(1m), new Price(2000m), null)); break;
                case "entry":
                    OpenAccount("early", AccountKind.Trader,
                    new OpeningPosition(Eth, new Quantity(1m), new Price(1999.999m), null)); break;
                case "vault": OpenAccount("mine", AccountKind.Vault); break;
                case "same":
                    OpenAccount("trader-1");
                    OpenAccount("trader_1");
                    break;
                case "funding":
                    Send("alice", 1, (id, _) => new Deposit(id, new Money(1m)));
                    Fund(1, 0.001m);
                    break;
                case "quotes":
                    Quote("maker", 1, 1990m, 2010m);
                    Limit("maker", 2, 1985m);
                    Quote("maker", 3, 1991m, 2011m);
                    break;
                case "cancel":
                    Limit("alice", 1, 1900m);
                    Send("alice", 2, (id, _) => new CancelOrder(id, new OrderId("order/alice/alice/1")));
                    break;
                default: throw new ArgumentOutOfRangeException(nameof(what));
            }
        }

        private void Submit(EntityRef to, string source, int ms, Func<CommandId, Message> command)
        {
            var id = new CommandId(source, _numbers[source] = _numbers.GetValueOrDefault(source) + 1);
            exchange.Submit(to, id, command(id), Start.PlusMs(ms));
            exchange.Run();
        }
    }
}
