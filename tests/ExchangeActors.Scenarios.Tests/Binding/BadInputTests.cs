using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Loading;

namespace ExchangeActors.Scenarios.Tests.Binding;

public sealed class BadInputTests : IDisposable
{
    private readonly ScenarioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private void Refused(string text, params string[] expected)
    {
        var message = _folder.Refuse(text);
        Assert.All(expected, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Fact]
    public void An_unknown_market_is_named_with_line_and_the_one_that_was_meant() => Refused(
        ScenarioFolder.Text(more: """
            "accounts": [{ "id": "alice", "deposit": 1, "positions": [
              { "market": "ETH-PRP", "size": 1, "entry": 1 }] }]
            """),
        "small.json:11: accounts[0].positions[0].market: market \"ETH-PRP\" is not listed under \"markets\"; did you mean \"ETH-PERP\"?");

    private const string Rule =
        "is not made of 1 to 100 letters (a–z), digits and - _ . : @, beginning with a letter, a digit, _ or @; rename it";

    [Theory]
    [InlineData("al\\u0000ice", "al\\u0000ice")]
    [InlineData("\\u001b[31malice", "\\u001b[31malice")]
    [InlineData("alice\\nbob", "alice\\u000abob")]
    [InlineData("alice\\u202e", "alice\\u202e")]
    public void An_id_with_a_control_character_is_refused_and_not_shown_raw(string id, string shown)
    {
        Refused(Account(id), $"small.json:10: accounts[0].id: holds a control character (\"{shown}\"); take it out");
        Refused(Account("alice", id), $"small.json:10: accounts[0].owner: holds a control character (\"{shown}\"); take it out");
        Refused(
            ScenarioFolder.Text(ScenarioFolder.Market.Replace("ETH-PERP", id, StringComparison.Ordinal)),
            $"small.json:3: markets[0].id: holds a control character (\"{shown}\"); take it out");
        Refused(
            ScenarioFolder.Text().Replace("\"small\"", $"\"{id}\"", StringComparison.Ordinal),
            $"small.json:2: name: holds a control character (\"{shown}\"); take it out");
        Refused(ScenarioFolder.Text(more: $"\"{id}\": 1"), $"no property \"{shown}\" is known here");
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+alice")]
    [InlineData("-alice")]
    [InlineData("al ice")]
    [InlineData("a/b")]
    [InlineData("a'b")]
    [InlineData("ålice")]
    [InlineData("\U0001f600")]
    public void An_id_is_made_of_the_stated_characters(string id)
    {
        Refused(Account(id), $"small.json:10: accounts[0].id: \"{id}\" {Rule}");
        Refused(Account("alice", id), $"small.json:10: accounts[0].owner: \"{id}\" {Rule}");
        Refused(
            ScenarioFolder.Text(ScenarioFolder.Market.Replace("ETH-PERP", id, StringComparison.Ordinal)),
            $"small.json:3: markets[0].id: \"{id}\" is not made of 1 to 64 letters (a–z), digits and - _ : @, "
            + "beginning with a letter, a digit, _ or @; write an id like BTC-PERP");
    }

    [Theory]
    [InlineData("@alice")]
    [InlineData("_a.b:c-d@e")]
    [InlineData("0")]
    public void An_id_of_the_stated_characters_is_taken(string id) =>
        Assert.Equal(
            (id, id), (_folder.Load(Account(id, id)).Accounts[0].Id.Value, _folder.Load(Account(id, id)).Accounts[0].Owner!.Value.Value));

    [Fact]
    public void An_id_has_a_greatest_length() =>
        Refused(Account(new string('a', 101)), $"accounts[0].id: \"{new string('a', 100)}…\" {Rule}");

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\udc00\\ud800")]
    public void Half_a_surrogate_pair_is_refused_with_its_line(string half)
    {
        const string What = "a text is not Unicode: it holds half of a surrogate pair, or bytes that are not UTF-8; "
            + "write the characters as they are, in UTF-8";
        Refused(Account(half), $"small.json:10: {What}");
        Refused(ScenarioFolder.Text(more: $"\"{half}\": 1"), $"small.json:10: {What}");
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused()
    {
        byte[] bytes = [.. System.Text.Encoding.UTF8.GetBytes(Account("X"))];
        bytes[Array.LastIndexOf(bytes, (byte)'X')] = 0xff;
        var fault = Assert.Throws<InputException>(() => ScenarioLoader.Load(_folder.Write("scenarios/small.json", bytes)));
        Assert.Contains("small.json:10: a text is not Unicode", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9999-12-31T23:59:59Z")]
    [InlineData("9999-12-30T23:59:59Z")]
    public void A_run_ends_within_the_calendar(string start) => Refused(
        ScenarioFolder.Text().Replace("2025-10-10T21:00:00Z", start, StringComparison.Ordinal),
        "small.json:2: start: 9999-12-3", "and 10 s lead beyond the calendar, which ends with the year 9999; begin earlier");

    [Fact]
    public void Prices_beyond_the_calendar_say_so_instead_of_failing()
    {
        var text = ScenarioFolder.Text(prices: """
            { "inline": [
              { "second": 0, "market": "ETH-PERP", "index": 2000 },
              { "second": 1000000000, "market": "ETH-PERP", "index": 2000 }] }
            """).Replace("2025-10-10T21:00:00Z", "9999-12-30T00:00:00Z", StringComparison.Ordinal);
        Assert.Equal(10, _folder.Load(text).TickCount);
    }

    [Fact]
    public void A_run_of_a_month_has_all_its_ticks() =>
        Assert.Equal(2_678_400 / 2_400, _folder.Load(ScenarioFolder.Text(durationSeconds: 2_678_400), "tickMs=2400000").TickCount);

    [Fact]
    public void A_set_is_no_deeper_than_a_document()
    {
        var message = _folder.Refuse(ScenarioFolder.Text(), $"profile.{string.Join('.', Enumerable.Repeat("a", 100_000))}=1");
        Assert.Contains("has a path of 100001 parts, a document is at most 32 deep; shorten the path", message, StringComparison.Ordinal);
        Assert.True(message.Length < 1_000);
    }

    [Fact]
    public void An_object_a_document_and_the_problems_of_one_have_limits()
    {
        Refused(
            ScenarioFolder.Text(more: string.Join(",", Enumerable.Range(0, 10_020).Select(i => $"\"n{i}\": 1"))),
            "is an object of more than 10000 names, the most that one may have; write a list");
        Refused(
            ScenarioFolder.Text(more: $"\"orders\": [{string.Join(",", Enumerable.Repeat("1", 5_000_000))}]"),
            "has more than 5000000 values, the most that a document may have; keep market data in a table beside it");
        var problems = Assert.Throws<InputException>(() => _folder.Load(
            ScenarioFolder.Text(more: $"\"orders\": [{string.Join(",", Enumerable.Repeat("1", 100_000))}]"))).Problems;
        Assert.InRange(problems.Length, 1_000, 1_100);
    }

    [Fact]
    public void A_scenario_has_at_most_two_thousand_markets() => Refused(
        ScenarioFolder.Text(string.Join(",", Enumerable.Range(0, 2_001).Select(
            number => ScenarioFolder.Market.Replace("ETH-PERP", number == 0 ? "ETH-PERP" : $"M{number}", StringComparison.Ordinal)))),
        "markets: lists 2001 markets, a scenario may have 2000; leave some out");

    private static string Account(string id, string? owner = null) => ScenarioFolder.Text(
        more: $"\"accounts\": [{{ \"id\": \"{id}\", \"deposit\": 1{(owner is null ? string.Empty : $", \"owner\": \"{owner}\"")} }}]");

    [Fact]
    public void A_negative_lot_is_refused() => Refused(
        ScenarioFolder.Text(ScenarioFolder.Market.Replace("\"lotSize\": 0.01", "\"lotSize\": -1", StringComparison.Ordinal)),
        "small.json:3: markets[0].lotSize: must be above 0, is -1; write the smallest quantity step");

    [Fact]
    public void Overlapping_tiers_are_refused_at_the_tier() => Refused(
        ScenarioFolder.Text(ScenarioFolder.Market.Replace("100000", "0", StringComparison.Ordinal)),
        "small.json:6: markets[0].tiers[1].floor: overlaps the tier before: 0 is not above 0; order the tiers by floor");

    [Fact]
    public void A_missing_scenario_says_where_it_was_looked_for()
    {
        var fault = Assert.Throws<InputException>(() => ScenarioLoader.Load(_folder.PathOf("nothing.json")));

        Assert.Contains("nothing.json: no such file; looked for", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_price_file_is_named_with_its_line() => Refused(
        ScenarioFolder.Text(prices: """{ "sources": [{ "format": "table", "file": "gone.csv" }] }"""),
        "small.json:8: prices.sources[0].file: no such file: \"gone.csv\"; looked for ");

    [Fact]
    public void A_missing_market_file_is_named_with_its_line_and_causes_no_second_problem()
    {
        var fault = Assert.Throws<InputException>(() => _folder.Load(ScenarioFolder.Text("\"gone.json\"")));

        Assert.Single(fault.Problems);
        Assert.Contains("markets[0]: the market's file cannot be used: gone.json: no such file", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_gzip_stops_before_the_run()
    {
        var whole = ScenarioFolder.Gzip("time,market,index\n"
            + string.Concat(Enumerable.Range(0, 500).Select(i => $"{1760130000 + i},ETH-PERP,{i * 7919 % 1000}.5\n")));
        _folder.Write("scenarios/prices.csv.gz", whole[..^20]);

        Refused(ScenarioFolder.Text(prices: """{ "sources": [{ "format": "table", "file": "prices.csv.gz" }] }"""), "prices.csv.gz:",
            "truncated or damaged", "fetch the file again, whole");
    }

    [Fact]
    public void A_row_cut_inside_a_quote_is_not_read_as_a_price()
    {
        _folder.Write("scenarios/prices.csv", "time,market,index\n1760130000,ETH-PERP,2000\n1760130001,ETH-PERP,\"19");

        Refused(ScenarioFolder.Text(prices: """{ "sources": [{ "format": "table", "file": "prices.csv" }] }"""), "prices.csv:3:",
            "is not CSV", "correct the quotes in this row");
    }

    [Theory]
    [InlineData(
        "1760130001,ETH-PERP,NaN,", "prices.csv:3: index is NaN, not a finite number; correct the row, or set prices.onReject to \"skip\"")]
    [InlineData("1760130001,ETH-PERP,0,", "prices.csv:3: index must be above 0, is 0; correct the row")]
    [InlineData(
        "1760120000,ETH-PERP,1,",
            "prices.csv:3: time 2025-10-10T18:13:20.000Z is out of order, the row before has 2025-10-10T21:00:00.000Z; correct the row")]
    public void Prices_that_cannot_be_used_fail_or_are_skipped_and_counted(string row, string expected)
    {
        _folder.Write("scenarios/prices.csv", $"time,market,index,last\n1760130000,ETH-PERP,2000,\n{row}\n");
        const string Prices = """{ "sources": [{ "format": "table", "file": "prices.csv" }] }""";

        Refused(ScenarioFolder.Text(prices: Prices), expected);
        var skipped = _folder.Load(ScenarioFolder.Text(prices: Prices), "prices.onReject=skip");
        Assert.Equal(1, skipped.Rejects.Count);
    }

    [Theory]
    [InlineData("{ \"inline\": [{ \"second\": 0, \"market\": \"ETH-PERP\", \"index\": 0 }] }",
        "small.json:8: prices.inline[0].index: must be above 0, is 0; write a price")]
    [InlineData("{ \"inline\": [{ \"second\": 0, \"market\": \"ETH-PERP\", \"index\": -2 }] }",
        "prices.inline[0].index: must be between 0 and")]
    [InlineData("{ \"inline\": [{ \"second\": 0, \"market\": \"ETH-PERP\", \"index\": NaN }] }", "small.json:8: is not JSON:",
        "write a finite number")]
    [InlineData("{ \"inline\": [{ \"second\": 0, \"market\": \"ETH-PERP\", \"index\": \"NaN\" }] }",
        "prices.inline[0].index: must be a number, is the text \"NaN\"; write a finite number")]
    [InlineData(
        "{ \"inline\": [{ \"second\": 2, \"market\": \"ETH-PERP\", \"index\": 1 },\n { \"second\": 1, \"market\": \"ETH-PERP\", "
            + "\"index\": 1 }] }",
        "small.json:9: prices.inline[1].second: 1 is out of order, the row before is later; sort the rows by time")]
    [InlineData("{ \"inline\": [{ \"second\": 2, \"market\": \"ETH-PERP\", \"index\": 1 }] }",
        "small.json:8: prices: market \"ETH-PERP\" has no price at or before the start")]
    [InlineData("{ }", "prices: needs either \"inline\" or \"sources\"")]
    [InlineData("{ \"sources\": [{ \"format\": \"tabel\", \"file\": \"venues\" }] }",
        "prices.sources[0].format: \"tabel\" is unknown; did you mean \"table\"?")]
    public void Inline_prices_are_checked(string prices, params string[] expected) =>
        Refused(ScenarioFolder.Text(prices: prices), expected);

    [Fact]
    public void An_unknown_market_in_a_mapping_is_refused()
    {
        _folder.Write("scenarios/trades.csv", "symbol,timestamp,price\n");
        Refused(
            ScenarioFolder.Text(prices: """
                { "sources": [
                  { "format": "tardis-trades", "file": "trades.csv", "mapping": [{ "symbol": "X", "market": "AVAXX" }] }] }
                """),
            "prices.sources[0].mapping[0].market: market \"AVAXX\" is not listed under \"markets\"");
    }

    [Theory]
    [InlineData(
        "\"insurancefund\": 2",
            "small.json:10: insurancefund: no property \"insurancefund\" is known here; did you mean \"insuranceFund\"?")]
    [InlineData("\"insuranceFundFloor\": 2000", "insuranceFundFloor: 2000 is above \"insuranceFund\", 1000; lower it")]
    [InlineData("\"description\": 5", "description: must be a text, is the number 5; write a text")]
    [InlineData("\"seed\": 8", "small.json:10: \"seed\" is written twice, first on line 2; remove one of the two")]
    [InlineData("// no", "small.json:10: is not JSON:", "JSON has no comments")]
    [InlineData("\"description\": ", "is not JSON:", "correct the JSON")]
    [InlineData(
        "\"accounts\": [{ \"id\": \"a\", \"deposit\": 1, \"positions\": [{ \"market\": \"ETH-PERP\", \"size\": 1, \"entry\": 1 }] }]",
            "accounts: the positions in ETH-PERP add up to 1, not 0; give the other side")]
    [InlineData(
        "\"accounts\": [{ \"id\": \"a\", \"deposit\": 1, \"positions\": [{ \"market\": \"ETH-PERP\", \"size\": 0.005, \"entry\": 0.001 "
            + "}] }]", "positions[0].size: must be whole lots of 0.01, not 0, is 0.005", "positions[0].entry: must be whole ticks of 0.01")]
    [InlineData("\"accounts\": [{ \"id\": \"a\", \"deposit\": 1 }, { \"id\": \"a\", \"deposit\": -1 }]",
        "accounts[1].id: account \"a\" is listed twice", "accounts[1].deposit: must be between 0 and")]
    [InlineData("\"accounts\": [{ \"id\": \"trader-1\", \"deposit\": 1 }]", "\"trader-…\" is reserved")]
    [InlineData("\"orders\": [{ \"second\": 1, \"account\": \"nobody\", \"action\": \"deposit\", \"amount\": 1 }]",
        "orders[0].account: there is no account \"nobody\"")]
    [InlineData("\"orders\": [{ \"second\": 11, \"account\": \"x\", \"action\": \"sell\" }]",
        "orders[0].second: must be between 0 and 10, is 11", "orders[0].action: \"sell\" is unknown")]
    [InlineData("\"population\": { \"accounts\": 1.5 }", "population.accounts: must be a whole number, is 1.5")]
    [InlineData("\"population\": { \"accounts\": 10, \"marketShares\": { \"BTC\": 1 } }",
        "population.marketShares.BTC: market \"BTC\" is not listed")]
    [InlineData("\"liquidity\": { \"bandsBps\": [10, 5], \"knots\": [{ \"second\": 0, \"bid\": [1], \"ask\": [2, 1] }] }",
        "liquidity.bandsBps: must rise", "knots[0].bid: has 1 numbers", "knots[0].ask: falls with distance")]
    public void Everything_else_that_is_wrong_is_named(string more, params string[] expected) =>
        Refused(ScenarioFolder.Text(more: more), expected);

    [Fact]
    public void All_problems_are_reported_at_once()
    {
        var text = ScenarioFolder.Text(
            ScenarioFolder.Market.Replace("\"lotSize\": 0.01", "\"lotSize\": -1", StringComparison.Ordinal),
                more: "\"funding\": [{ \"second\": 0, \"market\": \"X\", \"rate\": 9 }], \"unknwn\": 1");

        var fault = Assert.Throws<InputException>(() => _folder.Load(text));

        Assert.Equal(4, fault.Problems.Length);
        Assert.Equal(4, fault.Message.Split('\n').Length);
    }

    [Fact]
    public void A_scenario_that_is_no_object_is_refused() => Refused("[1]", "small.json:1: must be an object, is a list");

    [Fact]
    public void An_unknown_venue_lists_what_there_is() => Refused(
        ScenarioFolder.Text().Replace("\"venue\": \"test\"", "\"venue\": \"tst\"", StringComparison.Ordinal),
        "small.json:2: venue: there is no venue profile \"tst\"; did you mean \"test\"?");

    [Theory]
    [InlineData("\"rate\": 0.005", "\"rate\": 5", "liquidationFee.rate: must be between 0 and 1, is 5")]
    [InlineData("\"policy\": \"bitmex\"", "\"policy\": \"bitmax\"", "ranking.policy: \"bitmax\" is unknown")]
    [InlineData("\"limits\"", "\"limit\"", "limit: no property \"limit\" is known here; did you mean \"limits\"?")]
    [InlineData("\"version\": 1,", "", "version: is missing")]
    public void A_bad_venue_profile_is_refused_with_its_file_and_line(string written, string instead, string expected)
    {
        _folder.Write("venues/test.json", ScenarioFolder.Venue.Replace(written, instead, StringComparison.Ordinal));

        var message = _folder.Refuse(ScenarioFolder.Text());

        Assert.Matches("test.json:[1-9]", message);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }
}
