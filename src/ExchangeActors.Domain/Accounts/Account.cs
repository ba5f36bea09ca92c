using System.Collections.Immutable;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Accounts;

/// <summary>One trader's margin account: its state, and how events change it. What it decides is in the files beside this one.</summary>
/// <param name="Id">The account.</param>
/// <param name="Kind">Trader or the exchange itself.</param>
/// <param name="Version">Events folded; 0 before the account was opened.</param>
/// <param name="Wallet">Cross balance, without isolated margins and unrealised PnL.</param>
/// <param name="Positions">By market.</param>
/// <param name="Trading">Its orders, and its talk with the markets.</param>
/// <param name="Distress">Margin calls, liquidations, and what it has given for the losses of others.</param>
/// <param name="Ledger">What it has paid and received.</param>
/// <param name="Commands">Commands seen, by source.</param>
/// <param name="Outbox">What it owes.</param>
public sealed partial record Account(
    AccountId Id,
    AccountKind Kind,
    long Version,
    Money Wallet,
    ImmutableSortedDictionary<MarketId, Position> Positions,
    AccountTrading Trading,
    AccountDistress Distress,
    AccountLedger Ledger,
    CommandLog Commands,
    Outbox Outbox) : IFolded<Account>
{
    /// <summary>Who stands behind it, as it was named at the opening; null when nobody was. No rule reads it.</summary>
    public OwnerId? NamedOwner { get; init; }

    /// <summary>Who stands behind it: the named owner, or the account itself.</summary>
    public OwnerId Owner => NamedOwner ?? new OwnerId(Id.Value);

    /// <summary>True once it was opened.</summary>
    public bool IsOpen => Version > 0;

    /// <summary>An account that was not opened yet.</summary>
    public static Account New(AccountId id) => new(
        id,
        AccountKind.Trader,
        0,
        Money.Zero,
        ImmutableSortedDictionary<MarketId, Position>.Empty,
        AccountTrading.None,
        AccountDistress.None,
        AccountLedger.None,
        CommandLog.Empty,
        Outbox.Empty);

    /// <summary>Decides what a message leads to.</summary>
    public Decision Decide(Message message, ExchangeRules rules, Moment now) =>
        Touched(message, rules, now) is { } touched ? touched : Answer(message, rules, now);

    private Decision Respond(Message message, ExchangeRules rules, Moment now) => message switch
    {
        OpenAccount open => Commands.Replay(open.Id) is { } seen ? Decision.Answer(seen) : Open(open, rules),
        Deposit deposit => Commands.Replay(deposit.Id) is { } seen ? Decision.Answer(seen) : PayIn(deposit),
        Withdraw withdraw => Commands.Replay(withdraw.Id) is { } seen ? Decision.Answer(seen) : PayOut(withdraw, rules, now),
        PlaceOrder place => Commands.Replay(place.Id) is { } seen ? Decision.Answer(seen) : Place(place, rules, now),
        PlaceQuotes quotes => Commands.Replay(quotes.Id) is { } seen ? Decision.Answer(seen) : Quote(quotes, rules, now),
        CancelOrder cancel => Commands.Replay(cancel.Id) is { } seen ? Decision.Answer(seen) : Cancel(cancel),
        CancelAllOrders cancel => Commands.Replay(cancel.Id) is { } seen ? Decision.Answer(seen) : CancelAll(cancel),
        CheckMargin check => Check(check.Marks, rules),
        MarketNotice notice => Apply(notice, rules),
        CheckLiquidation check => Recheck(check, rules),
        LiquidatePosition step => Liquidate(step, rules),
        TakeSupport offer => Take(offer, rules, now),
        TransferPosition transfer => Transfer(transfer, rules),
        ConcludeLiquidation conclude => Conclude(conclude, rules),
        SettleBankruptcy settle => Settle(settle),
        ForceClose step => CloseByForce(step, rules),
        ChargeLoss charge => Charge(charge, rules),
        WithdrawalAnswered answer => Finish(answer),
        ClaimTaken taken => ClaimHeard(taken),
        _ => throw new UnknownMessageException(message),
    };

    /// <summary>Folds an event.</summary>
    public Account Evolve(DomainEvent @event)
    {
        var next = this with { Version = Version + 1 };
        return @event switch
        {
            AccountOpened e => next.Opened(e),
            Deposited e => next with
            {
                Wallet = Wallet + e.Amount,
                Ledger = next.Ledger with
                {
                    NetDeposits = NetDeposits + e.Amount,
                    Claim = Claim?.With(e.Amount),
                },
                Commands = Commands.Accept(e.Command),
            },
            Withdrawn e => next with
            {
                Wallet = Wallet - e.Amount,
                Ledger = next.Ledger with
                {
                    NetDeposits = NetDeposits - e.Amount,
                    Claim = Claim?.Without(e.Amount, Claim.ProfitIn(e.Amount)),
                },
                Commands = Commands.Accept(e.Command),
            },
            WithdrawalRequested e => next.Asked(e),
            WithdrawalPaid e => next.PaidOut(e),
            ProfitSettled e => next.ProfitLookedAt(e),
            ClaimAcknowledged => next.ClaimTold(),
            TransferRefused e => next with { Commands = Commands.Refuse(e.Command, e.Code, e.Detail) },
            OrderPlaced e => (next with
            {
                Commands = Commands.Accept(e.Command),
                Trading = next.Trading with
                {
                    Orders = Orders.Add(e.Order.Id, new WorkingOrder(
                        e.Market, e.Order.Side, e.Order.Quantity, e.Order.Quantity, e.Reserved, e.MarginMode, e.Order.ReduceOnly, null,
                            false,
                        e.Order.Limit, e.Order.Opening, e.Order.Cover)),
                },
            }).Submit(e.Market, e.Submission, new SubmitOrder(e.Order)),
            OrderRejected e => next with { Commands = Commands.Refuse(e.Command, e.Code, e.Detail) },
            QuotesPlaced e => next.QuotesSent(e),
            CancelRequested e => next.CancelSent(e),
            OrderWorking e => next.Noticed(e),
            OrdersClosed e => next.Noticed(e).WithoutOrders(e.Orders, e.Reason, e.Mark, e.NextLevel),
            QuotesWorking e => next.Noticed(e).WithoutOrders(
                [.. e.Dropped, .. Orders.Where(pair => pair.Value.Market == e.Market && pair.Value.QuoteSet < e.Set)
                    .Select(pair => pair.Key)]),
            CoversWanted e => next.Noticed(e).AskedForCover(e),
            SubmissionsTaken e => next.Noticed(e),
            CoversRaised e => next.Covered(e),
            PositionTold e => next.Submit(e.Market, e.Submission, new SubmitPosition(e.Delta)),
            FillApplied e => next.Noticed(e).Filled(e),
            SideSettled e => next.Shrunk(e),
            FundingSettled e => next.FundingPaidUp(e),
            MarginCallIssued e => next.Decided(e.Positions).Called(),
            MarginCallCleared => next with { Distress = next.Distress with { MarginCalled = false } },
            AccountFrozen e => next.Decided(e.Marks.Quotes.Select(quote => (quote.Key, quote.Value.Version))).Frozen(e),
            AccountUnfrozen => next with
            {
                Distress = next.Distress with
                {
                    Status = AccountStatus.Active,
                    Liquidation = null,
                },
            },
            LiquidationStarted e => next.Decided(e.Positions).LiquidationBegun(e),
            LiquidationRechecked e => next.Decided(e.Positions).LookedAt(e),
            LiquidationOrderPlaced e => next.LiquidationOrderSent(e),
            SupportAccepted e => next.Accepts(e),
            SupportDeclined e => next with { Support = (Support ?? SupportRecord.None).With(e) },
            PositionTransferred e => next.Transferred(e),
            LiquidationEnded e => next.LiquidationOver(e),
            BankruptcySettled e =>
                next with { Wallet = Wallet + e.Amount, Distress = next.Distress with { Status = AccountStatus.Active } },
            LossCharged e =>
                next with
                {
                    Wallet = Wallet - e.Amount,
                    Distress = next.Distress with { Loss = new SharedLoss(e.Number, e.Amount) },
                    Ledger = next.Ledger with { LossesShared = LossesShared + e.Amount },
                },
            PositionForceClosed e => next.ForceClosed(e),
            ForceCloseDeclined e => next with
            {
                Distress = next.Distress with
                {
                    Steps = Steps.SetItem(e.Step.Deleveraging.Market, new StepOutcome(e.Step, Quantity.Zero, Money.Zero, e.Code)),
                },
            },
            _ => throw new UnknownEventException(@event),
        };
    }

    /// <summary>Feeds the state into a hash: every field, so that equal hashes are equal states.</summary>
    public void WriteTo(CanonicalWriter writer)
    {
        writer.Write(Id.Value).Write(NamedOwner?.Value).Write((long)Kind).Write(Version).Write(Wallet.Value)
            .Each(Positions, static (into, entry) => entry.Value.WriteTo(into.Write(entry.Key.Value)))
            .Each(Orders, static (into, entry) => entry.Value.WriteTo(into.Write(entry.Key.Value)))
            .Each(Channels, static (into, entry) => entry.Value.WriteTo(into.Write(entry.Key.Value)));
        Commands.WriteTo(writer);
        writer.Write((long)Status).Write(LiquidationNumber).Write(Liquidation is not null);
        Liquidation?.WriteTo(writer);
        writer.Write(Settled?.Id.Value).Write(Settled?.Fee.Value).Write(Settled?.Shortfall.Value).Write(MarginCalled)
            .Each(Steps, static (into, entry) => entry.Value.WriteTo(into.Write(entry.Key.Value)))
            .Write(TakeOvers).Write(FeesPaid.Value).Write(FundingPaid.Value).Write(NetDeposits.Value);
        Outbox.WriteTo(writer);
        writer.Write(Loss?.Number).Write(Loss?.Paid.Value).Write(LossesShared.Value).Write(FundingRemainder).Write(ShrinkProceeds.Value)
            .Write(Withdrawals)
            .Write(Withdrawing?.Number).Write(Withdrawing?.Amount.Value).Write(Withdrawing?.OutboxNumber).Write(Withdrawing?.Profit.Value)
            .Write(Claim is not null);
        Claim?.WriteTo(writer);
        writer.Each(DecidedAt, static (into, entry) => into.Write(entry.Key.Value).Write(entry.Value));
        writer.Write(Support is not null);
        Support?.WriteTo(writer);
    }
}
