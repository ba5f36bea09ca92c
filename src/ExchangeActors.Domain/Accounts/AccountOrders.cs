using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Accounts;

/// <content>What an account decides about its owner's orders.</content>
public sealed partial record Account
{
    private Decision Place(PlaceOrder place, ExchangeRules rules, Moment now)
    {
        if (!IsOpen)
        {
            return NotOpen(place.Id);
        }

        if (OrderProblem(place, rules) is var (code, detail))
        {
            return Reject(place.Id, place.Market, code, detail);
        }

        var instrument = rules[place.Market];
        var mark = place.Marks[place.Market]!.Mark;
        if (ModeOf(place.Market) is { } mode && mode != place.MarginMode)
        {
            return Reject(place.Id, place.Market, "margin-mode-mismatch", ModeDetail(place.Market, mode));
        }

        if (!place.ReduceOnly && rules.TradesReduceOnly(Id))
        {
            return Reject(
                place.Id, place.Market, "participant-reduce-only", "a liquidity-support participant's own orders must be reduce-only");
        }

        var closable = Closable(place.Market, place.Side);
        if (place.ReduceOnly && place.Quantity > closable)
        {
            return Reject(place.Id, place.Market, "reduce-only-exceeds-position",
                $"{closable} can be closed, {place.Quantity} was asked for");
        }

        if (place.Quantity > closable && place.Marks[place.Market]!.Sides?[place.Side == Side.Buy ? 1 : -1] is { OnlyDrains: true })
        {
            return Reject(place.Id, place.Market, "side-only-drains",
                "so much of the side was closed that nothing is opened on it before it is empty");
        }

        // What only closes takes risk away; nobody is kept in a position because prices have stopped.
        if (place.Quantity > closable && StaleMark(place.Marks, place.Market, rules, now) is var (stale, age))
        {
            return Reject(place.Id, place.Market, stale, age);
        }

        var limit = place.Limit ?? MarketLimit(instrument, mark, place.Side);
        if (Fit(place, limit, mark, instrument, rules, now) is var (problem, figures))
        {
            // A market order that only closes goes as far as its account can pay, before it is refused.
            var nearer = place.Limit is null && problem == "close-below-margin" ? PayableLimit(place, limit, mark, instrument, rules)
                : null;
            if (nearer is not { } payable || Fit(place, payable, mark, instrument, rules, now) is not null)
            {
                return Reject(place.Id, place.Market, problem, figures);
            }

            limit = payable;
        }

        var (placed, recovered) = Covers(place.Market, place.Side, [Working(place, limit)], Orders, mark, instrument);
        var submission = Channel(place.Market).LastSubmission + 1;
        var order = new Order(
            new OrderId($"order/{Id}/{place.Id.Source}/{place.Id.Number}"), Id, place.Side, place.Quantity, limit,
            place.Limit is null ? TimeInForce.ImmediateOrCancel : place.TimeInForce, place.ReduceOnly, null, placed[0].Opening,
                placed[0].Cover);
        return Decision.Of(
        [
            .. Recover(place.Market, recovered, ref submission),
            new OrderPlaced(place.Id, place.Market, order, place.MarginMode, placed[0].Reserved, submission),
        ]).WithReply(new CommandAccepted(place.Id));
    }

    private static WorkingOrder Working(PlaceOrder place, Price limit) => new(
        place.Market, place.Side, place.Quantity, place.Quantity, Money.Zero, place.MarginMode, place.ReduceOnly, null, false, limit);

    /// <summary>What orders at work open from now on is told to the market before the order that makes them open.</summary>
    private static IEnumerable<DomainEvent> Recover(MarketId market, List<OrderCover> recovered, ref long submission) =>
        recovered.Count == 0 ? [] : [new CoversRaised(market, [.. recovered], submission++)];

    /// <summary>Whether the account may send the order at this limit; null when it may, else the code and the figures.</summary>
    private (string Code, string Detail)? Fit(
        PlaceOrder place, Price limit, Price mark, Instrument instrument, ExchangeRules rules, Moment now)
    {
        var (placed, recovered) = Covers(place.Market, place.Side, [Working(place, limit)], Orders, mark, instrument);
        var orders = With(Orders, recovered, placed);
        if (place.MarginMode == MarginMode.Isolated
            && Positions.GetValueOrDefault(place.Market) is { Size.IsZero: false } held && held.Size.ClosingSide() == place.Side)
        {
            // Whichever order fills first closes, and its loss comes out of the position: it may be this one, though others stand before
            // it.
            var alone = Covers(place.Market, place.Side, [Working(place, limit)], [], mark, instrument).Placed;
            if (CloseProblem(place.Market, alone, With(Orders, recovered, alone), place.Marks, rules) is { } first)
            {
                return first;
            }
        }

        // A cross flip is judged by what it leaves; an isolated one has to be able to pay for its close out of the position first.
        return !placed[0].Opening.IsZero && (placed[0].ClosingLeft.IsZero || place.MarginMode == MarginMode.Cross)
            ? OpeningProblem(place, orders, mark, instrument, rules, now)
            : CloseProblem(place.Market, placed, orders, place.Marks, rules)
                ?? (placed[0].Opening.IsZero ? null : OpeningProblem(place, orders, mark, instrument, rules, now));
    }

