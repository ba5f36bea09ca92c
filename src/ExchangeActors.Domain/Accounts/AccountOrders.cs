using System.Collections.Immutable;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Accounts;

/// <content>What an account decides about its owner's commands.</content>
public sealed partial record Account
{
    private Decision Open(OpenAccount open, ExchangeRules rules)
    {
        var problem =
            IsOpen ? ("account-already-open", $"{Id} is open")
            : open.Account != Id ? ("invalid-account", $"the command names {open.Account}")
            : open.Owner is { Value.Length: 0 } ? ("invalid-account", "the owner has no name")
            : Largest.IsTooFine(open.Deposit.Value) || open.Positions.Any(position => Largest.IsTooFine(position.IsolatedMargin?.Value ?? 0m))
                ? ("invalid-amount", $"an amount is finer than {Largest.Fineness}")
            : open.Deposit < Money.Zero || open.Deposit.Value > Largest.Amount ? ("invalid-amount", $"deposit {open.Deposit} is not in [0, {Largest.Amount}]")
            : open.Positions.Select(position => position.Market).Distinct().Count() < open.Positions.Length ? ("duplicate-position", "a market is named twice")
            : open.Positions.Any(position => position.IsolatedMargin > open.Deposit)
              || open.Positions.Sum(position => position.IsolatedMargin?.Value ?? 0m) > open.Deposit.Value
                ? ("insufficient-margin", $"the isolated margins exceed the deposit {open.Deposit}")
            : open.Positions.Select(position => Problem(position, rules)).FirstOrDefault(found => found is not null);
        return problem is var (code, detail)
            ? Decision.Answer(new CommandRefused(open.Id, code, detail))
            : Decision.Of(
            [
                new AccountOpened(open.Id, Id, open.Kind, open.Deposit, open.Positions, open.Owner),
                .. open.Positions.SelectMany(position => Tell(position.Market, position.Size, rules)),
            ]).WithReply(new CommandAccepted(open.Id));
    }

    /// <summary>A market that caps its open interest hears of what it does not trade itself.</summary>
    private IEnumerable<DomainEvent> Tell(MarketId market, Quantity delta, ExchangeRules rules) =>
        rules[market].OpenInterestCap is null || delta.IsZero ? [] : [new PositionTold(market, delta, Channel(market).LastSubmission + 1)];

    private static (string, string)? Problem(OpeningPosition position, ExchangeRules rules)
    {
        if (!rules.Instruments.TryGetValue(position.Market, out var instrument))
        {
            return ("unknown-market", $"{position.Market} is not listed");
        }

        return position.Size.IsZero || position.Size.Absolute.Value > Largest.Quantity || !Rounding.IsMultiple(position.Size.Value, instrument.LotSize) ? ("invalid-quantity", $"{position.Size} is not a whole number of lots of {Canonical.Text(instrument.LotSize)}")
            : position.EntryPrice.Value is <= 0m or > Largest.Price ? ("invalid-price", $"entry {position.EntryPrice} is not in (0, {Largest.Price}]")
            : Largest.IsTooFine(position.EntryPrice.Value, position.Size.Value) ? ("invalid-price", $"{position.Size} at {position.EntryPrice} is finer than {Largest.Fineness}")
            : Largest.IsExceededBy(position.EntryPrice, position.Size) ? ("invalid-quantity", $"the notional of {position.Size} at {position.EntryPrice} exceeds {Largest.Amount}")
            : position.IsolatedMargin is { } margin && margin <= Money.Zero ? ("invalid-amount", $"isolated margin {margin} is not above 0")
            : null;
    }

    private Decision PayIn(Deposit deposit)
    {
        if (!IsOpen)
        {
            return NotOpen(deposit.Id);
        }

        return deposit.Amount.Value is > 0m and <= Largest.Amount
            && !Largest.IsTooFine(deposit.Amount.Value)
            && (Wallet + deposit.Amount).Value <= Largest.Amount
            ? Decision.Of(new Deposited(deposit.Id, deposit.Amount)).WithReply(new CommandAccepted(deposit.Id))
            : RefuseTransfer(deposit.Id, deposit.Amount, "invalid-amount", $"a deposit of {deposit.Amount} is not in (0, {Largest.Amount}], in steps of {Largest.Fineness}, or too much with the wallet");
    }

