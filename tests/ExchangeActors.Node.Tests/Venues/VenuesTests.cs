using System.Text.Json;
using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Venues;

/// <summary><c>exchange venues</c>: which profiles and policies there are.</summary>
public sealed class VenuesTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_profiles_are_listed_with_their_policies()
    {
        var run = (await _folder.Shell("COLUMNS=200 \"$EXCHANGE\" venues")).Expect(ExitCode.Fine);

        Assert.Equal(string.Empty, run.Error);
        Assert.Contains(
            Rows(run.Out), row =>
                row is ["hyperliquid", "1", "negative-equity", "hyperliquid", "previous-mark", "queue", "take-over", "stays-open", ""]);
        Assert.Contains(Rows(run.Out), row => row is ["deribit", "1", "never", "–", "–", "–", "liquidator", "winners-share", ""]);
        Assert.Contains(Rows(run.Out), row => row is
            [
                "deribit-linear",
                "1",
                "backstop-exhausted",
                "pnl-percent-times-leverage",
                "mark-with-spread",
                "queue",
                "liquidity-support",
                ..
            ]);
        Assert.Contains(Rows(run.Out), row => row is ["guarded", .., "over-deleveraging"]);
    }

    [Fact]
    public async Task The_list_as_json_names_a_policy_of_every_kind()
    {
        using var list = JsonDocument.Parse((await _folder.Run("venues", "--json")).Expect(ExitCode.Fine).Out);

        Assert.Equal(21, list.RootElement.GetArrayLength());
        Assert.All(list.RootElement.EnumerateArray(), venue => Assert.Equal(15, venue.GetProperty("policies").EnumerateObject().Count()));
        Assert.Equal("fund-drawdown", list.RootElement.EnumerateArray().Single(venue => venue.GetProperty("name").GetString() == "bybit")
            .GetProperty("policies").GetProperty("trigger").GetString());
    }

    [Fact]
    public async Task A_profile_is_shown_with_formulas_settings_notes_and_sources()
    {
        var run = (await _folder.Shell("COLUMNS=200 \"$EXCHANGE\" venues show dydx-v4")).Expect(ExitCode.Fine);

        Assert.All(
            new[] { "dydx-v4, version 1, ", "margin call below 1.5 × maintenance margin", "spreadToMaintenanceMarginRatio 1.5",
                "mostTried 500", "note: ", "source: dydxprotocol/v4-chain" },
            part => Assert.Contains(part, run.Out, StringComparison.Ordinal));
        Assert.Contains(
            Rows(run.Out), row =>
                row is ["liquidationFee", "leftover", "maxFee 0.015", "min(s·q·(p − b), maxFee·q·p)", "dYdX v4, dydxprotocol/v4-chain"]);
    }

    [Fact]
    public async Task A_profile_as_json_has_its_defaults()
    {
        _folder.Write("mine.json", Bitmex().Replace(", \"bookAttempts\": 12", string.Empty, StringComparison.Ordinal));

        using var shown = JsonDocument.Parse((await _folder.Run("venues", "show", "mine.json", "--json")).Expect(ExitCode.Fine).Out);

        var trigger = shown.RootElement.GetProperty("policies").EnumerateArray()
            .Single(policy => policy.GetProperty("kind").GetString() == "trigger");
        Assert.Equal(
            ("fund-empty", 3), (trigger.GetProperty("policy").GetString(),
                trigger.GetProperty("settings").GetProperty("bookAttempts").GetInt32()));
        Assert.Equal(
            ("bitmex", "mine.json"), (shown.RootElement.GetProperty("name").GetString(),
                shown.RootElement.GetProperty("file").GetString()));
        Assert.Equal(8, shown.RootElement.GetProperty("limits").EnumerateObject().Count());
    }

    [Fact]
    public async Task Every_policy_is_listed_with_what_it_takes()
    {
        var table = (await _folder.Run("venues", "policies")).Expect(ExitCode.Fine);
        using var json = JsonDocument.Parse((await _folder.Run("venues", "policies", "--json")).Expect(ExitCode.Fine).Out);

        Assert.Contains("bookAttempts: 3, 1 to 1,000,000, whole", table.Out, StringComparison.Ordinal);
        Assert.Contains("rate: required, 0 to 1", table.Out, StringComparison.Ordinal);
        Assert.Equal(15, json.RootElement.EnumerateArray().Select(policy => policy.GetProperty("kind").GetString()).Distinct().Count());
        Assert.All(json.RootElement.EnumerateArray(), policy =>
            Assert.Contains(policy.GetProperty("policy").GetString()!, table.Out, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("there is no venue profile \"bitmx\"; did you mean \"bitmex\"?", "bitmx")]
    [InlineData("there is no venue profile \"kraken-futures\"; there are: aevo, binance, bitmex", "kraken-futures")]
    [InlineData("there is no file \"gone.json\"; looked for", "gone.json")]
    public async Task An_unknown_profile_is_refused_with_what_exists(string expected, string name) =>
        (await _folder.Run("venues", "show", name)).Refused(ExitCode.WrongInput, expected);

    [Theory]
    [InlineData("\"queue\"", "\"lottery\"", "mine.json:27: allocation.policy: \"lottery\" is unknown; there are: queue, pro-rata")]
    [InlineData(
        "\"absorb\"", "\"liquidator\"",
            "mine.json:22: backstop.policy: \"liquidator\" takes everything that the book leaves, so the trigger \"fund-empty\" could "
                + "never fire")]
    public async Task A_profile_that_makes_no_sense_is_refused_with_its_line(string written, string instead, string expected)
    {
        _folder.Write("mine.json", Bitmex().Replace(written, instead, StringComparison.Ordinal));

        (await _folder.Run("venues", "show", "mine.json")).Refused(ExitCode.WrongInput, expected);
        (await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--in-memory", "--venue", "mine.json"))
            .Refused(ExitCode.WrongInput, expected);
    }

    [Fact]
    public async Task A_profile_of_ones_own_is_listed_before_the_shipped_one_and_a_broken_one_does_not_hide_the_others()
    {
        _folder.Write(Path.Combine("config", "venues", "bitmex.json"),
            Bitmex().Replace("\"version\": 1", "\"version\": 42", StringComparison.Ordinal));
        _folder.Write(Path.Combine("config", "venues", "broken.json"), "{ \"name\": \"broken\" }");

        var run = (await _folder.Run("venues")).Expect(ExitCode.WrongInput);

        Assert.Contains(Rows(run.Out), row => row is ["bitmex", "42", ..]);
        Assert.Contains(Rows(run.Out), row => row is ["okx", ..]);
        Assert.Contains("broken.json:1: sizing: is missing", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_takes_a_profile_from_any_file()
    {
        _folder.Write(Path.Combine("deep", "mine.json"), Bitmex()
            .Replace("\"name\": \"bitmex\"", "\"name\": \"mine\"", StringComparison.Ordinal));

        var run = (
            await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--in-memory", "--venue", Path.Combine("deep", "mine.json")))
                .Expect(ExitCode.Fine);

        Assert.StartsWith("first-adl under mine, ", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_is_resumed_under_its_own_profile_from_another_folder()
    {
        _folder.Write(Path.Combine("deep", "mine.json"), Bitmex()
            .Replace("\"name\": \"bitmex\"", "\"name\": \"mine\"", StringComparison.Ordinal));
        var first = (
            await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--journal", "first.db", "--venue", "deep/mine.json",
                "--json")).Expect(ExitCode.Fine);

        var resumed = await _folder.Shell("mkdir other && cd other && exec \"$EXCHANGE\" run --resume --journal ../first.db --json");

        Assert.Equal(("mine", Report.Of(first).StateHash), (Report.Of(resumed).Text("venue"), Report.Of(resumed).StateHash));
    }

    private static string Bitmex() => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "config", "venues", "bitmex.json"));

    private static IEnumerable<string[]> Rows(string table) =>
        table.Split('\n').Where(line => line.StartsWith('│'))
            .Select(line => line.Trim().Trim('│').Split('│', StringSplitOptions.TrimEntries));
}
