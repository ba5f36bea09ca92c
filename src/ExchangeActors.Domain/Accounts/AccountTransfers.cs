using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Accounts;

/// <content>What an account decides about its opening, and about money that comes in and goes out.</content>
public sealed partial record Account
{
    private Decision Open(OpenAccount open, ExchangeRules rules)
    {
        var problem =
            IsOpen ? ("account-already-open", $"{Id} is open")
            : open.Account != Id ? ("invalid-account", $"the command names {open.Account}")
            : open.Owner is { Value.Length: 0 } ? ("invalid-account", "the owner has no name")
            : Largest.IsTooFine(open.Deposit.Value)
              || open.Positions.Any(position => Largest.IsTooFine(position.IsolatedMargin?.Value ?? 0m))
                ? ("invalid-amount", $"an amount is finer than {Largest.Fineness}")
            : open.Deposit < Money.Zero || open.Deposit.Value > Largest.Amount
                ? ("invalid-amount", $"deposit {open.Deposit} is not in [0, {Largest.Amount}]")
            : open.Positions.Select(position => position.Market).Distinct().Count() < open.Positions.Length
                ? ("duplicate-position", "a market is named twice")
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

        return position.Size.IsZero
              || position.Size.Absolute.Value > Largest.Quantity
              || !Rounding.IsMultiple(position.Size.Value, instrument.LotSize)
                ? ("invalid-quantity", $"{position.Size} is not a whole number of lots of {Canonical.Text(instrument.LotSize)}")
            : position.EntryPrice.Value is <= 0m or > Largest.Price
                ? ("invalid-price", $"entry {position.EntryPrice} is not in (0, {Largest.Price}]")
            : Largest.IsTooFine(position.EntryPrice.Value, position.Size.Value)
                ? ("invalid-price", $"{position.Size} at {position.EntryPrice} is finer than {Largest.Fineness}")
            : Largest.IsExceededBy(position.EntryPrice, position.Size)
                ? ("invalid-quantity", $"the notional of {position.Size} at {position.EntryPrice} exceeds {Largest.Amount}")
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
            : RefuseTransfer(
                deposit.Id,
                deposit.Amount,
                "invalid-amount",
                $"a deposit of {deposit.Amount} is not in (0, {Largest.Amount}], in steps of {Largest.Fineness}, "
                + "or too much with the wallet");
    }

    private Decision PayOut(Withdraw withdraw, ExchangeRules rules, Moment now)
    {
        if (!IsOpen)
        {
            return NotOpen(withdraw.Id);
        }

        if (withdraw.Amount <= Money.Zero || Largest.IsTooFine(withdraw.Amount.Value))
        {
            return RefuseTransfer(
                withdraw.Id,
                withdraw.Amount,
                "invalid-amount",
                $"a withdrawal of {withdraw.Amount} is not above 0, in steps of {Largest.Fineness}");
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
        if (claim is not null
            && ProfitProblem(claim, withdraw.Amount, margin.Initial + ordered, withdraw.Marks, rules, now) is var (code, detail))
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
                Profit = profit > Money.Zero
                    ? new ProfitAsked(profit, new ToldClaim(claim!.Newest.Number + 1, claim.Lost, claim.Profit))
                    : null,
            }).WithReply(new CommandAccepted(withdraw.Id));
    }

    private Decision Finish(WithdrawalAnswered answer) => Withdrawing is { } waiting && waiting.Number == answer.Number
        ? Decision.Of(new WithdrawalPaid(answer.Number, waiting.Amount - answer.Haircut, answer.Haircut))
        : Decision.Nothing;

    private static Decision RefuseTransfer(CommandId id, Money amount, string code, string detail) =>
        Decision.Of(new TransferRefused(id, amount, code, detail)).WithReply(new CommandRefused(id, code, detail));
}
