using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Entities;

/// <summary>A tick of all markets costs as much as there are markets, not as much as there are pairs of them.</summary>
public sealed class ManyMarketsTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(300)]
    public void A_tick_is_as_many_messages_as_there_are_markets(int markets)
    {
        var ids = Enumerable.Range(0, markets).Select(number => $"M{number:D4}-PERP").ToList();
        using var exchange = new ExchangeFixture(TestRules.Of([.. ids.Select(id => TestRules.Instrument(id))]));
        exchange.Run();
        for (var tick = 1; tick <= 3; tick++)
        {
            var now = new Moment(1_760_140_000_000 + (tick * 1_000));
            foreach (var id in ids)
            {
                var command = new CommandId("feed", tick);
                var price = new Price(2_000m + tick);
                exchange.Exchange.Submit(EntityRef.Market(new MarketId(id)), command, new UpdatePrice(command, price, price, now), now);
            }

            // A mark is one message in the queue; then the monitors sweep once.
            Assert.Equal(markets, exchange.Exchange.Pending);
            Assert.True(exchange.Exchange.Run(markets + 1));
        }

        Assert.Equal(markets, exchange.Exchange.Monitors.Marks.Quotes.Count);
    }
}
