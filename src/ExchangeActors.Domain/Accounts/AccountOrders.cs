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
            : open.Positions.Sum(position => position.IsolatedMargin?.Value ?? 0m) > open.Deposit.Value ? ("insufficient-margin", $"the isolated margins exceed the deposit {open.Deposit}")
            : open.Positions.Select(position => Problem(position, rules)).FirstOrDefault(found => found is not null);
        return problem is var (code, detail)
            ? Decision.Answer(new CommandRefused(open.Id, code, detail))
            : Decision.Of(new AccountOpened(open.Id, Id, open.Kind, open.Deposit, open.Positions, open.Owner)).WithReply(new CommandAccepted(open.Id));
    }

    private static (string, string)? Problem(OpeningPosition position, ExchangeRules rules)
    {
        if (!rules.Instruments.TryGetValue(position.Market, out var instrument))
        {
            return ("unknown-market", $"{position.Market} is not listed");
        }

        return position.Size.IsZero || position.Size.Absolute.Value > Largest.Quantity || !Rounding.IsMultiple(position.Size.Value, instrument.LotSize) ? ("invalid-quantity", $"{position.Size} is not a whole number of lots of {Canonical.Text(instrument.LotSize)}")
            : position.EntryPrice.Value is <= 0m or > Largest.Price ? ("invalid-price", $"entry {position.EntryPrice} is not in (0, {Largest.Price}]")
            : Largest.IsTooFine(position.EntryPrice.Value * position.Size.Value) ? ("invalid-price", $"{position.Size} at {position.EntryPrice} is finer than {Largest.Fineness}")
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

        return deposit.Amount.Value is > 0m and <= Largest.Amount && !Largest.IsTooFine(deposit.Amount.Value)
            ? Decision.Of(new Deposited(deposit.Id, deposit.Amount)).WithReply(new CommandAccepted(deposit.Id))
            : RefuseTransfer(deposit.Id, deposit.Amount, "invalid-amount", $"a deposit of {deposit.Amount} is not in (0, {Largest.Amount}], in steps of {Largest.Fineness}");
    }

    private Decision PayOut(Withdraw withdraw, ExchangeRules rules)
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

        var margin = CrossMargin(withdraw.Marks, rules);
        // Unrealised profit backs positions but cannot be paid out, since nobody has paid it in.
        var free = Money.Min(Wallet, margin.Equity) - margin.Initial - OrderMargin();
        if (withdraw.Amount > free)
        {
            return RefuseTransfer(
                withdraw.Id,
                withdraw.Amount,
                margin.Equity < Money.Zero ? "negative-equity" : "insufficient-margin",
                $"free are {free} (equity {margin.Equity}, initial margin {margin.Initial}, order margin {OrderMargin()})");
        }

        if (rules.Profile.Residual.WithdrawalHaircut == 0m)
        {
            return Decision.Of(new Withdrawn(withdraw.Id, withdraw.Amount)).WithReply(new CommandAccepted(withdraw.Id));
        }

        return Withdrawing is { } waiting
            ? RefuseTransfer(withdraw.Id, withdraw.Amount, "withdrawal-pending", $"a withdrawal of {waiting.Amount} is not paid out yet")
            : Decision.Of(new WithdrawalRequested(withdraw.Id, Withdrawals + 1, withdraw.Amount, rules.Pool)).WithReply(new CommandAccepted(withdraw.Id));
    }

    private Decision Finish(WithdrawalAnswered answer) => Withdrawing is { } waiting && waiting.Number == answer.Number
        ? Decision.Of(new WithdrawalPaid(answer.Number, waiting.Amount - answer.Haircut, answer.Haircut))
        : Decision.Nothing;

    private Decision Place(PlaceOrder place, ExchangeRules rules)
    {
        if (!IsOpen)
        {
            return NotOpen(place.Id);
        }

        if (OrderProblem(place.Market, place.Quantity, place.Limit, place.Marks, rules) is var (code, detail))
        {
            return Reject(place.Id, place.Market, code, detail);
        }

        var instrument = rules[place.Market];
        var mark = place.Marks[place.Market]!.Mark;
        var limit = place.Limit ?? MarketLimit(instrument, mark, place.Side);
        var position = Positions.GetValueOrDefault(place.Market);
        if (ModeOf(place.Market) is { } mode && mode != place.MarginMode)
        {
            return Reject(place.Id, place.Market, "margin-mode-mismatch", ModeDetail(place.Market, mode));
        }

        var closable = Closable(place.Market, place.Side);
        if (place.ReduceOnly && place.Quantity > closable)
        {
            return Reject(place.Id, place.Market, "reduce-only-exceeds-position", $"{closable} can be closed, {place.Quantity} was asked for");
        }

        var opening = place.Quantity - Quantity.Min(place.Quantity, closable);
        var reserved = Reserve(instrument, place.Side == Side.Buy ? limit : new Price(Math.Max(limit.Value, mark.Value)), place.Quantity, opening, position);
        if (Shortage(reserved, opening, place.MarginMode, place.Marks, rules) is { } shortage)
        {
            return Reject(place.Id, place.Market, "insufficient-margin", shortage);
        }

        var order = new Order(
            new OrderId($"order/{Id}/{place.Id.Source}/{place.Id.Number}"), Id, place.Side, place.Quantity, limit,
            place.Limit is null ? TimeInForce.ImmediateOrCancel : place.TimeInForce, place.ReduceOnly, null);
        return Decision.Of(new OrderPlaced(place.Id, place.Market, order, place.MarginMode, reserved, Channel(place.Market).LastSubmission + 1))
            .WithReply(new CommandAccepted(place.Id));
    }

    private Decision Quote(PlaceQuotes quotes, ExchangeRules rules)
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
        var reserved = ImmutableArray.CreateBuilder<ReservedQuote>(quotes.Levels.Length);
        var total = Money.Zero;
        var bestBid = decimal.MinValue;
        var bestAsk = decimal.MaxValue;
        foreach (var level in quotes.Levels)
        {
            if (LevelProblem(quotes.Market, level.Quantity, level.Price, quotes.Marks, rules) is var (code, detail))
            {
                return Reject(quotes.Id, quotes.Market, code, detail);
            }

            bestBid = level.Side == Side.Buy ? Math.Max(bestBid, level.Price.Value) : bestBid;
            bestAsk = level.Side == Side.Sell ? Math.Min(bestAsk, level.Price.Value) : bestAsk;
            var margin = Reserve(rules[quotes.Market], level.Price, level.Quantity, level.Quantity, null);
            total += margin;
            var id = new OrderId($"quote/{Id}/{quotes.Market}/{set}/{reserved.Count}");
            reserved.Add(new ReservedQuote(new Quote(id, level.Side, level.Quantity, level.Price), margin));
        }

        if (bestBid >= bestAsk)
        {
            return Reject(quotes.Id, quotes.Market, "crossed-quotes", $"bid {Canonical.Text(bestBid)} is not below ask {Canonical.Text(bestAsk)}");
        }

        // Taking the quote off the book needs nothing and is always allowed.
        var released = new Money(standing.Sum(order => order.StillReserved.Value));
        if (!quotes.Levels.IsEmpty && Shortage(total - released, new Quantity(1m), MarginMode.Cross, quotes.Marks, rules) is { } shortage)
        {
            return Reject(quotes.Id, quotes.Market, "insufficient-margin", shortage);
        }

        return Decision.Of(new QuotesPlaced(quotes.Id, quotes.Market, set, reserved.DrainToImmutable(), Channel(quotes.Market).LastSubmission + 1))
            .WithReply(new CommandAccepted(quotes.Id));
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

    private (string Code, string Detail)? OrderProblem(MarketId market, Quantity quantity, Price? limit, MarkBoard marks, ExchangeRules rules) =>
        LevelProblem(market, quantity, limit, marks, rules)
        ?? (Orders.Count >= rules.Profile.Limits.OrdersPerAccount
            ? ("too-many-orders", $"{Orders.Count} orders are working, the limit is {rules.Profile.Limits.OrdersPerAccount}")
            : null);

    private (string Code, string Detail)? LevelProblem(MarketId market, Quantity quantity, Price? limit, MarkBoard marks, ExchangeRules rules)
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

    /// <summary>Initial margin of the part that opens, in the tier that it reaches with the position, and the taker fee of all; rounded up to the quote tick.</summary>
    private static Money Reserve(Instrument instrument, Price price, Quantity quantity, Quantity opening, Position? position)
    {
        var held = position is null ? Money.Zero : position.Notional(price);
        var margin = opening.IsZero ? Money.Zero : MarginSchedule.Initial(instrument, held + (price * opening)) - MarginSchedule.Initial(instrument, held);
        return new Money(Rounding.Up(margin.Value + ((price * quantity).Value * instrument.TakerFee), instrument.QuoteTick));
    }

    private string? Shortage(Money reserved, Quantity opening, MarginMode mode, MarkBoard marks, ExchangeRules rules)
    {
        var margin = CrossMargin(marks, rules);
        // Isolated margin leaves the wallet, so the unrealised profit of cross positions, which may vanish, cannot pay for it.
        var backing = mode == MarginMode.Cross ? margin.Equity : Money.Min(Wallet, margin.Equity);
        var free = backing - margin.Initial - OrderMargin();
        return opening.IsZero || reserved <= free
            ? null
            : $"needs {reserved}, free are {free} (equity {margin.Equity}, initial margin {margin.Initial}, order margin {OrderMargin()})";
    }

    private Money OrderMargin() => new(Orders.Values.Sum(order => order.StillReserved.Value));

    private static Decision NotOpen(CommandId id) => Decision.Answer(new CommandRefused(id, "account-not-open", "open the account first"));

    private static Decision RefuseTransfer(CommandId id, Money amount, string code, string detail) =>
        Decision.Of(new TransferRefused(id, amount, code, detail)).WithReply(new CommandRefused(id, code, detail));

    private static Decision Reject(CommandId id, MarketId market, string code, string detail) =>
        Decision.Of(new OrderRejected(id, market, code, detail)).WithReply(new CommandRefused(id, code, detail));
}