    private (string Code, string Detail)? OpeningProblem(
        PlaceOrder place, List<WorkingOrder> orders, Price mark, Instrument instrument, ExchangeRules rules, Moment now) =>
        InterestProblem(place.Market, place.Side, orders, mark, instrument)
        ?? (Shortage(place.Market, place.Side, place.MarginMode, orders, place.Marks, rules, now) is { } shortage
            ? ("insufficient-margin", shortage)
            : BrokenIsolated(place, mark, instrument, rules) is { } broken ? ("insufficient-margin", broken) : null);

    /// <summary>
    /// Why an order that adds to an isolated position is not taken: with the initial margin that the order brings the position would
    /// still be below its maintenance margin, and what it adds would be liquidated with it. Null when it would not.
    /// </summary>
    private string? BrokenIsolated(PlaceOrder place, Price mark, Instrument instrument, ExchangeRules rules)
    {
        if (Positions.GetValueOrDefault(place.Market) is not { IsolatedMargin: not null, Size.IsZero: false } position
            || position.Size.ClosingSide() == place.Side)
        {
            return null;
        }

        var equity = IsolatedMarginOf(place.Market, position, place.Marks, rules).Equity
            + MarginSchedule.Initial(instrument, mark * place.Quantity);
        var maintenance = MarginSchedule.Maintenance(instrument, mark * (position.Size.Absolute + place.Quantity));
        return equity < maintenance
            ? $"it would leave the position equity {equity} at the mark over a maintenance margin of {maintenance}"
            : null;
    }

    /// <summary>No close may leave its account, at the mark, below the maintenance margin of what is left, nor below zero.</summary>
    private (string Code, string Detail)? CloseProblem(
        MarketId market, List<WorkingOrder> placed, List<WorkingOrder> orders, MarkBoard marks, ExchangeRules rules)
    {
        var left = Left(market, placed, orders, marks, rules);
        return left.Equity < left.Maintenance
            ? ("close-below-margin", $"it would leave equity {left.Equity} at the mark over a maintenance margin of {left.Maintenance}")
            : null;
    }

    /// <summary>
    /// The worst limit, on the tick, at which a close leaves its account above maintenance margin; null when there is none.
    /// </summary>
    private Price? PayableLimit(PlaceOrder place, Price limit, Price mark, Instrument instrument, ExchangeRules rules)
    {
        var (placed, recovered) = Covers(place.Market, place.Side, [Working(place, limit)], Orders, mark, instrument);
        var left = Left(place.Market, placed, With(Orders, recovered, placed), place.Marks, rules);
        var missing = Proportion.Ratio((left.Maintenance - left.Equity).Value, place.Quantity.Value, Largest.Price);
        var nearer = place.Side == Side.Sell
            ? Rounding.Up(limit.Value + missing, instrument.TickSize)
            : Rounding.Down(limit.Value - missing, instrument.TickSize);
        return nearer > 0m && Matching.LossPerUnit(place.Side, new Price(nearer), mark) >= 0m ? new Price(nearer) : null;
    }

    /// <summary>Position and working orders of one side may not be worth more at the mark than one account may hold.</summary>
    private (string Code, string Detail)? InterestProblem(MarketId market, Side side, List<WorkingOrder> orders, Price mark,
        Instrument instrument)
    {
        var held = (Positions.GetValueOrDefault(market)?.Size.Value ?? 0m) * side.Delta(new Quantity(1m)).Value;
        var reach = held + orders.Where(order => order.Market == market && order.Side == side).Sum(order => order.Remaining.Value);
        if (reach > Largest.Quantity || (reach > 0m && Largest.IsExceededBy(mark, new Quantity(reach))))
        {
            // Beyond what amounts can be kept exactly for, also where the venue has no cap.
            return ("invalid-quantity", $"{Canonical.Text(reach)} at {mark} exceed {Largest.Quantity} or {Largest.Amount}");
        }

        return instrument.AccountOpenInterestCap is { } cap && reach * mark.Value > cap.Value
            ? ("open-interest-cap-account", $"{Canonical.Text(reach)} at {mark} exceed the {cap} that one account may hold")
            : null;
    }

    private Decision Cancel(CancelOrder cancel) =>
        !IsOpen ? NotOpen(cancel.Id)
        : Orders.TryGetValue(cancel.Order, out var order) && order.QuoteSet is null
            ? Decision.Of(
                new CancelRequested(cancel.Id, order.Market, cancel.Order, "requested", Channel(order.Market).LastSubmission + 1))
                    .WithReply(new CommandAccepted(cancel.Id))
            : Reject(cancel.Id, new MarketId(string.Empty), "unknown-order", $"{cancel.Order} is not working");

