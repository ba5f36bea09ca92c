using System.Xml.Linq;
using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Testing;

/// <summary><c>exchange test</c> as a user meets it.</summary>
public sealed class TestVerbTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_scenario_that_comes_to_what_it_says_passes()
    {
        var run = (await _folder.Run("test", WorkFolder.Shipped("first-adl.json"))).Expect(ExitCode.Fine);

        Assert.Equal("ok first-adl\n1 passed, 0 failed\n", run.Out);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task The_shipped_incidents_pass_from_any_folder()
    {
        var files = Directory.EnumerateFiles(WorkFolder.Shipped("incidents"), "*.json").Order(StringComparer.Ordinal).ToArray();
        var run = (await _folder.Run(["test", .. files])).Expect(ExitCode.Fine);

        Assert.EndsWith($"\n{files.Length} passed, 0 failed\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_does_not_fails_with_its_figures_and_build_servers_can_read_it()
    {
        var run = (await _folder.Run("test", WorkFolder.Shipped("first-adl.json"), "--set", "then.fund=5", "--junit", "results.xml"))
            .Expect(ExitCode.CheckFailed);

        Assert.EndsWith("  fund: expected 5, is 0\n0 passed, 1 failed\n", run.Out, StringComparison.Ordinal);
        var suite = XDocument.Load(_folder.File("results.xml")).Root!.Element("testsuite")!;
        Assert.Equal(("1", "1"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value));
        Assert.Equal("fund: expected 5, is 0", suite.Element("testcase")!.Element("failure")!.Attribute("message")!.Value);
    }

    [Fact]
    public async Task A_name_that_the_format_does_not_know_stops_everything()
    {
        (await _folder.Run("test", WorkFolder.Shipped("first-adl.json"), "--set", "then.fond=5"))
            .Refused(ExitCode.WrongInput, "fond", "fund");
        (await _folder.Run("test")).Refused(ExitCode.WrongInput, "name a scenario");
    }
}
