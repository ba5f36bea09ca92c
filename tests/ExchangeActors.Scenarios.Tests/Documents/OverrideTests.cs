namespace ExchangeActors.Scenarios.Tests.Documents;

public sealed class OverrideTests : IDisposable
{
    private readonly ScenarioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Values_are_set_by_path_by_place_and_by_market()
    {
        var scenario = _folder.Load(
            ScenarioFolder.Text(), "insuranceFund=0", "markets[0].takerFee=0.001", "markets.ETH-PERP.markPrice.rule=last",
                "population.accounts=25", "name=other", "markets[0].tiers[1].floor=5e4");

        Assert.Equal(0m, scenario.InsuranceFund.Value);
        Assert.Equal(0.001m, scenario.Markets[0].TakerFee);
        Assert.Equal(Domain.Markets.MarkPriceRule.Last, scenario.Markets[0].MarkPrice.Rule);
        Assert.Equal(50000m, scenario.Markets[0].Tiers[1].Floor.Value);
        Assert.Equal(25, scenario.Population!.Accounts);
        Assert.Equal("other", scenario.Name);
    }

    [Fact]
    public void Profile_values_are_set_and_a_changed_policy_drops_the_old_settings()
    {
        Assert.Equal(0.01m, Assert.IsType<Domain.Venues.Fees.RateFee>(
            _folder.Load(ScenarioFolder.Text(), "profile.liquidationFee.rate=0.01").Venue.Fee).Rate);
        Assert.Equal(3, _folder.Load(ScenarioFolder.Text(), "profile.limits.deleveragingRounds=3").Venue.Limits.DeleveragingRounds);
        Assert.Equal(
            "none", _folder.Load(
                ScenarioFolder.Text(
                more: "\"profile\": { \"backstop\": { \"policy\": \"none\" }, \"trigger\": { \"policy\": \"book-exhausted\" } }"))
                .Venue.Backstop.Name);
    }

    [Theory]
    [InlineData(
        "population.acounts=5",
            "--set population.acounts=5: population.acounts: no property \"acounts\" is known here; did you mean \"accounts\"?")]
    [InlineData("markets.ETHPERP.takerFee=1", "markets: has no item ETHPERP; did you mean \"ETH-PERP\"?")]
    [InlineData("markets[4].takerFee=1", "markets: has no item [4]; it has 1 items")]
    [InlineData("insuranceFund.x=1", "insuranceFund: is the number 1000 and has no \"x\"")]
    [InlineData("insuranceFund", "is not path=value; write for example")]
    [InlineData("insuranceFund=lots", "--set insuranceFund=lots: insuranceFund: must be a number, is the text \"lots\"")]
    [InlineData("markets[0].lotSize=-1", "--set markets[0].lotSize=-1: markets[0].lotSize: must be above 0, is -1")]
    [InlineData(
        "profile.liquidationFee.rte=1",
            "--set profile.liquidationFee.rte=1: liquidationFee.rte: \"rate\" takes no such setting; it takes: rate")]
    [InlineData("profile.triger.x=1", "no property \"triger\" is known here; did you mean \"trigger\"?")]
    public void A_path_that_does_not_exist_is_refused_with_the_nearest_that_does(string assignment, string expected) =>
        Assert.Contains(expected, _folder.Refuse(ScenarioFolder.Text(), assignment), StringComparison.Ordinal);

    [Fact]
    public void The_hash_changes_with_content_overrides_profile_and_data_but_not_with_layout()
    {
        _folder.Write("scenarios/prices.csv", "time,market,index,last\n1760130000,ETH-PERP,2000,\n");
        var text = ScenarioFolder.Text(prices: """{ "sources": [{ "format": "table", "file": "prices.csv" }] }""");
        var hash = _folder.Load(text).Hash;

        Assert.Matches("^[0-9a-f]{64}$", hash);
        Assert.Equal(
            hash, _folder.Load(text.Replace("\n", " \n ", StringComparison.Ordinal).Replace("0.01,", "0.0100,", StringComparison.Ordinal))
                .Hash);
        Assert.Equal(hash, _folder.Load(text, "insuranceFund=1000.0", "description=hello").Hash);
        Assert.NotEqual(hash, _folder.Load(text, "insuranceFund=1001").Hash);
        Assert.NotEqual(hash, _folder.Load(text, "profile.liquidationFee.rate=0.01").Hash);
        _folder.Write("scenarios/prices.csv", "time,market,index,last\n1760130000,ETH-PERP,2001,\n");
        Assert.NotEqual(hash, _folder.Load(text).Hash);
    }

    [Fact]
    public void A_market_file_is_laid_under_its_reference()
    {
        _folder.Write("markets/eth.json", ScenarioFolder.Market);

        var scenario = _folder.Load(ScenarioFolder.Text("""{ "file": "../markets/eth.json", "markPrice": { "rule": "last" } }"""),
            "markets.ETH-PERP.takerFee=0.002");

        Assert.Equal((0.01m, 0.002m, Domain.Markets.MarkPriceRule.Last),
            (scenario.Markets[0].TickSize, scenario.Markets[0].TakerFee, scenario.Markets[0].MarkPrice.Rule));
    }
}
