using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using ExchangeActors.Node.Shell;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Node.Tests.Reviewing;

/// <summary><c>exchange review</c> through the program, on the journal that a run of the actors left.</summary>
public sealed class ReviewTests : IDisposable
{
    private readonly WorkFolder _folder = new() { EventsPerWrite = 40 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_verb_answers_and_the_journal_is_not_touched()
    {
        await FinishedJournal.CopyTo(_folder.File("first.db"));
        var before = SHA256.HashData(await File.ReadAllBytesAsync(_folder.File("first.db")));
        var close = Lines(await Review("timeline", "--type", "PositionForceClosed", "--json"))[0];
        var (place, id) = (close.GetProperty("ordering").GetInt64().ToString(CultureInfo.InvariantCulture),
            close.GetProperty("id").GetString()!);
        var adl = string.Join('/', close.GetProperty("event").GetProperty("step").GetString()!.Split('/')[..^1]);
        var account = id.Split('/')[1].Split('#')[0];

        var summary = Json(await Review("summary", "--json"));
        Assert.Equal("first-adl", summary.GetProperty("scenario").GetString());
        Assert.Equal(1, summary.GetProperty("adl").GetProperty("forcedCloses").GetInt64());
        Assert.Contains("closed by ADL", (await Review("summary")).Out, StringComparison.Ordinal);
        Assert.Equal((await Review("summary")).Out, (await _folder.Run("review", "first.db")).Expect(ExitCode.Fine).Out);

        Assert.Equal(id, Json(await Review("show", place, "--json")).GetProperty("id").GetString());
        Assert.Contains("event.rank: 1", (await Review("show", id)).Out, StringComparison.Ordinal);

        var why = Json(await Review("why", id, "--json"));
        Assert.True(why.GetProperty("endsAtMarkTick").GetBoolean());
        Assert.StartsWith("outside/feed#", why.GetProperty("end").GetString(), StringComparison.Ordinal);
        Assert.Contains("from outside: outside/feed#", (await Review("why", place)).Out, StringComparison.Ordinal);

        var picked = Json(await Review("why-picked", adl, account, "--json"));
        Assert.Equal("closed", picked.GetProperty("rounds")[0].GetProperty("verdict").GetString());
        Assert.Contains($"{account} was closed.", (await Review("why-picked", adl, account)).Out, StringComparison.Ordinal);
        Assert.Contains("not closed", (await Review("why-not", adl, picked.GetProperty("bankrupt").GetString()!)).Out,
            StringComparison.Ordinal);
        Assert.Contains("stood at rank 1", (await Review("how-far", adl, account)).Out, StringComparison.Ordinal);

        var state = Json(await Review("state", "--at", place, "--account", account, "--json"));
        Assert.Equal($"account/{account}", state.GetProperty("entity").GetString());
        Assert.Equal(64, state.GetProperty("stateHash").GetString()!.Length);
        foreach (var of in new string[][] { ["--market", close.GetProperty("event").GetProperty("step").GetString()!.Split('/')[1]],
            ["--fund"], ["--adl", adl], [] })
        {
            Assert.Contains("stateHash: ", (await Review(["state", .. of])).Out, StringComparison.Ordinal);
        }

        Assert.Contains($"account/{account}", (await Review("diff", "1", place)).Out, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Array, Json(await Review("diff", "1", place, "--json")).GetProperty("entities").ValueKind);
        Assert.Equal("account.position-force-closed", Json(await Review("until", "forcedCloses == 1", "--json")).GetProperty("kind")
            .GetString());

        var verified = Json(await Review("verify", "--json"));
        Assert.True(verified.GetProperty("holds").GetBoolean());
        Assert.Equal(summary.GetProperty("stateHash").GetString(), verified.GetProperty("stateHash").GetString());

        var same = Json(await Review("what-if", "--json"));
        Assert.True(same.GetProperty("isSame").GetBoolean());
        Assert.Equal(before, SHA256.HashData(await File.ReadAllBytesAsync(_folder.File("first.db"))));
        Assert.Equal(["first.db", "review-cache"], _folder.Names()
            .Where(name => !name.StartsWith("review-cache/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_what_if_under_other_rules_can_be_kept_and_verifies()
    {
        await FinishedJournal.CopyTo(_folder.File("first.db"));
        var report = (await Review("what-if", "--venue", "hyperliquid", "--journal", "other.db")).Out;
        Assert.Contains("A simulation", report, StringComparison.Ordinal);
        Assert.Contains("The first decision that comes out otherwise", report, StringComparison.Ordinal);
        (await _folder.Run("review", "other.db", "verify")).Expect(ExitCode.Fine);
        (await _folder.Run("review", "first.db", "what-if", "--journal", "other.db")).Refused(ExitCode.WrongInput, "other.db", "exists");
        (await _folder.Run("review", "first.db", "what-if", "--venue", "hyperliquid", "--from", "17", "--journal", "mixed.db"))
            .Refused(ExitCode.WrongInput, "--journal", "--from");
        Assert.False(File.Exists(Path.Combine(_folder.Path, "mixed.db")));
        Assert.Contains("the simulation is the record", (await Review("what-if", "--from", "17", "--journal", "again.db")).Out,
            StringComparison.Ordinal);
        (await _folder.Run("review", "again.db", "verify")).Expect(ExitCode.Fine);
        (await _folder.Run("review", "first.db", "what-if", "--venue", "nowhere")).Refused(ExitCode.WrongInput, "nowhere");
        (await _folder.Run("review", "first.db", "what-if", "--set", "ranking.policy=nothing")).Refused(ExitCode.WrongInput, "nothing");
        Assert.Contains("theta", (await Review("what-if", "--set", "profile.severity.theta=0.5")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_writes_a_checkpoint_that_tells_a_journal_that_was_cut_back()
    {
        (await _folder.Shell(
            "openssl ecparam -name prime256v1 -genkey -noout -out key.pem && openssl ec -in key.pem -pubout -out public.pem")).Expect(0);
        (await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--journal", "run.db", "--checkpoint-key", "key.pem"))
            .Expect(ExitCode.Fine);
        var whole = (await _folder.Run("review", "run.db", "verify", "--key", "public.pem")).Expect(ExitCode.Fine).Out;
        Assert.Contains("holds, signed", whole, StringComparison.Ordinal);

        Execute("run.db", "DELETE FROM journal WHERE ordering > 40; UPDATE sqlite_sequence SET seq = 40 WHERE name = 'journal';");
        var cut = (await _folder.Run("review", "run.db", "verify")).Expect(ExitCode.CheckFailed);
        Assert.Contains("its end is missing", cut.Error, StringComparison.Ordinal);
        Assert.Contains("NOT VERIFIED", cut.Out, StringComparison.Ordinal);
        (await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--journal", "b.db", "--checkpoint-key", "public.pem"))
            .Refused(ExitCode.WrongInput, "public.pem");
        (await _folder.Run("review", "run.db", "verify", "--checkpoint", "nothing")).Refused(ExitCode.WrongInput, "nothing");
        (await _folder.Run("review", "run.db", "verify", "--checkpoint", "run.db")).Refused(ExitCode.WrongInput, "not a checkpoint");
    }

    [Fact]
    public async Task Tampering_is_named_with_stream_and_sequence()
    {
        await FinishedJournal.CopyTo(_folder.File("first.db"));
        Execute("first.db", "DELETE FROM journal WHERE persistence_id = 'liquidation/main' AND sequence_number = 3;");
        (await _folder.Run("review", "first.db", "verify")).Expect(ExitCode.CheckFailed);
        var finding = Json((await _folder.Run("review", "first.db", "verify", "--json")).Expect(ExitCode.CheckFailed))
            .GetProperty("findings")[0];
        Assert.Equal(
            ("hash-chain", "liquidation/main#3"), (finding.GetProperty("check").GetString(), finding.GetProperty("event").GetString()));
        var summary = await _folder.Run("review", "first.db", "summary");
        summary.Refused(ExitCode.CheckFailed, "liquidation/main#3");
    }

    [Fact]
    public async Task A_journal_is_reviewed_while_a_run_goes_on_with_it()
    {
        var run = _folder.Start("run", Cascade.Write(_folder), "--journal", "live.db");
        for (var tries = 0; ; tries++)
        {
            Assert.True(tries < 600, "the run wrote nothing");
            await Task.Delay(100);
            if (File.Exists(_folder.File("live.db"))
                && (await _folder.Run("review", "live.db", "summary", "--json")) is { ExitCode: ExitCode.Fine } first
                    && Json(first).GetProperty("events").GetInt64() > 100)
            {
                break;
            }
        }

        Assert.Empty(Json((await _folder.Run("review", "live.db", "verify", "--json")).Expect(ExitCode.Fine)).GetProperty("findings")
            .EnumerateArray());
        (await _folder.Run("review", "live.db", "state")).Expect(ExitCode.Fine);
        (await run.End()).Expect(ExitCode.Fine);
        Assert.True(Json((await _folder.Run("review", "live.db", "verify", "--json")).Expect(ExitCode.Fine)).GetProperty("atRest")
            .GetBoolean());
    }

    [Fact]
    public async Task Wrong_questions_are_refused_with_what_to_ask()
    {
        await FinishedJournal.CopyTo(_folder.File("first.db"));
        (await _folder.Run("review")).Refused(ExitCode.WrongInput, "name a journal");
        (await _folder.Run("review", "nothing.db", "summary")).Refused(ExitCode.WrongInput, "nothing.db", "no such file");
        _folder.Write("text.db", "this is no database at all, but long enough to be looked at as one");
        (await _folder.Run("review", "text.db", "verify")).Refused(ExitCode.WrongInput, "text.db");
        (await _folder.Run("review", "first.db", "show", "99999")).Refused(ExitCode.WrongInput, "the journal has");
        (await _folder.Run("review", "first.db", "show", "everything")).Refused(ExitCode.WrongInput, "account/alice#3");
        (await _folder.Run("review", "first.db", "why-picked", "liq/alice/1", "bob")).Refused(ExitCode.WrongInput, "adl/BTC-PERP/3");
        (await _folder.Run("review", "first.db", "why-picked", "adl/ETH-PERP/99", "bob")).Refused(ExitCode.WrongInput, "adl/ETH-PERP/99");
        (await _folder.Run("review", "first.db", "state", "--fund", "--account", "bob")).Refused(ExitCode.WrongInput, "one of");
        (await _folder.Run("review", "first.db", "state", "--at", "tomorrow")).Refused(ExitCode.WrongInput, "tomorrow");
        (await _folder.Run("review", "first.db", "diff", "20", "10")).Refused(ExitCode.WrongInput, "earlier");
        (await _folder.Run("review", "first.db", "until", "fund.balance")).Refused(ExitCode.WrongInput, "not a condition", "compare it");
        (await _folder.Run("review", "first.db", "until", "time > 5")).Refused(ExitCode.WrongInput, "a time with 2025-10-10T21:10:00Z");
        (await _folder.Run("review", "first.db", "until", "")).Refused(ExitCode.WrongInput, "it is empty");
        (await _folder.Run("review", "first.db", "state", "--at", "2024-12-31")).Refused(
            ExitCode.WrongInput, "nothing had happened yet", "begins at 2025-01-01T00:00:00.000Z");
        (await _folder.Run("review", "first.db", "timeline", "--account", "alicia")).Refused(
            ExitCode.WrongInput, "no account \"alicia\"", "did you mean \"alice\"?");
        Assert.Contains("no event matches", (await Review("timeline", "--from", "2025-02-01", "--json")).Error, StringComparison.Ordinal);
        Assert.Equal("market.mark-price-updated", Json(await Review(
            "until", "time >= 2025-01-01T00:00:01Z and event == \"MarkPriceUpdated\"", "--json")).GetProperty("kind").GetString());

        // What is not there yet is not below anything: the first event is a market's listing.
        foreach (var (text, kind) in ((string, string)[])[
            ("fund.balance < 1", "liquidation."), ("account(\"alice\").wallet <= 0", "account."),
            ("account(\"alice\").size(\"ETH-PERP\") == 0", "account."), ("Math.Abs(fund.balance) < 1", "liquidation.")])
        {
            Assert.StartsWith(kind, Json(await Review("until", text, "--json")).GetProperty("kind").GetString(), StringComparison.Ordinal);
        }

        (await _folder.Run("review", "first.db", "until", "market(\"ETH\").openInterest > 1"))
            .Refused(ExitCode.WrongInput, "no market \"ETH\"", "ETH-PERP");
        (await _folder.Run("review", "first.db", "until", "account(\"nobody\").equity < 0"))
            .Refused(ExitCode.WrongInput, "no account \"nobody\"");
        (await _folder.Run("review", "first.db", "until", "1 / forcedCloses > 0"))
            .Refused(ExitCode.WrongInput, "no answer after event 1 (market/ETH-PERP#1)");
        (await _folder.Run("review", "first.db", "state", "--adl", "adl/ETH-PERP/99"))
            .Refused(ExitCode.WrongInput, "the last one of the market is adl/ETH-PERP/1");
        (await _folder.Run("review", "first.db", "diff", "0", "40", "--account", "nobody"))
            .Refused(ExitCode.WrongInput, "no account \"nobody\" after event 40");
        (await _folder.Run("review", "first.db", "why-not", "adl/ETH-PERP/1", "nobody"))
            .Refused(ExitCode.WrongInput, "no account \"nobody\"");
        (await _folder.Run("review", "first.db", "timeline", "--type", "nosuch")).Refused(ExitCode.WrongInput, "no kind of event");
        Assert.Equal("market.mark-price-updated", Json(await Review("until", "market(\"ETH-PERP\").mark < 1900", "--json"))
            .GetProperty("kind").GetString());
        var never = await _folder.Run("review", "first.db", "until", "fund.balance > 1000000000");
        never.Refused(ExitCode.CheckFailed, "does not hold");
        (await _folder.Run("review", "first.db", "timeline", "--skip", "-1")).Refused(ExitCode.WrongInput, "--skip");
    }

    private async Task<Finished> Review(params string[] arguments) =>
        (await _folder.Run(["review", "first.db", .. arguments])).Expect(ExitCode.Fine);

    private static JsonElement Json(Finished finished) => JsonDocument.Parse(finished.Out).RootElement;

    private static List<JsonElement> Lines(Finished finished) =>
        [.. finished.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private void Execute(string name, string sql)
    {
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = _folder.File(name), Pooling = false }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Tests pass constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
