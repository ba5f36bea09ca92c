using System.Text.Json;
using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Simulating;

/// <summary><c>exchange simulate</c> as a user meets it.</summary>
public sealed class SimulateTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Seeds_that_hold_end_well_and_the_coverage_is_listed()
    {
        var run = (await _folder.Run("simulate", "--seeds", "30", "--seed", "5")).Expect(ExitCode.Fine);

        Assert.StartsWith("30 seeds, ", run.Out, StringComparison.Ordinal);
        Assert.Contains("event types: ", run.Out, StringComparison.Ordinal);
        Assert.Contains("recovery points: ", run.Out, StringComparison.Ordinal);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task As_json_every_seed_has_its_state_hash_and_it_is_the_same_every_time()
    {
        var hashes = new List<string[]>();
        foreach (var parallel in new[] { "1", "3" })
        {
            var run = (await _folder.Run("simulate", "--seeds", "12", "--json", "--parallel", parallel)).Expect(ExitCode.Fine);
            using var report = JsonDocument.Parse(run.Out);
            hashes.Add(
                [.. report.RootElement.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("hash").GetString()!)]);
        }

        Assert.Equal(12, hashes[0].Length);
        Assert.Equal(hashes[0], hashes[1]);
    }

    [Fact]
    public async Task A_planted_bug_is_found_shrunk_and_repeated_from_its_file()
    {
        var found = (await _folder.Run("simulate", "--plant", "command-twice", "--out", "failures")).Expect(ExitCode.Fine);
        Assert.StartsWith("found command-twice: ", found.Out, StringComparison.Ordinal);

        var file = Assert.Single(_folder.Names(), name => name.EndsWith(".json", StringComparison.Ordinal));
        var again = (await _folder.Run("simulate", "--repeat", file)).Expect(ExitCode.CheckFailed);
        Assert.Contains("only commands that were sent take effect", again.Out, StringComparison.Ordinal);
        Assert.Contains($"again with: exchange simulate --repeat {file}", again.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_journal_of_a_failure_is_reviewed_and_names_the_decision_that_the_rules_do_not_give()
    {
        var journal = string.Empty;
        for (var time = 1; time <= 2; time++)
        {
            // The second time over the first.
            var found = (await _folder.Run("simulate", "--plant", "close-more-than-asked", "--out", "failures")).Expect(ExitCode.Fine);
            journal = Assert.Single(_folder.Names(), name => name.EndsWith("-close-more-than-asked.db", StringComparison.Ordinal));
            Assert.Contains($"  its events: exchange review {journal} verify", found.Out, StringComparison.Ordinal);
        }

        var closes = (await _folder.Run("review", journal, "timeline", "--type", "PositionForceClosed", "--json")).Expect(ExitCode.Fine)
            .Out.TrimEnd('\n').Split('\n');
        using var close = JsonDocument.Parse(closes[0]);
        var id = close.RootElement.GetProperty("id").GetString()!;

        var verified = (await _folder.Run("review", journal, "verify", "--json")).Expect(ExitCode.CheckFailed);
        using var report = JsonDocument.Parse(verified.Out);
        var finding = report.RootElement.GetProperty("findings")[0];
        Assert.Equal(("decision", id), (finding.GetProperty("check").GetString(), finding.GetProperty("event").GetString()));
        Assert.Contains("from outside: outside/client#", (await _folder.Run("review", journal, "why", id)).Expect(ExitCode.Fine).Out,
            StringComparison.Ordinal);
        (await _folder.Run("run", "--resume", "--journal", journal)).Refused(ExitCode.WrongInput, "the header does not say what was run");
    }

    [Fact]
    public async Task What_cannot_be_reached_says_why()
    {
        var run = (await _folder.Run("simulate", "--seeds", "3")).Expect(ExitCode.Fine);
        Assert.Contains("a simulated client sends its next command only once it has heard the answer to the last", run.Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ADL_is_explored_whole_and_a_planted_bug_shows_with_the_way_there()
    {
        var run = (
            await _folder.Run("simulate", "--exhaustive", "--counterparties", "2", "--crashes", "1", "--duplicates", "0", "--json"))
                .Expect(ExitCode.Fine);
        using var report = JsonDocument.Parse(run.Out);
        Assert.True(report.RootElement.GetProperty("states").GetInt32() > 100);
        Assert.Equal(1, report.RootElement.GetProperty("outcomes").GetArrayLength());

        var broken = (
            await _folder.Run("simulate", "--exhaustive", "--crashes", "1", "--duplicates", "0", "--plant", "coordinator-owes-nothing"))
                .Expect(ExitCode.CheckFailed);
        Assert.Contains("FAILED nothing is left under way", broken.Out, StringComparison.Ordinal);
        Assert.Contains("once that is stored, it crashes", broken.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_options_are_named()
    {
        (await _folder.Run("simulate", "--seeds", "0")).Refused(ExitCode.WrongInput, "simulate: --seeds must be at least 1");
        (await _folder.Run("simulate", "--minutes", "0")).Refused(ExitCode.WrongInput, "simulate: --minutes must be above 0");
        (await _folder.Run("simulate", "--plant", "nothing"))
            .Refused(ExitCode.WrongInput, "simulate: no bug \"nothing\" can be planted; there are: all, fill-twice");
        (await _folder.Run("simulate", "--plant", "all", "--seeds", "5"))
            .Refused(ExitCode.WrongInput, "simulate: --plant tries as many seeds as the bug states");
        (await _folder.Run("simulate", "--exhaustive", "--counterparties", "4"))
            .Refused(ExitCode.WrongInput, "simulate: --counterparties must be 1 to 3");
        _folder.Write("other.json", "{}");
        (await _folder.Run("simulate", "--repeat", "other.json"))
            .Refused(ExitCode.WrongInput, "other.json: it has no \"seed\", \"kept\" and \"mix\"");
    }
}