    private Decision PayOut(Withdraw withdraw, ExchangeRules rules, Moment now)
    {
        if (!IsOpen)
        {
            return NotOpen(withdraw.Id);
        }

        if (withdraw.Amount <= Money.Zero || Largest.IsTooFine(withdraw.Amount.Value))
        {
            return RefuseTransfer(withdraw.Id, withdraw.Amount, "invalid-amount", $"a withdrawal of {withdraw.Amount} is not above 0, in steps of {Largest.Fineness}");
        }

        if (Status != AccountStatus.Active)
        {
            return RefuseTransfer(withdraw.Id, withdraw.Amount, "account-frozen", $"{Id} is {Status}");
        }

        if (MarkMissing(withdraw.Marks) is { } market)
        {
            return RefuseTransfer(withdraw.Id, withdraw.Amount, "market-without-mark", $"{market} has no mark price yet");
        }

        if (StaleMark(withdraw.Marks, null, rules, now) is var (stale, age))
        {
            return RefuseTransfer(withdraw.Id, withdraw.Amount, stale, age);
        }

        var margin = CrossMargin(withdraw.Marks, rules);
        // Unrealised profit backs positions but cannot be paid out, since nobody has paid it in.
        var ordered = OrderMargin(withdraw.Marks, rules);
        var free = Money.Min(Wallet, margin.Equity) - margin.Initial - ordered;
        if (withdraw.Amount > free)
        {
            return RefuseTransfer(
                withdraw.Id,
                withdraw.Amount,
                margin.Equity < Money.Zero ? "negative-equity" : "insufficient-margin",
                $"free are {free} (equity {margin.Equity}, initial margin {margin.Initial}, order margin {ordered})");
        }

        var claim = rules.Profile.Profit.WarmupSeconds is null ? null : Claim;
        if (claim is not null && ProfitProblem(claim, withdraw.Amount, margin.Initial + ordered, withdraw.Marks, rules, now) is var (code, detail))
        {
            return RefuseTransfer(withdraw.Id, withdraw.Amount, code, detail);
        }

        var profit = claim?.ProfitIn(withdraw.Amount) ?? Money.Zero;
        if (rules.Profile.Residual.WithdrawalHaircut == 0m && profit == Money.Zero)
        {
            return Decision.Of(new Withdrawn(withdraw.Id, withdraw.Amount)).WithReply(new CommandAccepted(withdraw.Id));
        }

        return Withdrawing is { } waiting
            ? RefuseTransfer(withdraw.Id, withdraw.Amount, "withdrawal-pending", $"a withdrawal of {waiting.Amount} is not paid out yet")
            : Decision.Of(new WithdrawalRequested(withdraw.Id, Withdrawals + 1, withdraw.Amount, rules.Pool)
            {
                Profit = profit > Money.Zero ? new ProfitAsked(profit, new ToldClaim(claim!.Newest.Number + 1, claim.Lost, claim.Profit)) : null,
            }).WithReply(new CommandAccepted(withdraw.Id));
    }

