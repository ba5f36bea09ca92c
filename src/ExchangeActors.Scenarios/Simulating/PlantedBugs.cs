using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>The bugs that the simulator has to find, each around the real deciders; the rules themselves have no switch for them.</summary>
public static class PlantedBugs
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<PlantedBug> All { get; } =
    [
        Account("fill-twice", "A notice that comes again is taken for the next one.", 20,
            [Check.Rest, Check.Calm, Check.Notices, Check.Clearing], (account, message, rules, decide) =>
            decide(account, message is MarketNotice notice && account.Channels.GetValueOrDefault(notice.Market)?.LastNotice is { } last
                && notice.Sequence <= last ? notice with { Sequence = last + 1 } : message, rules)),
        Account("command-twice", "A command that comes again is taken for a new one.", 100, [Check.OnlySent],
            (account, message, rules, decide) =>
            decide(account, message is Deposit deposit && account.Commands.Replay(deposit.Id) is not null
                ? deposit with { Id = new CommandId("again", account.Version) } : message, rules)),
        Account("forced-close-twice", "A forced close that comes again is carried out again.", 300, [Check.ClosedOnce],
            (account, message, rules, decide) =>
            decide(account.Steps.IsEmpty || message is not ForceClose ? account
                : account with { Distress = account.Distress with { Steps = account.Steps.Clear() } },
                message, rules)),
        Account("take-over-twice", "A position that is handed over again is taken again.", 300, [Check.Clearing, Check.Money],
            (account, message, rules, decide) =>
            decide(account, message is TransferPosition { TakeOver: > 0 } transfer && transfer.TakeOver <= account.TakeOvers
                ? transfer with { TakeOver = account.TakeOvers + 1 } : message, rules)),
        Account(
            "support-window-forgotten", "A participant takes no account of what it was assigned in the window.", 600, [Check.Layers],
            (account, message, rules, decide) => decide(
                message is TakeSupport && account.Support is { } record
                    ? account with { Support = record with { Windows = record.Windows.Clear() } }
                    : account,
                message,
                rules)),
        Account(
            "support-twice", "A position that is offered again is taken again.", 600, [Check.Clearing, Check.Money],
            (account, message, rules, decide) => decide(
                message is TakeSupport && account.Support is { } record
                    ? account with { Support = record with { Outcomes = record.Outcomes.Clear(), Through = 0 } }
                    : account,
                message,
                rules)),
        Account("notice-not-confirmed", "The account never confirms a notice.", 20, [Check.Rest, Check.Calm],
            (account, message, rules, decide) =>
            decide(account, message, rules) is var decision && message is MarketNotice
                ? decision with { Sends = [.. decision.Sends.Where(send => send.Body is not AcknowledgeNotices)] } : decision),
        Account("close-more-than-asked", "A forced close takes one lot more than was asked for.", 300, [Check.Queue, Check.Money],
            (account, message, rules, decide) =>
            OnEvents(decide(account, message, rules), @event =>
                @event is PositionForceClosed e ? e with { Quantity = e.Quantity
                    + new Quantity(rules[e.Step.Deleveraging.Market].LotSize) } : @event)),
        Account("liquidate-healthy", "An account is liquidated at its margin call.", 100, [Check.Margin],
            (account, message, rules, decide) =>
            OnEvents(decide(account, message, rules), @event => @event is MarginCallIssued e
                ? new LiquidationStarted(LiquidationId.Of(account.Id, account.LiquidationNumber + 1), null, e.Equity,
                    e.MaintenanceMargin, e.Positions, rules.Profile.BankruptcyPrice.Name, rules.Pool)
                : @event)),
        Account("fee-rounded-down", "Fees of fills lose what is finer than a hundredth.", 20, [Check.Clearing],
            (account, message, rules, decide) =>
            OnEvents(decide(account, message, rules), @event =>
                @event is FillApplied e ? e with { Fill = e.Fill with { Fee = new Money(Rounding.Down(e.Fill.Fee.Value, 0.01m)) } }
                    : @event)),
        Account("adl-price-rounded", "The price of a forced close is rounded up to the next ten on the counterparty's side.", 100,
            [Check.Clearing, Check.Realised], (account, message, rules, decide) =>
            OnEvents(decide(account, message, rules), @event =>
                @event is PositionForceClosed e ? e with { Price = new Price(Rounding.Up(e.Price.Value, 10m)) } : @event)),
        Band("band-off-by-one-tick", "Bands reach one tick too far.", 2_000, [Check.Overlooked]),
        .. PlantedOversights.All,
        Coordinator("rank-on-retry", "A queue that comes again is taken for the next round.", 400, [Check.RankedOnce],
            (coordinator, message, rules, decide) =>
            decide(
                coordinator.Run is { RankNumber: 0 } run && message is RankedQueue again && again.Deleveraging == run.Request.Id
                    ? coordinator with { Run = run with { RankNumber = 1, Round = again.Round - 1 } } : coordinator,
                message,
                rules)),
        Coordinator("forget-a-confirmation", "Every third confirmation of a forced close is forgotten.", 100, [Check.Rest, Check.Calm],
            (coordinator, message, rules, decide) =>
            message is ForceCloseResult { Step.Step: var step } && step % 3 == 0 ? Decision.Nothing : decide(coordinator, message, rules)),
        new PlantedBug("fold-forgets-a-fee", "Folding a fill, the account pays no fee.", 5, [Check.Money], real => real with
        {
            Deciders = real.Deciders with
            {
                Account = Folding(real.Deciders.Account, (after, @event) => @event is FillApplied e
                    ? after with { Wallet = after.Wallet + e.Fill.Fee } : after),
            },
        }),
        new PlantedBug("coordinator-owes-nothing", "After a crash the ADL coordinator sends nothing again.", 200, [Check.Rest], real =>
            real with { SendsAgain = kind => kind != EntityKind.Deleveraging }),
        new PlantedBug("pool-owes-nothing", "After a crash the insurance pool sends nothing again.", 100, [Check.Rest], real =>
            real with { SendsAgain = kind => kind != EntityKind.Liquidation }),
        new PlantedBug("account-owes-nothing", "After a crash accounts send nothing again.", 50, [Check.Rest], real =>
            real with { SendsAgain = kind => kind != EntityKind.Account }),
        new PlantedBug("decision-torn", "A write that breaks off leaves the first events of a decision without the rest.", 100,
            [Check.Rest, Check.Clearing, Check.Throws], real => real with { DecisionsAreAtomic = false }),
        Pool("pay-shortfall-short", "The fund pays a hundredth less than the shortfall that it books.", 200, [Check.Clearing],
            (pool, message, rules, decide) =>
            OnEvents(decide(pool, message, rules), @event =>
                @event is InsuranceFundDebited e ? e with { Amount = e.Amount - new Money(0.01m),
                    Balance = e.Balance + new Money(0.01m) } : @event)),
        Pool("fee-credited-twice", "A fee is credited to the fund twice.", 100, [Check.Clearing], (pool, message, rules, decide) =>
            OnEvents(decide(pool, message, rules), @event =>
                @event is InsuranceFundCredited e ? e with { Amount = e.Amount + e.Amount, Balance = e.Balance + e.Amount } : @event)),
        .. PlantedAmounts.All,
        new PlantedBug("case-of-no-market", "A liquidation that waits for its turn has a market without a name instead of none.", 100,
            [Check.Snapshot], real => real with
        {
            Deciders = real.Deciders with
            {
                Liquidation = Folding(real.Deciders.Liquidation, (after, @event) => @event is LiquidationOpened e
                    ? after with { Cases = after.Cases.SetItem(
                        e.Liquidation, after.Cases[e.Liquidation] with { StepMarket = default(MarketId) }) }
                    : after),
            },
        }),
    ];

    /// <summary>
    /// Those that show only where messages meet in one way of many: the exhaustive search has to find them; seeds may not.
    /// </summary>
    public static ImmutableArray<PlantedBug> OfSagas { get; } =
    [
        Pool(
            "pool-trusts-old-figures",
            "The pool liquidates a vault by the figures of its margin's break, whatever was on its way to it then.",
            10_000,
            [Check.LiquidationOrder],
            (pool, message, rules, decide) =>
            decide(pool, message is OpenLiquidation open ? open with { TakeOvers = long.MaxValue } : message, rules)),
    ];

    /// <summary>The bug of this name; null when there is none.</summary>
    public static PlantedBug? Find(string name) => All.Concat(OfSagas).FirstOrDefault(bug => bug.Name == name);

    internal static PlantedBug Account(
        string name, string description, int within, ImmutableArray<string> foundBy, Func<Account, Message, ExchangeRules, Func<Account,
            Message, ExchangeRules, Decision>, Decision> bug) =>
        new(name, description, within, foundBy, real =>
            real with
            {
                Deciders = real.Deciders with
                {
                    Account =
                real.Deciders.Account with
                {
                    Decide = (state, message, rules, now) =>
                bug(state, message, rules, (before, body, by) => real.Deciders.Account.Decide(before, body, by, now))
                }
                }
            });

    internal static PlantedBug Pool(
        string name, string description, int within, ImmutableArray<string> foundBy, Func<LiquidationPool, Message, ExchangeRules,
            Func<LiquidationPool, Message, ExchangeRules, Decision>, Decision> bug) =>
        new(name, description, within, foundBy, real =>
            real with
            {
                Deciders = real.Deciders with
                {
                    Liquidation =
                real.Deciders.Liquidation with
                {
                    Decide = (state, message, rules, now) =>
                bug(state, message, rules, (before, body, by) => real.Deciders.Liquidation.Decide(before, body, by, now))
                }
                }
            });

    internal static PlantedBug Market(
        string name, string description, int within, ImmutableArray<string> foundBy, Func<Market, Message, ExchangeRules, Func<Market,
            Message, ExchangeRules, Decision>, Decision> bug) =>
        new(name, description, within, foundBy, real =>
            real with
            {
                Deciders = real.Deciders with
                {
                    Market =
                real.Deciders.Market with
                {
                    Decide = (state, message, rules, now) =>
                bug(state, message, rules, (before, body, by) => real.Deciders.Market.Decide(before, body, by, now))
                }
                }
            });

    private static PlantedBug Coordinator(
        string name, string description, int within, ImmutableArray<string> foundBy, Func<DeleveragingCoordinator, Message,
            ExchangeRules, Func<DeleveragingCoordinator, Message, ExchangeRules, Decision>, Decision> bug) =>
        new(name, description, within, foundBy, real =>
            real with
            {
                Deciders = real.Deciders with
                {
                    Deleveraging =
                real.Deciders.Deleveraging with
                {
                    Decide = (state, message, rules, now) =>
                bug(state, message, rules, (before, body, by) => real.Deciders.Deleveraging.Decide(before, body, by, now))
                }
                }
            });

    private static PlantedBug Band(string name, string description, int within, ImmutableArray<string> foundBy) =>
        new(name, description, within, foundBy, real => real with
        {
            Look = (account, marks, rules, now) => account.SafeBands(marks, rules, now)?.Select(found =>
            {
                var tick = rules[found.Market].TickSize;
                return (found.Market, new SafeBand(
                    found.Band.Lower is { } lower ? new Price(lower.Value - tick) : null,
                    found.Band.Upper is { } upper ? new Price(upper.Value + tick) : null));
            }).ToList(),
        });

    /// <summary>A decider that folds an event into another state than it should: also when it decides.</summary>
    private static Decider<TState> Folding<TState>(Decider<TState> real, Func<TState, DomainEvent, TState> change)
        where TState : class => real with
        {
            Evolve = (state, @event) => change(real.Evolve(state, @event), @event),
            Decide = (state, message, rules, now) => real.Decide(state, message, rules, now) with { After = null },
        };

    internal static Decision OnEvents(Decision decision, Func<DomainEvent, DomainEvent> change) =>
        decision with { Events = [.. decision.Events.Select(change)] };
}
