using System.Text.Json;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Running;

/// <summary>Where the market answers and traders react: what a what-if makes of it, and what is left of it after kills.</summary>
public sealed class AnsweringRunTests : IDisposable
{
    private const string Reactions = """reactions={"stops":{},"arbitrage":{},"dipBuyers":{},"hedgers":{},"marginAdders":{}}""";
    private const int Kills = 2;

    private static readonly string[] Crash =
    [
        WorkFolder.Shipped("stress-crash.json"), "--json", "--set", "population.accounts=150", "--set", "liquidity.depth=0.08",
        "--set", "tickMs=30000", "--set", "market={}",
    ];

    private readonly WorkFolder _folder = new() { EventsPerWrite = 10 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task In_a_what_if_prices_are_the_record_s_until_a_trade_differs_and_then_those_of_a_run_under_the_other_rules()
    {
        Report.Of(await _folder.Run(["run", .. Crash, "--journal", "record.db"])).InvariantsHold();
        var other = Report.Of(await _folder.Run(["run", .. Crash, "--venue", "hyperliquid", "--in-memory"]));

        var same = Report.Of(await _folder.Run("review", "record.db", "what-if", "--json"));
        var whatIf = Report.Of(await _folder.Run(
            "review", "record.db", "what-if", "--venue", "hyperliquid", "--json", "--journal", "other.db"));

        Assert.Equal(
            (true, true, JsonValueKind.Null, 0m),
            (
                same.Of("isSame").GetBoolean(),
                same.Of("pricesAnswer").GetBoolean(),
                same.Of("firstOtherPrice").ValueKind,
                same.Number("otherPrices")));
        Assert.Equal((true, other.StateHash), (whatIf.Of("pricesAnswer").GetBoolean(), whatIf.Text("simulated.stateHash")));

        // The opening has other vaults, so the first decision differs long before the first price.
        var first = whatIf.Of("firstOtherPrice").GetDateTimeOffset().ToUnixTimeMilliseconds();
        var (recorded, simulated) = (Prices("record.db"), Prices("other.db"));
        Assert.Equal(recorded.TakeWhile(price => price.At.UnixMs < first), simulated.TakeWhile(price => price.At.UnixMs < first));
        Assert.Contains(recorded, price => price.At.UnixMs < first);
        Assert.Equal(
            whatIf.Number("otherPrices"),
            recorded.Zip(simulated).Count(pair => pair.First != pair.Second && pair.First.At.UnixMs >= first));
        (await _folder.Run("review", "other.db", "verify")).Expect(ExitCode.Fine);

        // A what-if of a what-if answers as well: back under the first rules it is the record.
        var back = Report.Of(await _folder.Run("review", "other.db", "what-if", "--venue", "bitmex", "--json"));
        Assert.True(back.Number("otherPrices") > 0m);
    }

    [Fact]
    public async Task In_a_what_if_of_a_run_whose_market_does_not_answer_prices_are_the_record_s()
    {
        var path = WorkFolder.Shipped("first-adl.json");
        await _folder.Run("run", path, "--journal", "record.db", "--json");
        var whatIf = Report.Of(await _folder.Run("review", "record.db", "what-if", "--venue", "hyperliquid", "--json"));
        Assert.Equal((false, 0m), (whatIf.Of("pricesAnswer").GetBoolean(), whatIf.Number("otherPrices")));
    }

    [Fact]
    public async Task A_run_that_is_killed_and_resumed_comes_to_what_an_uninterrupted_one_comes_to()
    {
        string[] asked = [.. Crash, "--set", Reactions];
        var whole = Report.Of(await _folder.Run(["run", .. asked, "--in-memory"])).InvariantsHold();
        Assert.True(whole.Number("liquidations.count") > 0m);

        var path = _folder.File("killed.db");
        var phase = new JournalPhase(path);
        var killed = 0;
        for (var kill = 1; kill <= Kills; kill++)
        {
            using var process = kill == 1
                ? _folder.Start(["run", .. asked, "--journal", path])
                : _folder.Start("run", "--resume", "--journal", path, "--json");
            var goal = whole.Number("events") * kill / (Kills + 1);
            if (!await phase.StopWhen(now => now.Events >= goal, process))
            {
                break; // it was at its end before it was seen
            }

            process.Kill();
            phase.ReadOn();
            killed++;
        }

        Assert.True(killed > 0, "the run ended before it could be killed");
        var resumed = Report.Of(await _folder.Run("run", "--resume", "--journal", path, "--json")).InvariantsHold();
        Assert.Equal((whole.StateHash, whole.Number("events")), (resumed.StateHash, resumed.Number("events")));
        (await _folder.Run("review", path, "verify")).Expect(ExitCode.Fine);
    }

    private List<(Moment At, string Market, Price Index, Price? Last)> Prices(string journal)
    {
        using var reader = JournalReader.Open(_folder.File(journal));
        return
        [
            .. reader.ReadAll()
                .Where(row => row.Recorded.CausedBy.Stream.Id == "feed")
                .Select(row => (row.Recorded.At, row.Recorded.Id.Stream.Id, Price: row.Stored.ReadInput() as UpdatePrice))
                .Where(row => row.Price is not null)
                .Select(row => (row.At, row.Id, row.Price!.Index, row.Price.Last)),
        ];
    }
}
