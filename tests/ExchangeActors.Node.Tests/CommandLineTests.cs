namespace ExchangeActors.Node.Tests;

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
    [InlineData("name a scenario", "run")]
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

    [Fact]
    public async Task A_report_that_cannot_be_written_is_a_message_and_not_a_stack_trace()
    {
        if (!File.Exists("/dev/full"))
        {
            return;
        }

        var run = await _folder.Shell($"exec \"$EXCHANGE\" run '{FirstAdl}' --in-memory --json > /dev/full");

        run.Expect(ExitCode.Infrastructure);
        Assert.Contains("exchange: No space left on device", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }
}