    private Decision Finish(WithdrawalAnswered answer) => Withdrawing is { } waiting && waiting.Number == answer.Number
        ? Decision.Of(new WithdrawalPaid(answer.Number, waiting.Amount - answer.Haircut, answer.Haircut))
        : Decision.Nothing;

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
            return Reject(place.Id, place.Market, "reduce-only-exceeds-position", $"{closable} can be closed, {place.Quantity} was asked for");
        }

        if (place.Quantity > closable && place.Marks[place.Market]!.Sides?[place.Side == Side.Buy ? 1 : -1] is { OnlyDrains: true })
        {
            return Reject(place.Id, place.Market, "side-only-drains", "so much of the side was closed that nothing is opened on it before it is empty");
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
            var nearer = place.Limit is null && problem == "close-below-margin" ? PayableLimit(place, limit, mark, instrument, rules) : null;
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
            place.Limit is null ? TimeInForce.ImmediateOrCancel : place.TimeInForce, place.ReduceOnly, null, placed[0].Opening, placed[0].Cover);
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
            // Whichever order fills first closes, and its loss comes out of the position: it may be this one, though others stand before it.
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

        var equity = IsolatedMarginOf(place.Market, position, place.Marks, rules).Equity + MarginSchedule.Initial(instrument, mark * place.Quantity);
        var maintenance = MarginSchedule.Maintenance(instrument, mark * (position.Size.Absolute + place.Quantity));
        return equity < maintenance ? $"it would leave the position equity {equity} at the mark over a maintenance margin of {maintenance}" : null;
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
    private (string Code, string Detail)? InterestProblem(MarketId market, Side side, List<WorkingOrder> orders, Price mark, Instrument instrument)
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
                quotes.Id, quotes.Market, "too-many-orders", $"{Orders.Count - standing.Count} other orders are working, {quotes.Levels.Length} levels exceed the limit of {rules.Profile.Limits.OrdersPerAccount}");
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
            return Reject(quotes.Id, quotes.Market, "crossed-quotes", $"bid {Canonical.Text(bestBid)} is not below ask {Canonical.Text(bestAsk)}");
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
            reserved.Add(new ReservedQuote(new Quote(id, order.Side, order.Quantity, order.Limit, order.Opening, order.Cover), order.Reserved));
        }

        return Decision.Of(
        [
            .. Recover(quotes.Market, recovered, ref submission),
            new QuotesPlaced(quotes.Id, quotes.Market, set, reserved.MoveToImmutable(), submission),
        ]).WithReply(new CommandAccepted(quotes.Id));
    }

    private (string Code, string Detail)? QuoteProblem(
        PlaceQuotes quotes, List<WorkingOrder> placed, List<WorkingOrder> orders, Price mark, Instrument instrument, ExchangeRules rules, Moment now)
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
        var only = position is { Size.IsZero: false } && placed.All(level => level.Side == position.Size.ClosingSide()) ? placed[0].Side : (Side?)null;
        return placed.Any(level => !level.Opening.IsZero) && Shortage(quotes.Market, only, MarginMode.Cross, orders, quotes.Marks, rules, now) is { } shortage
                ? ("insufficient-margin", shortage)
            : closes.Count > 0 ? CloseProblem(quotes.Market, closes, orders, quotes.Marks, rules)
            : null;
    }

    private Decision Cancel(CancelOrder cancel) =>
        !IsOpen ? NotOpen(cancel.Id)
        : Orders.TryGetValue(cancel.Order, out var order) && order.QuoteSet is null
            ? Decision.Of(new CancelRequested(cancel.Id, order.Market, cancel.Order, "requested", Channel(order.Market).LastSubmission + 1)).WithReply(new CommandAccepted(cancel.Id))
            : Reject(cancel.Id, new MarketId(string.Empty), "unknown-order", $"{cancel.Order} is not working");

    private Decision CancelAll(CancelAllOrders cancel) =>
        !IsOpen ? NotOpen(cancel.Id)
        : Orders.Values.Any(order => order.Market == cancel.Market)
            ? Decision.Of(new CancelRequested(cancel.Id, cancel.Market, null, "requested", Channel(cancel.Market).LastSubmission + 1)).WithReply(new CommandAccepted(cancel.Id))
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
            : quantity.Value is <= 0m or > Largest.Quantity || !Rounding.IsMultiple(quantity.Value, instrument.LotSize) ? ("invalid-quantity", $"{quantity} is not a positive whole number of lots of {Canonical.Text(instrument.LotSize)}")
            : limit is { } price && (price.Value is <= 0m or > Largest.Price || !Rounding.IsMultiple(price.Value, instrument.TickSize)) ? ("invalid-price", $"{price} is not a positive whole number of ticks of {Canonical.Text(instrument.TickSize)}")
            : marks[market] is not { } quote ? ("market-without-mark", $"{market} has no mark price yet")
            : Largest.IsExceededBy(new Price(Math.Max(limit?.Value ?? 0m, quote.Mark.Value)), quantity) ? ("invalid-quantity", $"the notional of {quantity} exceeds {Largest.Amount}")
            : MarkMissing(marks) is { } missing ? ("market-without-mark", $"{missing} has no mark price yet")
            : limit is { } asked && Matching.LossPerUnit(side, asked, quote.Mark) > quote.Mark.Value * instrument.LimitOrderBand
                ? ("price-out-of-band", $"{asked} is further than {Canonical.Text(instrument.LimitOrderBand)} beyond the mark {quote.Mark}")
            : null;
    }

    /// <summary>What backs the position of a market, or what its working orders would open; null when there are neither. The two do not mix.</summary>
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

    private static Decision RefuseTransfer(CommandId id, Money amount, string code, string detail) =>
        Decision.Of(new TransferRefused(id, amount, code, detail)).WithReply(new CommandRefused(id, code, detail));

    private static Decision Reject(CommandId id, MarketId market, string code, string detail) =>
        Decision.Of(new OrderRejected(id, market, code, detail)).WithReply(new CommandRefused(id, code, detail));
}
