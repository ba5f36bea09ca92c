using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Accounts;

/// <content>What an account decides about mass quotes.</content>
public sealed partial record Account
{
    private Decision Quote(PlaceQuotes quotes, ExchangeRules rules, Moment now)
    {
        if (!IsOpen)
        {
            return NotOpen(quotes.Id);
        }

        if (!rules.Instruments.ContainsKey(quotes.Market))
        {
            return Reject(quotes.Id, quotes.Market, "unknown-market", $"{quotes.Market} is not listed");
        }

        if (ModeOf(quotes.Market) is MarginMode.Isolated)
        {
            return Reject(quotes.Id, quotes.Market, "margin-mode-mismatch", ModeDetail(quotes.Market, MarginMode.Isolated));
        }

        // What the standing quote holds is free as soon as the new one replaces it.
        var standing = Orders.Values.Where(order => order.Market == quotes.Market && order.QuoteSet is not null).ToList();
        if (Orders.Count - standing.Count + quotes.Levels.Length > rules.Profile.Limits.OrdersPerAccount)
        {
            return Reject(
                quotes.Id,
                quotes.Market,
                "too-many-orders",
                $"{Orders.Count - standing.Count} other orders are working, "
                + $"{quotes.Levels.Length} levels exceed the limit of {rules.Profile.Limits.OrdersPerAccount}");
        }

        var set = Channel(quotes.Market).LastQuoteSet + 1;
        var levels = new List<WorkingOrder>(quotes.Levels.Length);
        var bestBid = decimal.MinValue;
        var bestAsk = decimal.MaxValue;
        foreach (var level in quotes.Levels)
        {
            if (LevelProblem(quotes.Market, level.Side, level.Quantity, level.Price, quotes.Marks, rules) is var (code, detail))
            {
                return Reject(quotes.Id, quotes.Market, code, detail);
            }

            bestBid = level.Side == Side.Buy ? Math.Max(bestBid, level.Price.Value) : bestBid;
            bestAsk = level.Side == Side.Sell ? Math.Min(bestAsk, level.Price.Value) : bestAsk;
            levels.Add(new WorkingOrder(
                quotes.Market, level.Side, level.Quantity, level.Quantity, Money.Zero, MarginMode.Cross, false, set, false, level.Price));
        }

        if (bestBid >= bestAsk)
        {
            return Reject(
                quotes.Id, quotes.Market, "crossed-quotes", $"bid {Canonical.Text(bestBid)} is not below ask {Canonical.Text(bestAsk)}");
        }

        if (levels.Count > 0 && rules.TradesReduceOnly(Id))
        {
            return Reject(quotes.Id, quotes.Market, "participant-reduce-only", "a liquidity-support participant quotes nothing");
        }

        // Taking the quote off the book needs nothing and is always allowed.
        var submission = Channel(quotes.Market).LastSubmission + 1;
        if (levels.Count == 0)
        {
            return Decision.Of(new QuotesPlaced(quotes.Id, quotes.Market, set, [], submission)).WithReply(new CommandAccepted(quotes.Id));
        }

        if (StaleMark(quotes.Marks, quotes.Market, rules, now) is var (stale, age))
        {
            return Reject(quotes.Id, quotes.Market, stale, age);
        }

        // What the standing quote holds is free as soon as the new one replaces it.
        var working = Orders.Where(pair => pair.Value.Market != quotes.Market || pair.Value.QuoteSet is null).ToList();
        var (instrument, mark) = (rules[quotes.Market], quotes.Marks[quotes.Market]!.Mark);
        var bids = Covers(quotes.Market, Side.Buy, [.. levels.Where(level => level.Side == Side.Buy)], working, mark, instrument);
        var asks = Covers(quotes.Market, Side.Sell, [.. levels.Where(level => level.Side == Side.Sell)], working, mark, instrument);
        List<OrderCover> recovered = [.. bids.Recovered, .. asks.Recovered];
        List<WorkingOrder> placed = [.. bids.Placed, .. asks.Placed];
        var orders = With(working, recovered, placed);
        if (QuoteProblem(quotes, placed, orders, mark, instrument, rules, now) is var (problem, figures))
        {
            return Reject(quotes.Id, quotes.Market, problem, figures);
        }

        var (nextBid, nextAsk) = (0, bids.Placed.Count);
        var reserved = ImmutableArray.CreateBuilder<ReservedQuote>(levels.Count);
        foreach (var level in levels)
        {
            var order = placed[level.Side == Side.Buy ? nextBid++ : nextAsk++];
            var id = new OrderId($"quote/{Id}/{quotes.Market}/{set}/{reserved.Count}");
            reserved.Add(new ReservedQuote(
                new Quote(id, order.Side, order.Quantity, order.Limit, order.Opening, order.Cover), order.Reserved));
        }

        return Decision.Of(
        [
            .. Recover(quotes.Market, recovered, ref submission),
            new QuotesPlaced(quotes.Id, quotes.Market, set, reserved.MoveToImmutable(), submission),
        ]).WithReply(new CommandAccepted(quotes.Id));
    }

    private (string Code, string Detail)? QuoteProblem(
        PlaceQuotes quotes,
        List<WorkingOrder> placed,
        List<WorkingOrder> orders,
        Price mark,
        Instrument instrument,
        ExchangeRules rules,
        Moment now)
    {
        foreach (var side in placed.Where(level => !level.Opening.IsZero).Select(level => level.Side).Distinct())
        {
            if (InterestProblem(quotes.Market, side, orders, mark, instrument) is { } problem)
            {
                return problem;
            }
        }

        var position = Positions.GetValueOrDefault(quotes.Market);
        var closes = placed.Where(level => !level.ClosingLeft.IsZero).ToList();
        // A quote on both sides may be filled on either: only one that stands on the closing side alone can count on what it sets free.
        var only = position is { Size.IsZero: false } && placed.All(level => level.Side == position.Size.ClosingSide())
            ? placed[0].Side
            : (Side?)null;
        return placed.Any(level => !level.Opening.IsZero)
            && Shortage(quotes.Market, only, MarginMode.Cross, orders, quotes.Marks, rules, now) is { } shortage
                ? ("insufficient-margin", shortage)
            : closes.Count > 0 ? CloseProblem(quotes.Market, closes, orders, quotes.Marks, rules)
            : null;
    }
}
