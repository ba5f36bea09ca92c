using ExchangeActors.Scenarios.Vectors.Suites;

namespace ExchangeActors.Scenarios.Tests.Vectors;

public sealed class VectorTests : IDisposable
{
    /// <summary>A long of 1 that is closed by force; the figures of dYdX's example.</summary>
    private const string Deleverage =
        """
        { "name": "one", "kind": "deleverage", "venue": "dydx-v4",
          "markets": { "BTC": { "mark": "50000", "maintenanceMarginRate": "0.1", "initialMarginRate": "0.2" } },
          "accounts": { "carl": { "wallet": "4999", "positions": { "BTC": { "size": "-1", "entry": "50000" } } },
                        "dave": { "wallet": "100000", "positions": { "BTC": { "size": "0.5", "entry": "50000" } } },
                        "erin": { "wallet": "100000", "positions": { "BTC": { "size": "0.5", "entry": "50000" } } } },
          "when": { "account": "carl", "market": "BTC", "delta": "1" },
          "expect": EXPECT }
        """;

    private readonly VectorFolder _folder = new();

    public static TheoryData<string> Suites =>
        [.. Directory.EnumerateFiles(ShippedFiles.Folder("vectors"), "*.json").Select(Path.GetFileName).OfType<string>()
            .Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Suites))]
    public void Every_shipped_vector_passes(string suite)
    {
        var vectors = Assert.Single(VectorFiles.Load([Path.Combine(ShippedFiles.Folder("vectors"), suite)])).Vectors;

        Assert.NotEmpty(vectors);
        Assert.All(vectors.Select(vector => vector.Run()), result =>
            Assert.True(result.Passed, $"{result.Name}: {string.Join("; ", result.Differences)}"));
    }

    [Fact]
    public void A_folder_is_all_of_its_files_and_a_file_named_twice_is_read_once()
    {
        var folder = ShippedFiles.Folder("vectors");

        var suites = VectorFiles.Load([folder, Path.Combine(folder, "allocation.json")]);

        Assert.Equal(Suites.Count, suites.Length);
        Assert.Equal(Suites.Count, suites.Select(suite => suite.Name).Distinct().Count());
    }

    [Theory]
    [InlineData(
        """
        { "unfilled": "0", "untouched": [], "fills": [{ "account": "dave", "size": "0.5", "price": "54999" }, { "account": "erin",
          "market": "BTC", "size": "0.5", "price": "54999" }] }
        """)]
    [InlineData(
        """
        { "accounts": { "carl": { "wallet": "0", "positions": {} }, "dave": { "wallet": "102499.5" }, "erin": { "positions": {} } } }
        """)]
    [InlineData(
        """{ "accounts": { "carl": { "wallet": "1", "positions": { "BTC": { "size": "-1" } } } } }""",
        "accounts.carl.wallet: expected 1, is 0", "accounts.carl.positions.BTC.size: expected -1, is 0")]
    [InlineData("""{ "untouched": ["dave"] }""", "accounts.dave.wallet: expected 100000, is 102499.5",
        "accounts.dave.positions.BTC.size: expected 0.5, is 0")]
    [InlineData("""{ "fills": [], "unfilled": "1" }""", "fills: expected [], is [dave 0.5 BTC at 54999; erin 0.5 BTC at 54999]",
        "unfilled: expected 1, is 0")]
    [InlineData("""{ "rejected": "invalid-size-delta" }""", "rejected: expected invalid-size-delta, is none")]
    public void A_difference_names_what_was_expected_and_what_came_out(string expect, params string[] differences) =>
        Assert.Equal(differences, _folder.Differences(Deleverage.Replace("EXPECT", expect, StringComparison.Ordinal))
            .Take(Math.Max(1, differences.Length)));

    [Theory]
    [InlineData("\"delta\": \"1\", \"counterparty\": \"dave\"")]
    [InlineData("\"delta\": \"1.5\"")]
    [InlineData("\"delta\": \"-1\"")]
    [InlineData("\"delta\": \"0\"")]
    public void What_does_not_reduce_both_positions_is_rejected(string delta) => Assert.Empty(_folder.Differences(
        Deleverage.Replace("\"delta\": \"1\"", delta, StringComparison.Ordinal)
            .Replace("EXPECT", """{ "rejected": "invalid-size-delta" }""", StringComparison.Ordinal)));

    [Fact]
    public void An_override_changes_the_venue_by_a_name_of_the_field_or_by_a_path_into_its_profile()
    {
        var atMark = Deleverage.Replace(
            "EXPECT",
            """
            { "fills": [
              { "account": "dave", "size": "0.5", "price": "50000" }, { "account": "erin", "size": "0.5", "price": "50000" }] }
            """,
            StringComparison.Ordinal);

        Assert.NotEmpty(_folder.Differences(atMark));
        Assert.Empty(
            _folder.Differences(
                atMark.Replace("\"markets\"", "\"override\": { \"adlPrice\": \"mark\" }, \"markets\"", StringComparison.Ordinal)));
        Assert.Empty(_folder.Differences(atMark.Replace(
            "\"markets\"",
                "\"override\": { \"deleveragingPrice.policy\": \"mark\", \"eligibility.policy\": \"any\", \"ranking.weight\": \"0.5\", "
                    + "\"ranking.policy\": \"bulk\" }, \"markets\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Ids_that_are_numbers_are_ordered_as_numbers() => Assert.Empty(_folder.Differences(
        """
        { "name": "ids", "kind": "haircut-queue", "ranking": "pnl-percent-times-leverage", "markets": { "X": { "mark": "200" } },
          "accounts": { "10": { "wallet": "50", "positions": { "X": { "size": "1", "entry": "100" } } }, "9": { "wallet": "50",
            "positions": { "X": { "size": "1", "entry": "100" } } } },
          "when": { "deficit": "120" },
          "expect": { "haircuts": [{ "account": "9", "haircut": "100", "paid": "0" }, { "account": "10", "haircut": "20", "paid": "80" }],
            "unfilled": "0" } }
        """));

    [Theory]
    [InlineData("queue", "9", "8", "1")]
    [InlineData("pro-rata", "6.5", "4", "2.5")]
    [InlineData("contract-pro-rata", "8.5", "4.5", "4")]
    [InlineData("pro-rata", "100", "8", "4")]
    public void A_budget_is_spread_by_any_allocation_of_the_catalogue_up_to_profit_and_equity(
        string policy, string budget, string first, string second) => Assert.Empty(_folder.Differences(
        $$"""
        { "name": "budget", "kind": "allocation", "policy": "{{policy}}", "accounts": { "1": { "equity": "10", "wallet": "2",
          "pnl": "8" }, "2": { "equity": "4", "wallet": "-1", "pnl": "5" } },
          "when": { "budget": "{{budget}}" }, "expect": { "seized": { "1": "{{first}}", "2": "{{second}}" } } }
        """));

    [Fact]
    public void Figures_that_no_account_can_have_fail_and_stop_nothing() => Assert.Contains(
        "when: expected a result, is none",
        Assert.Single(_folder.Differences(
            """
            { "name": "huge", "kind": "bankruptcy-price", "venue": "dydx-v4", "markets": { "X": { "mark": "1000000000000000",
              "maintenanceMarginRate": "0.1" } },
              "account": { "wallet": "0", "positions": { "X": { "size": "1000000000000000", "entry": "1000000000000000" } } },
                "when": { "market": "X", "delta": "-1" }, "expect": { "quoteReceived": "1" } }
            """)),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("0.1", "-100", "56100", "28.05")] // 5610 against 5100: 510 over, but at most 0.5 % of 5610
    [InlineData("0.1", "-100", "51000", "0")]
    [InlineData("0.1", "-100", "50000", "-100")] // the fund pays
    [InlineData("0.1", "-100", "51100", "10")]
    [InlineData("-0.1", "0", "49000", "24.5")] // a short that pays less than it could
    [InlineData("-0.1", "0", "50010", "-1")]
    [InlineData("0.1", "5000", "0.000001", "0")] // the fill is cut to the tick
    public void A_fill_changes_the_fund_by_the_fee_or_by_what_it_pays(string size, string wallet, string fill, string delta) =>
        Assert.Empty(_folder.Differences(
        $$"""
        { "name": "fill", "kind": "insurance-fund-delta", "venue": "dydx-v4", "override": { "maxLiquidationFee": "0.005" },
          "markets": { "BTC": { "mark": "50000", "maintenanceMarginRate": "0.1" } },
          "account": { "wallet": "{{wallet}}", "positions": { "BTC": { "size": "{{size}}", "entry": "50000" } } },
            "when": { "market": "BTC", "fillPrice": "{{fill}}" }, "expect": { "fundDelta": "{{delta}}" } }
        """));
}
