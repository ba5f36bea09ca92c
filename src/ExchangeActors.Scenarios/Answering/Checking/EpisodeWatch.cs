using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Answering.Checking;

/// <summary>
/// Finds the episodes of forced selling in a run that it is shown every event of. An episode begins with a liquidation's sale after a
/// quarter of an hour without one in the market, and lasts an hour; one that the run does not hold whole is not counted.
/// </summary>
internal sealed class EpisodeWatch
{
    private const long QuietMs = 900_000;
    private const long HourMs = 3_600_000;
    private const long MinuteMs = 60_000;
    private const decimal Percent = 0.01m;

    private readonly SortedDictionary<MarketId, Record> _records = [];

    /// <summary>Takes notice of an event.</summary>
    public void Observe(RecordedEvent recorded)
    {
        var at = recorded.At.UnixMs;
        switch (recorded.Input)
        {
            case UpdatePrice price:
                Of(new MarketId(recorded.Id.Stream.Id)).Prices.Add((at, (double)(price.Last ?? price.Index).Value));
                break;
            case PlaceQuotes { Levels.IsEmpty: false } quotes:
                Of(quotes.Market).Quotes.Add((at, quotes.Levels));
                break;
            default:
                break;
        }

        if (recorded.Event is TradeExecuted trade)
        {
            Of(new MarketId(recorded.Id.Stream.Id)).Trades.Add(
                (at, (double)(trade.Quantity.Value * trade.Price.Value), trade.Liquidation is not null && trade.TakerSide == Side.Sell));
        }
    }

    /// <summary>The episodes of all markets, by market and time.</summary>
    public IEnumerable<LiquidationEpisode> Episodes() => _records.Values.SelectMany(Episodes);

    private Record Of(MarketId market)
    {
        if (!_records.TryGetValue(market, out var record))
        {
            _records[market] = record = new Record();
        }

        return record;
    }

    private static IEnumerable<LiquidationEpisode> Episodes(Record record)
    {
        long? last = null;
        long? until = null;
        foreach (var at in record.Trades.Where(trade => trade.Forced).Select(trade => trade.At).Distinct().Order())
        {
            if ((last is null || at - last > QuietMs) && (until is null || at >= until) && Episode(record, at) is { } episode)
            {
                until = at + HourMs;
                yield return episode;
            }

            last = at;
        }
    }

    private static LiquidationEpisode? Episode(Record record, long at)
    {
        if (record.Prices.Count == 0 || record.Prices[^1].At < at + HourMs || record.QuotesAt(at) is not { } book)
        {
            return null;
        }

        var begun = record.PriceAt(at);
        var depth = (double)book.Where(level => level.Side == Side.Buy && (double)level.Price.Value >= begun * (1.0 - (double)Percent))
            .Sum(level => level.Price.Value * level.Quantity.Value);
        var lowest = record.Prices.Where(price => price.At > at && price.At <= at + HourMs).Min(price => price.Price);
        var volume = record.Trades.Where(trade => trade.At >= at && trade.At < at + HourMs).Sum(trade => trade.Notional);
        var heaviest = record.Trades.Where(trade => trade.Forced && trade.At >= at && trade.At < at + HourMs)
            .GroupBy(trade => (trade.At - at) / MinuteMs)
            .MaxBy(minute => minute.Sum(trade => trade.Notional))!.Key;
        var after = at + ((heaviest + 1) * MinuteMs);
        if (depth <= 0.0 || record.Prices[^1].At < after + (PublishedMarket.Rebound.Max(point => point.Minutes) * MinuteMs))
        {
            return null;
        }

        return new LiquidationEpisode(
            Math.Max(0.0, Math.Log(begun / lowest)),
            volume / depth,
            [.. PublishedMarket.Rebound.Select(point => Math.Log(
                record.PriceAt(after + (point.Minutes * MinuteMs)) / record.PriceAt(after)))],
            [.. PublishedMarket.Slippage.Select(row => Slippage(record.QuotesAt(after) ?? [], row.Size, record.PriceAt(after)))]);
    }

    /// <summary>Mean price of a sale of this size, quote, below mid, as a fraction; null when the bids do not hold so much.</summary>
    private static double? Slippage(ImmutableArray<QuoteLevel> book, double size, double mid)
    {
        var (left, paid) = (size, 0.0);
        foreach (var level in book.Where(level => level.Side == Side.Buy).OrderByDescending(level => level.Price.Value))
        {
            var price = (double)level.Price.Value;
            var taken = Math.Min(left, price * (double)level.Quantity.Value);
            paid += taken * ((mid - price) / mid);
            left -= taken;
            if (left <= 0.0)
            {
                return paid / size;
            }
        }

        return null;
    }

    private sealed class Record
    {
        public List<(long At, double Price)> Prices { get; } = [];

        public List<(long At, ImmutableArray<QuoteLevel> Levels)> Quotes { get; } = [];

        public List<(long At, double Notional, bool Forced)> Trades { get; } = [];

        /// <summary>The newest that is not later.</summary>
        public double PriceAt(long at) => Prices.FindLast(price => price.At <= at).Price;

        public ImmutableArray<QuoteLevel>? QuotesAt(long at)
        {
            var found = Quotes.FindLast(quote => quote.At <= at).Levels;
            return found.IsDefault ? null : found;
        }
    }
}
