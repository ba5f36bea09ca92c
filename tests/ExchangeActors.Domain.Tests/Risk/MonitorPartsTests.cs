using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Tests.Risk;

/// <summary>Monitors in different processes answer together as one would.</summary>
public sealed class MonitorPartsTests
{
    private const int Count = 5;
    private const int Traders = 300;

    private static readonly MarketId Eth = new("ETH-PERP");
    private static readonly ExchangeRules Rules =
        TestRules.Of(TestRules.Instrument("ETH-PERP")) with { Profile = TestRules.Bitmex() };

    private static readonly RankQueue Rank = new(new DeleveragingId(Eth, 1), 1, -1, new AccountId("trader-7"));
    private static readonly ListHolders List = new(1, Eth, "main");

    private readonly RiskMonitors _one = new(Rules, 1);
    private readonly RiskMonitors[] _several = [.. Enumerable.Range(0, Count).Select(_ => new RiskMonitors(Rules, 1))];

    public MonitorPartsTests()
    {
        var chance = new Random(20251010);
        foreach (var monitors in _several.Append(_one))
        {
            monitors.Know(Eth, Quote(1_000m, 1));
        }

        for (var i = 0; i < Traders; i++)
        {
            var id = new AccountId($"trader-{i}");
            var size = chance.Next(1, 50) * (i % 3 == 0 ? 1 : -1);
            var account = Account.New(id) with
            {
                Version = 1,
                Wallet = new Money(chance.Next(100, 9_000)),
                Positions = Account.New(id).Positions.Add(
                    Eth, new Position(new Quantity(size), new Money(size * chance.Next(900, 1_300)), 0m, null)),
            };
            _one.Know(new AccountRisk(account));
            _several[RiskMonitors.SliceOf(id, Count)].Know(new AccountRisk(account));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(10_000)]
    public void They_rank_as_one_whatever_the_pages_their_order_and_how_often_they_come(int size)
    {
        var parts = new MonitorParts(Rank, Count, Rules);
        var pages = Pages(Rank, size);
        foreach (var page in pages.Concat(pages).OrderBy(page => (page.Page * 31) + page.Monitor))
        {
            parts.Take(page);
        }

        var (one, merged) = (_one.Rank(Rank), Assert.IsType<RankedQueue>(parts.Merge()));
        Assert.NotEmpty(one.Candidates);
        Assert.Equal(one.Candidates.AsEnumerable(), merged.Candidates);
        Assert.Equal(
            (one.Deleveraging, one.Round, one.Policy, one.Total, one.TotalQuantity, one.TotalPnl),
            (merged.Deleveraging, merged.Round, merged.Policy, merged.Total, merged.TotalQuantity, merged.TotalPnl));
        Assert.Equal(one.Marks.Quotes, merged.Marks.Quotes);
    }

    [Fact]
    public void They_list_the_holders_as_one()
    {
        var parts = new MonitorParts(List, Count, Rules);
        Pages(List, 11).ForEach(parts.Take);

        var merged = Assert.IsType<Holders>(parts.Merge());
        Assert.Equal(Traders, merged.Bearers.Length);
        Assert.Equal(Assert.IsType<Holders>(_one.Answer(new AskMonitor(1, List, null))).Bearers.AsEnumerable(), merged.Bearers);
    }

    [Fact]
    public void Nothing_is_made_of_a_part_of_them()
    {
        var parts = new MonitorParts(Rank, Count, Rules);
        var pages = Pages(Rank, 10);
        pages.Where(page => page.Monitor != 3).ToList().ForEach(parts.Take);
        Assert.False(parts.IsComplete);
        Assert.Equal([3], parts.Missing);
        Assert.Throws<InvalidOperationException>(parts.Merge);

        pages.Where(page => page.Monitor == 3).SkipLast(1).ToList().ForEach(parts.Take);
        Assert.False(parts.IsComplete);
        parts.Take(pages.Last(page => page.Monitor == 3));
        Assert.True(parts.IsComplete);
    }

    [Fact]
    public void Parts_at_different_marks_are_asked_for_again_at_the_newest()
    {
        _several[2].Know(Eth, Quote(1_010m, 2));
        var parts = new MonitorParts(Rank, Count, Rules);
        Pages(Rank, 10).ForEach(parts.Take);
        Assert.True(parts.IsComplete);
        Assert.False(parts.AreAtOneBoard);
        Assert.Throws<InvalidOperationException>(parts.Merge);

        parts.AskAgain(2);
        Pages(Rank, 10).ForEach(parts.Take);
        Assert.Equal(Count, parts.Missing.Count());
        Pages(Rank, 10, parts.Marks, 2).ForEach(parts.Take);
        _one.Know(Eth, Quote(1_010m, 2));
        Assert.Equal(_one.Rank(Rank).Candidates.AsEnumerable(), Assert.IsType<RankedQueue>(parts.Merge()).Candidates);
    }

    /// <summary>A monitor that is asked twice answers twice, and what it knows may have changed in between.</summary>
    [Fact]
    public void Pages_of_two_answers_are_not_mixed()
    {
        var parts = new MonitorParts(Rank, Count, Rules);
        var first = Pages(Rank, 10);
        var front = _one.Rank(Rank).Candidates[0];
        var slice = RiskMonitors.SliceOf(front.Account, Count);
        _several[slice].Know(new AccountRisk(Account.New(front.Account) with { Version = 2, Wallet = new Money(1m) }));
        _one.Know(new AccountRisk(Account.New(front.Account) with { Version = 2, Wallet = new Money(1m) }));
        var second = Pages(Rank, 10, number: 2);

        foreach (var page in first.Where(page => page.Page == 0).Concat(second).Concat(first))
        {
            parts.Take(page);
        }

        Assert.Equal(_one.Rank(Rank).Candidates.AsEnumerable(), Assert.IsType<RankedQueue>(parts.Merge()).Candidates);
    }

    private List<MonitorPart> Pages(Message query, int size, MarkBoard? marks = null, int number = 1) =>
        [.. _several.SelectMany((monitors, i) =>
            MonitorParts.Pages(i, number, monitors.Answer(new AskMonitor(number, query, marks)), size))];

    private static MarkQuote Quote(decimal mark, long version) => new(new Price(mark), 0m, version);
}
