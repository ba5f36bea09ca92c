using System.Text.Json;
using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Shell;

/// <summary>What the command line says of itself, and to what it does not understand.</summary>
public sealed class UsageTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("'rnu' is no verb of exchange; did you mean \"run\"?", "rnu")]
    [InlineData("'stat' is no verb of exchange review; did you mean \"state\"?", "review", "j.db", "stat")]
    [InlineData("'--jsn' is no option of exchange run; did you mean \"--json\"?", "run", "first-adl", "--jsn")]
    [InlineData("'--inmemory' is no option of exchange run; did you mean \"--in-memory\"?", "run", "--inmemory", "first-adl")]
    [InlineData("'--josn' is no option of exchange review; did you mean \"--json\"?", "review", "--josn")]
    [InlineData("there is no topic \"reviw\"; did you mean \"review\"?", "help", "reviw")]
    [InlineData("--seeds: 'x' is not a whole number", "simulate", "--seeds", "x")]
    [InlineData("--minutes: 'x' is not a number", "simulate", "--minutes", "x")]
    [InlineData("--seed: '-1' is not a whole number from 0", "run", "first-adl", "--seed", "-1")]
    [InlineData("--journal lacks its value; write --journal FILE|DATABASE", "run", "first-adl", "--journal")]
    [InlineData("--html FILE.html", "review", "j.db", "report")]
    [InlineData("validate: name a file", "validate")]
    [InlineData("name a deleveraging", "review", "j.db", "why-picked")]
    [InlineData("there are: scenario, test, venue", "new")]
    [InlineData("did you mean \"bash\"?", "completions", "bsh")]
    [InlineData("there is no journal in it yet", "review", "latest")]
    [InlineData("there is no scenario \"oct10\"; did you mean \"oct-10-2025\"?", "run", "oct10")]
    [InlineData("the scenario of that name is called without .json: first-adl", "run", "first-adl.json")]
    [InlineData("exchange: keys: name a verb; there are: create", "keys")]
    [InlineData("exchange: --venue binanse: venue: there is no venue profile", "run", "first-adl", "--venue", "binanse", "--in-memory")]
    [InlineData("exchange: --venue binanse: venue: there is no venue profile", "probe", "first-adl", "--venue", "binanse")]
    [InlineData("exchange: --venues binanse: venue: there is no venue profile", "compare", "first-adl", "--venues", "okx,binanse")]
    [InlineData("exchange: --venues binanse: venue: there is no venue profile", "stress", "calm", "--venues", "okx,binanse")]
    [InlineData("exchange: --grid depht=1|2: depht: ", "stress", "calm", "--grid", "depht=1|2")]
    [InlineData("exchange: --set venue=binanse: venue: there is no", "run", "first-adl", "--set", "venue=binanse", "--in-memory")]
    [InlineData("write --set insuranceFund=5\n", "run", "first-adl", "--fund", "5")]
    [InlineData("write --set insuranceFund=5\n", "run", "--insurance-fund=5")]
    [InlineData("write --set insuranceFund=5\n", "compare", "first-adl", "--insurancefnd", "5")]
    [InlineData("a fund of that size is --set insuranceFund=5\n", "stress", "calm", "--fund", "5")]
    [InlineData("write --set population.accounts=500\n", "stress", "calm", "--accounts", "500")]
    [InlineData("write --set liquidity.depth=VALUE\n", "run", "--depth", "--in-memory")]
    [InlineData("'--venus' is no option of exchange run; did you mean \"--venue\"?", "run", "--venus", "okx")]
    [InlineData("'--fund' is no option of exchange review what-if; there are: ", "review", "j.db", "what-if", "--fund", "5")]
    public async Task What_is_mistyped_or_left_out_is_named_with_what_to_write(string expected, params string[] arguments)
    {
        var run = await _folder.Run(arguments);

        run.Refused(ExitCode.WrongInput, expected);
        Assert.DoesNotContain("System.", run.Error, StringComparison.Ordinal);
        Assert.Empty(_folder.Names());
    }

    [Theory]
    [InlineData("rnu", "first-adl")]
    [InlineData("run", "first-adl", "--venu", "okx")]
    [InlineData("run", "--inmemory", "first-adl")]
    public async Task What_follows_from_one_mistake_is_not_told_as_another(params string[] arguments)
    {
        var run = (await _folder.Run(arguments)).Expect(ExitCode.WrongInput);

        Assert.Equal(2, run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("did you mean", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_shows_what_is_required_what_values_are_and_an_example_of_every_verb()
    {
        var compare = (await _folder.Run("compare", "--help")).Expect(ExitCode.Fine).Out;
        Assert.Contains("exchange compare <scenario> [options]", compare, StringComparison.Ordinal);
        Assert.Contains("--set <PATH=VALUE>", compare, StringComparison.Ordinal);
        Assert.Contains("--seed <N>", compare, StringComparison.Ordinal);

        var review = (await _folder.Run("review", "--help")).Expect(ExitCode.Fine).Out;
        Assert.Contains("exchange review <journal> [command]", review, StringComparison.Ordinal);
        foreach (
            var line in VerbsOf(
                (await _folder.Run("--help")).Expect(ExitCode.Fine).Out).Concat(VerbsOf(review).Select(verb => "review " + verb)))
        {
            var help = (await _folder.Run([.. line.Split(' '), "--help"])).Expect(ExitCode.Fine).Out;
            Assert.Contains(
                $"  exchange {line.Split(' ')[0]}", help[help.IndexOf("Example", StringComparison.Ordinal)..], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_scripts_of_bash_complete_verbs_options_and_names()
    {
        var found = (await _folder.Script("""
            shopt -s expand_aliases
            exchange() { "$EXCHANGE" "$@"; }
            source <(exchange completions bash)
            try() {
              COMP_LINE="$1" COMP_POINT=${#1}; COMP_WORDS=($1) COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
              _exchange
              echo "${COMPREPLY[*]}"
            }
            try 'exchange ru'
            try 'exchange run oct'
            try 'exchange run first-adl --ven'
            try 'exchange run first-adl --venue by'
            try 'exchange review latest acc'
            """)).Expect(0).Out;

        Assert.Equal("run\noct-10-2025 oct-10-2025-hyperliquid\n--venue\nbybit\naccount\n", found);
        foreach (var shell in new[] { "zsh", "fish", "pwsh" })
        {
            Assert.Contains("[suggest:", (await _folder.Run("completions", shell)).Expect(ExitCode.Fine).Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_latest_journal_is_reviewed_and_an_account_has_its_story_in_sentences()
    {
        (await _folder.Run("run", "calm", "--seed", "3")).Expect(ExitCode.Fine);
        (await _folder.Run("run")).Expect(ExitCode.Fine);

        var story = (await _folder.Run("review", "latest", "account", "alice")).Expect(ExitCode.Fine);
        Assert.Contains("journals/first-adl-", story.Error, StringComparison.Ordinal);
        Assert.StartsWith("alice: 1 margin call, 1 liquidation, 0 forced closes by ADL", story.Out, StringComparison.Ordinal);
        Assert.Contains("It was opened with 2,180.00: long 10 ETH-PERP from 2,000.", story.Out, StringComparison.Ordinal);
        Assert.Contains("was frozen for liquidation", story.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("<", story.Out, StringComparison.Ordinal);
        Assert.Contains(
            "ADL closed 10 ETH-PERP of it at 1,782",
            (await _folder.Run("review", "latest", "account", "bob")).Out,
            StringComparison.Ordinal);

        using var json = JsonDocument.Parse(
            (await _folder.Run("review", "latest", "account", "alice", "--json")).Expect(ExitCode.Fine).Out);
        Assert.Equal(1, json.RootElement.GetProperty("liquidations").GetInt32());
        var place = json.RootElement.GetProperty("sentences").EnumerateArray().Last().GetProperty("ordering").GetInt64();
        Assert.Contains(
            "was frozen for liquidation: equity",
            (await _folder.Run(
                "review", "latest", "why", place.ToString(System.Globalization.CultureInfo.InvariantCulture))).Expect(ExitCode.Fine).Out,
            StringComparison.Ordinal);
        Assert.Contains(
            "there is no account \"nobody\"",
            (await _folder.Run("review", "latest", "account", "nobody")).Expect(ExitCode.WrongInput).Error,
            StringComparison.Ordinal);
        (await _folder.Run("review", "latest", "account", "alice", "--take", "2")).Expect(ExitCode.Fine);
    }

    /// <summary>Alice's wallet is less than what her position cost; before the first mark that says nothing about her equity.</summary>
    [Fact]
    public async Task Equity_compares_with_nothing_before_the_first_mark()
    {
        await FinishedJournal.CopyTo(_folder.File("first.db"));

        (await _folder.Run("review", "first.db", "until", "account(\"alice\").equity < 0")).Expect(ExitCode.CheckFailed);
        var found = (await _folder.Run("review", "first.db", "until", "account(\"alice\").equity < 600", "--json")).Expect(ExitCode.Fine);
        Assert.Equal("2025-01-01T00:00:04.000Z", JsonDocument.Parse(found.Out).RootElement.GetProperty("at").GetString());
    }

    [Fact]
    public async Task What_a_review_is_asked_for_and_cannot_be_there_is_said_in_the_words_of_who_asks()
    {
        await FinishedJournal.CopyTo(_folder.File("first.db"));
        Directory.CreateDirectory(_folder.File("kept"));

        (await _folder.Run("review", "kept")).Refused(ExitCode.WrongInput, "it is a folder, not a file");
        (await _folder.Run("review", "first.db", "timeline", "--market", "ETH"))
            .Refused(ExitCode.WrongInput, "the journal has no market \"ETH\"; there are: ");
        var condition = await _folder.Run("review", "first.db", "until", "equity < 0");
        condition.Refused(ExitCode.WrongInput, "nothing is called \"equity\" here");
        Assert.DoesNotContain("Scope", condition.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_of_a_study_that_are_all_the_same_are_said_to_be()
    {
        Assert.Contains(
            "all 2 runs are the same", (await _folder.Run("stress", "first-adl", "--runs", "2")).Expect(ExitCode.Fine).Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain(
            "are the same", (await _folder.Run("stress", "calm", "--runs", "2")).Expect(ExitCode.Fine).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_seed_that_decides_nothing_is_said_to_and_another_one_gives_another_run()
    {
        Assert.Contains(
            "nothing depends on it",
            (await _folder.Run("run", "first-adl", "--in-memory", "--set", "seed=5")).Expect(ExitCode.Fine).Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain("nothing depends", (await _folder.Run("run", "first-adl", "--in-memory")).Error, StringComparison.Ordinal);
        var runs = new List<string>();
        foreach (var seed in new[] { "1", "2", "2" })
        {
            var run = (await _folder.Run("run", "calm", "--in-memory", "--json", "--seed", seed)).Expect(ExitCode.Fine);
            Assert.DoesNotContain("nothing depends", run.Error, StringComparison.Ordinal);
            runs.Add(JsonDocument.Parse(run.Out).RootElement.GetProperty("stateHash").GetString()!);
        }

        Assert.NotEqual(runs[0], runs[1]);
        Assert.Equal(runs[1], runs[2]);
    }

    [Fact]
    public async Task Of_many_differences_ten_are_shown_and_all_written()
    {
        var wrong = string.Join(
            ", ", Enumerable.Range(0, 12).Select(number => $$"""{ "id": "trader-{{number + 1:0000000}}", "wallet": -1 }"""));
        await _folder.Run("new", "scenario", "mine");
        var text = await File.ReadAllTextAsync(_folder.File("mine.json"));
        _folder.Write(
            "mine.json",
            text.Replace("\"accounts\": [],", $"\"accounts\": [], \"then\": {{ \"accounts\": [{wrong}] }},", StringComparison.Ordinal));

        var run = (await _folder.Run("test", "mine.json")).Expect(ExitCode.CheckFailed);

        Assert.Contains("  … 2 more; all are in mine.differences.txt", run.Out, StringComparison.Ordinal);
        Assert.Equal(10, run.Out.Split('\n').Count(line => line.StartsWith("  trader-", StringComparison.Ordinal)));
        Assert.Equal(12, (await File.ReadAllLinesAsync(_folder.File("mine.differences.txt"))).Length);
    }

    private static IEnumerable<string> VerbsOf(string help) => help.Split('\n')
        .SkipWhile(line => line != "Commands:").Skip(1)
        .TakeWhile(line => line.Length > 0)
        .Where(line => line.Length > 2 && line[2] != ' ')
        .Select(line => line.Trim().Split(' ')[0]);
}