    private Decision CancelAll(CancelAllOrders cancel) =>
        !IsOpen ? NotOpen(cancel.Id)
        : Orders.Values.Any(order => order.Market == cancel.Market)
            ? Decision.Of(new CancelRequested(cancel.Id, cancel.Market, null, "requested", Channel(cancel.Market).LastSubmission + 1))
                .WithReply(new CommandAccepted(cancel.Id))
            : Reject(cancel.Id, cancel.Market, "nothing-to-cancel", $"no order is working in {cancel.Market}");

    private (string Code, string Detail)? OrderProblem(PlaceOrder place, ExchangeRules rules) =>
        LevelProblem(place.Market, place.Side, place.Quantity, place.Limit, place.Marks, rules)
        ?? (Orders.Count >= rules.Profile.Limits.OrdersPerAccount
            ? ("too-many-orders", $"{Orders.Count} orders are working, the limit is {rules.Profile.Limits.OrdersPerAccount}")
            : null);

    private (string Code, string Detail)? LevelProblem(
        MarketId market, Side side, Quantity quantity, Price? limit, MarkBoard marks, ExchangeRules rules)
    {
        if (!rules.Instruments.TryGetValue(market, out var instrument))
        {
            return ("unknown-market", $"{market} is not listed");
        }

        return Status != AccountStatus.Active ? ("account-frozen", $"{Id} is {Status}")
            : quantity.Value is <= 0m or > Largest.Quantity || !Rounding.IsMultiple(quantity.Value, instrument.LotSize)
                ? ("invalid-quantity", $"{quantity} is not a positive whole number of lots of {Canonical.Text(instrument.LotSize)}")
            : limit is { } price && (price.Value is <= 0m or > Largest.Price || !Rounding.IsMultiple(price.Value, instrument.TickSize))
                ? ("invalid-price", $"{price} is not a positive whole number of ticks of {Canonical.Text(instrument.TickSize)}")
            : marks[market] is not { } quote ? ("market-without-mark", $"{market} has no mark price yet")
            : Largest.IsExceededBy(new Price(Math.Max(limit?.Value ?? 0m, quote.Mark.Value)), quantity)
                ? ("invalid-quantity", $"the notional of {quantity} exceeds {Largest.Amount}")
            : MarkMissing(marks) is { } missing ? ("market-without-mark", $"{missing} has no mark price yet")
            : limit is { } asked && Matching.LossPerUnit(side, asked, quote.Mark) > quote.Mark.Value * instrument.LimitOrderBand
                ? ("price-out-of-band", $"{asked} is further than {Canonical.Text(instrument.LimitOrderBand)} beyond the mark {quote.Mark}")
            : null;
    }

    /// <summary>
    /// What backs the position of a market, or what its working orders would open; null when there are neither. The two do not mix.
    /// </summary>
    private MarginMode? ModeOf(MarketId market)
    {
        if (Positions.GetValueOrDefault(market) is { } position)
        {
            return position.IsolatedMargin is null ? MarginMode.Cross : MarginMode.Isolated;
        }

        foreach (var order in Orders.Values)
        {
            if (order.Market == market)
            {
                return order.MarginMode;
            }
        }

        return null;
    }

    private static string ModeDetail(MarketId market, MarginMode mode) =>
        $"the position or the working orders in {market} are {(mode == MarginMode.Cross ? "cross" : "isolated")}";

    /// <summary>A market order's protection: the mark moved by the instrument's band against the trader, on the tick.</summary>
    private static Price MarketLimit(Instrument instrument, Price mark, Side side) => side == Side.Buy
        ? new Price(Rounding.Down(mark.Value * (1m + instrument.MarketOrderBand), instrument.TickSize))
        : new Price(Math.Max(instrument.TickSize, Rounding.Up(mark.Value * (1m - instrument.MarketOrderBand), instrument.TickSize)));

    /// <summary>How much an order of this side can close that no other working order closes already.</summary>
    private Quantity Closable(MarketId market, Side side)
    {
        if (Positions.GetValueOrDefault(market) is not { } position || position.Size.IsZero || position.Size.ClosingSide() != side)
        {
            return Quantity.Zero;
        }

        var working = Orders.Values.Where(order => order.Market == market && order.Side == side).Sum(order => order.Remaining.Value);
        return new Quantity(Math.Max(0m, position.Size.Absolute.Value - working));
    }

    private static Decision NotOpen(CommandId id) => Decision.Answer(new CommandRefused(id, "account-not-open", "open the account first"));

    private static Decision Reject(CommandId id, MarketId market, string code, string detail) =>
        Decision.Of(new OrderRejected(id, market, code, detail)).WithReply(new CommandRefused(id, code, detail));
}
