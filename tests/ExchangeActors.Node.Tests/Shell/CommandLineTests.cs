using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Shell;

/// <summary>What the command line says to somebody who does not know it yet.</summary>
public sealed class CommandLineTests : IDisposable
{
    private static readonly string FirstAdl = WorkFolder.Shipped("first-adl.json");

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("run <scenario>", "--help")]
    [InlineData("--journal-limit-mb", "run", "--help")]
    [InlineData("config/vectors", "vectors", "--help")]
    [InlineData(".", "--version")]
    public async Task Help_and_version_are_on_standard_output(string expected, params string[] arguments)
    {
        var help = (await _folder.Run(arguments)).Expect(ExitCode.Fine);

        Assert.Contains(expected, help.Out, StringComparison.Ordinal);
        Assert.Equal(string.Empty, help.Error);
    }

    [Fact]
    public async Task Without_arguments_the_usage_is_on_standard_error()
    {
        var run = (await _folder.Run()).Expect(ExitCode.WrongInput);

        Assert.Contains("Usage:", run.Error, StringComparison.Ordinal);
        Assert.Equal(string.Empty, run.Out);
    }

    [Theory]
    [InlineData("name a scenario", "run", "")]
    [InlineData("name a file or a folder of vectors", "vectors")]
    [InlineData("the path: has no name", "vectors", "")]
    [InlineData("'--bogus'", "run", "FIRST", "--bogus")]
    [InlineData("'rum'", "rum")]
    [InlineData("'second.json'", "run", "FIRST", "second.json")]
    [InlineData("--journal", "run", "FIRST", "--journal")]
    [InlineData("--journal has no name", "run", "FIRST", "--journal", "")]
    [InlineData("'many'", "run", "FIRST", "--journal-limit-mb", "many")]
    [InlineData("above 0", "run", "FIRST", "--journal-limit-mb", "0")]
    [InlineData("--in-memory stores nothing", "run", "FIRST", "--in-memory", "--journal", "x.db")]
    [InlineData("--in-memory stores nothing", "run", "--in-memory", "--resume")]
    [InlineData("no journal like", "run", "--resume")]
    [InlineData("is not path=value", "run", "FIRST", "--set", "seed")]
    public async Task Wrong_usage_names_what_is_wrong_and_leaves_nothing(string expected, params string[] arguments)
    {
        var run = await _folder.Run([.. arguments.Select(argument => argument == "FIRST" ? FirstAdl : argument)]);

        run.Refused(ExitCode.WrongInput, expected);
        Assert.Empty(_folder.Names());
    }

    /// <summary>An id that begins with @ is no name of a file of arguments, and no formula in a table.</summary>
    [Fact]
    public async Task An_id_that_begins_with_an_at_sign_can_be_asked_for()
    {
        var text = (await File.ReadAllTextAsync(FirstAdl)).Replace("\"alice\"", "\"@alice\"", StringComparison.Ordinal)
            .Replace("\"../markets/", $"\"{Path.Combine(AppContext.BaseDirectory, "config", "markets")}/", StringComparison.Ordinal);
        Assert.Contains("\"@alice\"", text, StringComparison.Ordinal);
        _folder.Write("at.json", text);
        (await _folder.Run("run", "at.json", "--journal", "at.db")).Expect(ExitCode.Fine);

        var state = (await _folder.Run("review", "at.db", "state", "--account", "@alice", "--json")).Expect(ExitCode.Fine);
        Assert.Contains("\"id\": \"@alice\"", state.Out, StringComparison.Ordinal);
        var csv = (await _folder.Run("review", "at.db", "export", "--format", "csv")).Expect(ExitCode.Fine).Out.Split('\n');
        Assert.Contains(csv, line => line.Contains(",'@alice,", StringComparison.Ordinal));
        Assert.DoesNotContain(csv, line => line.Contains(",@alice,", StringComparison.Ordinal));
        (await _folder.Run("@at.json")).Refused(ExitCode.WrongInput, "'@at.json'");
    }

    [Theory]
    [InlineData("10000000000")]
    [InlineData("9223372036854775807")]
    public async Task Skipping_beyond_the_end_says_so(string skip)
    {
        (await _folder.Run("run", FirstAdl, "--journal", "first.db")).Expect(ExitCode.Fine);

        var none = (await _folder.Run("review", "first.db", "timeline", "--skip", skip)).Expect(ExitCode.Fine);
        Assert.Equal((string.Empty, $"--skip {skip} is beyond the end: 46 events match\n"), (none.Out, none.Error));
        Assert.Equal(
            46,
            (await _folder.Run("review", "first.db", "timeline", "--take", skip)).Expect(ExitCode.Fine).Out
                .Count(letter => letter == '\n'));
        Assert.Equal(
            46,
            (await _folder.Run("review", "first.db", "timeline", "--take", skip, "--json")).Expect(ExitCode.Fine).Out
                .Count(letter => letter == '\n'));
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_is_a_message_and_not_a_stack_trace()
    {
        if (!File.Exists("/dev/full"))
        {
            return;
        }

        var run = await _folder.Shell($"exec \"$EXCHANGE\" run '{FirstAdl}' --in-memory --json > /dev/full");

        run.Expect(ExitCode.Infrastructure);
        Assert.Contains(
            "exchange: what was to be written does not fit (No space left on device); free space, or write it elsewhere",
            run.Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        var listed = await _folder.Shell("exec \"$EXCHANGE\" venues > /dev/full");
        Assert.Contains("free space", listed.Expect(ExitCode.Infrastructure).Error, StringComparison.Ordinal);
    }
}
