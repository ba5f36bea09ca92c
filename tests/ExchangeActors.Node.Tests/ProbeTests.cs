using System.Text.Json;

namespace ExchangeActors.Node.Tests;

/// <summary><c>exchange probe</c>, from the command line to the verdicts.</summary>
public sealed class ProbeTests : IDisposable
{
    private static readonly string FirstAdl = WorkFolder.Shipped("first-adl.json");

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tables_show_every_probe_and_the_properties()
    {
        var run = (await _folder.Run("probe", FirstAdl, "--account", "bob", "--parts", "4")).Expect(ExitCode.Fine);

        foreach (var part in (string[])["bob, leverage", "as it is", "split into 2", "split into 4", "all positions isolated", "equity doubled by a deposit", "Sybil resistance", "scale invariance"])
        {
            Assert.Contains(part, run.Out, StringComparison.Ordinal);
        }

        Assert.All(run.Out.Split('\n'), line => Assert.True(line.Length <= 150, line));
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task Json_compares_each_probe_with_the_account_as_it_is()
    {
        var probe = (await _folder.Run("probe", FirstAdl, "--json")).Expect(ExitCode.Fine);
        var run = Report.Of(await _folder.Run("run", FirstAdl, "--in-memory", "--json"));

        using var document = JsonDocument.Parse(probe.Out);
        var report = document.RootElement;
        var account = Assert.Single(report.GetProperty("accounts").EnumerateArray());
        Assert.Equal("bob", account.GetProperty("account").GetString());
        Assert.Equal(run.StateHash, report.GetProperty("stateHash").GetString());
        var asItIs = account.GetProperty("base");
        Assert.Equal(1, asItIs.GetProperty("forcedCloses").GetInt32());
        foreach (var each in account.GetProperty("probes").EnumerateArray())
        {
            var outcome = each.GetProperty("outcome");
            Assert.Equal(outcome.GetProperty("wealth").GetDecimal() - asItIs.GetProperty("wealth").GetDecimal(), each.GetProperty("wealthChange").GetDecimal());
            Assert.Equal(outcome.GetProperty("closed").GetDecimal() - asItIs.GetProperty("closed").GetDecimal(), each.GetProperty("closedChange").GetDecimal());
        }

        Assert.Equal(6, report.GetProperty("properties").GetArrayLength());
    }

    [Fact]
    public async Task Where_nobody_is_closed_there_is_nothing_to_probe()
    {
        var run = (await _folder.Run("probe", FirstAdl, "--venue", "drift-v2")).Expect(ExitCode.Fine);

        Assert.Contains("nobody of the population was closed", run.Out, StringComparison.Ordinal);
        Assert.Contains("not measured", run.Out, StringComparison.Ordinal);
    }
}
