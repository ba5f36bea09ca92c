using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Web.Figures;

namespace ExchangeActors.Node.Tests.Screens;

/// <summary>What charts show, in bounded space.</summary>
public sealed class ExchangeSeriesTests
{
    private static readonly EntityRef Market = EntityRef.Market(new MarketId("ETH-PERP"));
    private static readonly EntityRef Pool = EntityRef.Liquidation("main");

    [Fact]
    public void A_held_price_and_a_silence_are_flagged_where_they_were()
    {
        var series = new ExchangeSeries(maxMarkAgeSeconds: 10m);
        series.Observe(1, Mark(0, 100m));
        series.Observe(2, Mark(1_000, 101m, held: 150m));
        series.Observe(3, Mark(2_000, 102m));
        series.Observe(4, Mark(60_000, 103m));

        var slice = series.Since(default, seesAll: true)!;

        var market = Assert.Single(slice.Markets);
        Assert.Equal<long>([0, 1_000, 2_000, 59_750, 60_000], slice.At.ToArray());
        Assert.Equal<long>([1, 2, 3, 3, 4], slice.Event.ToArray());
        Assert.Equal([100m, 101m, 102m, 102m, 103m], market.Mark.Select(mark => mark!.Value));
        Assert.Equal<int>([0, 1, 1, 2, 2], market.Flags.ToArray());
    }

    [Fact]
    public void Pieces_are_joined_and_no_flag_and_no_sum_is_lost()
    {
        var series = new ExchangeSeries(maxMarkAgeSeconds: 10m, most: 8);
        for (var second = 0; second < 1_000; second++)
        {
            series.Observe(second + 1, Mark(second * 1_000L, 100m + second, second == 500 ? 999m : null));
        }

        series.Observe(1_001, Recorded(Pool, 1_000_000, new InsuranceFundSeeded(new CommandId("seed", 1), new Money(50m), new Money(50m))));
        var slice = series.Since(default, seesAll: true)!;

        Assert.InRange(slice.At.Length, 3, 8);
        Assert.Equal(1_099m, slice.Markets[0].Mark[^1]);
        Assert.Equal(50m, slice.Fund[^1]);
        Assert.Contains(1, slice.Markets[0].Flags);
        Assert.Equal(slice.At.Order(), slice.At);
    }

    [Fact]
    public void Who_follows_is_told_what_is_new_and_all_of_it_after_a_join()
    {
        var (series, at, marks) = (new ExchangeSeries(maxMarkAgeSeconds: 10m, most: 8), new List<long>(), new List<decimal?>());
        var known = default(SeriesVersion);
        for (var second = 0; second < 100; second++)
        {
            series.Observe(second + 1, Mark(second * 1_000L, 100m + second));
            var slice = series.Since(known, seesAll: false)!;
            at = [.. at.Take(slice.From), .. slice.At];
            marks = [.. marks.Take(slice.From), .. slice.Markets[0].Mark];
            known = slice.Version;
            Assert.Null(series.Since(known, seesAll: false));
            Assert.Empty(slice.Liquidated);
        }

        var whole = series.Since(default, seesAll: true)!;
        Assert.Equal(whole.At, at);
        Assert.Equal(whole.Markets[0].Mark, marks);
    }

    private static RecordedEvent Mark(long unixMs, decimal mark, decimal? held = null) => Recorded(
        Market,
        unixMs,
        new MarkPriceUpdated(
            new CommandId("price", 1), new Price(mark), null, 0m, new Price(mark), 1, new Moment(unixMs), new Moment(unixMs), null,
            held is { } price ? new HeldPrice(new Price(price), new Moment(unixMs), new Moment(unixMs), null) : null));

    private static RecordedEvent Recorded(EntityRef stream, long unixMs, DomainEvent @event) =>
        new(new EventRef(stream, 1), new EventRef(stream, 1), null, new Moment(unixMs), @event);
}
