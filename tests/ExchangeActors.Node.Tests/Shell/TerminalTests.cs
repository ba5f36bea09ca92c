using System.Text.RegularExpressions;
using ExchangeActors.Node.Shell;
using ExchangeActors.Node.Tests.Documents;

namespace ExchangeActors.Node.Tests.Shell;

/// <summary>
/// What is shown at 80, 120 and 200 columns: as in the files under Snapshots, and nothing cut in two. With EXCHANGE_WRITE_DOCS=1 the files
/// are written anew.
/// </summary>
public sealed partial class TerminalTests : IDisposable
{
    private static readonly string Snapshots = Path.Combine(Document.Root, "tests", "ExchangeActors.Node.Tests", "Snapshots");

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("run", "exchange new scenario mine >/dev/null && exchange run mine --in-memory")]
    [InlineData("compare", "exchange compare first-adl --venues bitmex,okx,hyperliquid,percolator")]
    [InlineData("summary", "exchange run first-adl --journal first.db >/dev/null && exchange review first.db")]
    [InlineData("venues", "exchange venues")]
    public async Task Nothing_is_wider_than_the_terminal_and_no_number_or_id_is_cut(string name, string command)
    {
        var shown = new Dictionary<int, string>();
        foreach (var columns in new[] { 80, 120, 200 })
        {
            using var folder = new WorkFolder();
            var run = (
                await folder.Script($"exchange() {{ \"$EXCHANGE\" \"$@\"; }}; export COLUMNS={columns} NO_COLOR=1; {command}")).Expect(0);
            shown[columns] = string.Join('\n', run.Out.TrimEnd().Split('\n').Select(line => line.TrimEnd())) + "\n";
            Assert.All(
                shown[columns].Split('\n'),
                line => Assert.True(line.Length <= columns, $"{line.Length} columns instead of {columns}: {line}"));
            Same(Path.Combine(Snapshots, $"{name}-{columns}.txt"), shown[columns]);
        }

        // Whatever number or id is shown where there is little room is one that is shown where there is much, or a shortened one; and none
        // is left out, but long amounts.
        var whole = Words().Matches(Masked.Line(shown[200])).Select(word => word.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var columns in new[] { 80, 120 })
        {
            var words = Words().Matches(Masked.Line(shown[columns])).Select(word => word.Value).ToHashSet(StringComparer.Ordinal);
            Assert.DoesNotContain(whole.Except(words), word => Fitted.Short(word) == word);
            Assert.All(
                Words().Matches(Masked.Line(shown[columns])).Select(word => word.Value).Where(word => !Shortened().IsMatch(word)),
                word => Assert.True(
                    whole.Contains(word), $"{word} at {columns} columns"));
        }
    }

    [Fact]
    public async Task What_scenarios_show_is_told_also_where_there_is_little_room()
    {
        var narrow = (await _folder.Script("export COLUMNS=80; \"$EXCHANGE\" scenarios")).Expect(0).Out;
        Assert.All(narrow.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
        Assert.Contains("what it shows", narrow, StringComparison.Ordinal);
        Assert.Contains(" 10,000 ", narrow, StringComparison.Ordinal);

        var help = (await _folder.Script("export COLUMNS=80; \"$EXCHANGE\" run --help")).Expect(0).Out;
        Assert.All(help.Split('\n').TakeWhile(line => line != "Examples:"), line => Assert.True(line.TrimEnd().Length <= 80, line));
    }

    [Theory]
    [InlineData("12,345,678.90", "12.35M")]
    [InlineData("-12,345,678.90 / 3 → 250,000", "-12.35M / 3 → 250k")]
    [InlineData("9,999.99", "9,999.99")]
    [InlineData("0.00", "0.00")]
    [InlineData("trader-1,234,567", "trader-1,234,567")]
    [InlineData("2025-10-10T21:00:04.000Z", "2025-10-10T21:00:04.000Z")]
    public void Amounts_are_shortened_to_four_digits(string amount, string expected) => Assert.Equal(expected, Fitted.Short(amount));

    [Theory]
    [InlineData(10, "21:13 run")]
    [InlineData(25, "21:13 run  fund 1  ADL 2")]
    [InlineData(80, "21:13 run  fund 1  ADL 2  12 events")]
    public void The_line_of_progress_leaves_out_whole_parts_and_keeps_fund_and_adl(int width, string expected) =>
        Assert.Equal(expected, LiveLine.Fit(["21:13 run", "fund 1", "ADL 2", string.Empty, "12 events"], width));

    [Theory]
    [InlineData("run", "\u001b[31mred")]
    [InlineData("run", "first-adl", "--in-memory", "--venue", "\u001b[31mred")]
    [InlineData("run", "first-adl", "--in-memory", "--set", "\u001b[31mred=1")]
    [InlineData("review", "\u001b[31mred.db")]
    [InlineData("\u001b[31mred")]
    public async Task Control_bytes_of_what_is_written_do_not_reach_the_terminal(params string[] arguments)
    {
        var run = (await _folder.Run(arguments)).Expect(ExitCode.WrongInput);

        Assert.DoesNotContain("\u001b", run.Error, StringComparison.Ordinal);
        Assert.Contains("red", run.Error, StringComparison.Ordinal);
    }

    private static void Same(string file, string text)
    {
        if (Environment.GetEnvironmentVariable("EXCHANGE_WRITE_DOCS") is { Length: > 0 })
        {
            Directory.CreateDirectory(Snapshots);
            File.WriteAllText(file, text);
            return;
        }

        Assert.Equal(
            File.ReadAllText(file).Split('\n').Select(Masked.Line),
            text.Split('\n').Select(Masked.Line));
    }

    [GeneratedRegex(@"[\w.:,%-]*\d[\w.,:%-]*")]
    private static partial Regex Words();

    [GeneratedRegex(@"^-?[\d.]+[kMBT][.,;:]*$")]
    private static partial Regex Shortened();
}
