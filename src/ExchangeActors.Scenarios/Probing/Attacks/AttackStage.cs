using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Prices;

namespace ExchangeActors.Scenarios.Probing.Attacks;

/// <summary>
/// Where an attack takes place: a scenario's first market, with its traders, books and fund. The attack gives that market a price path of
/// its own from the opening mark (the rest of the scenario's market data for it is not used), adds accounts and what they do; other markets
/// stay as they are.
/// </summary>
public sealed class AttackStage
{
    /// <summary>Ticks after the opening that every attack needs.</summary>
    public const int TicksNeeded = 20;

    /// <summary>Who attacks.</summary>
    public static readonly OwnerId Attackers = new("attackers");

    /// <summary>What is kept of the margin for fees and for orders that fill a little off the mark.</summary>
    private const decimal MarginUsed = 0.9m;

    private readonly List<OpeningAccount> _accounts = [];
    private readonly List<TimedAction> _actions = [];

    /// <summary>A stage on the scenario.</summary>
    /// <exception cref="InputException">It is too short, or has a trader of an attacker's name.</exception>
    public AttackStage(Scenario scenario, AttackSettings settings)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(settings);
        if (scenario.TickCount < TicksNeeded)
        {
            throw new InputException(new InputProblem(
                scenario.Name, 0, "durationSeconds", $"gives {scenario.TickCount} ticks, an attack needs {TicksNeeded}",
                    "make the scenario longer, or its ticks shorter"));
        }

        if (scenario.Accounts.FirstOrDefault(account => account.Id.Value.StartsWith(AccountPrefix, StringComparison.Ordinal)
            || account.Owner == Attackers) is { } taken)
        {
            throw new InputException(
                new InputProblem(scenario.Name, 0, "accounts", $"\"{taken.Id}\" is called or owned as an attacker",
                    "give it another name and owner"));
        }

        (Scenario, Settings) = (scenario, settings);
        Mark = scenario.OpeningMark(0).Value;
    }

    /// <summary>The scenario as it came.</summary>
    public Scenario Scenario { get; }

    /// <summary>How large the attack is.</summary>
    public AttackSettings Settings { get; }

    /// <summary>The opening mark of the market.</summary>
    public decimal Mark { get; }

    /// <summary>The market.</summary>
    public Instrument Instrument => Scenario.Markets[0];

    private static string AccountPrefix => Attackers.Value + "-";

    /// <summary>An account of the attackers.</summary>
    public static AccountId AccountOf(string name) => new(AccountPrefix + name);

    /// <summary>True for an account of the attackers.</summary>
    public static bool IsAttacker(AccountId account) => account.Value.StartsWith(AccountPrefix, StringComparison.Ordinal);

    /// <summary>Opens an account of the attackers without a position.</summary>
    public AccountId Open(string name, decimal deposit)
    {
        var id = AccountOf(name);
        _accounts.Add(new OpeningAccount(id, new Money(Rounding.Down(deposit, Instrument.QuoteTick)), [], Attackers));
        return id;
    }

    /// <summary>Places an order after a tick's prices are worked off; without a limit a market order.</summary>
    public void Order(int tick, AccountId account, Side side, decimal quantity, decimal? limit, bool immediate = false,
        bool reduceOnly = false)
    {
        var whole = Rounding.Down(quantity, Instrument.LotSize);
        if (whole > 0m)
        {
            _actions.Add(new TimedOrder(
                Second(tick), account, Instrument.Id, side, new Quantity(whole), limit is { } price ? OnTick(price) : null,
                immediate || limit is null ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancelled, reduceOnly,
                    Domain.Accounts.MarginMode.Cross));
        }
    }

    /// <summary>
    /// Offers to close a position of unknown size, to a 64th of the most that it can be: each half of what was offered before is offered
    /// once, reduce-only, and what exceeds the position is refused. Without a limit as market orders.
    /// </summary>
    public void Close(int tick, AccountId account, Side side, decimal most, decimal? limit)
    {
        for (var part = most; part > most / 128m; part /= 2m)
        {
            Order(tick, account, side, part, limit, reduceOnly: true);
        }
    }

    /// <summary>
    /// One account sells to another, both at this price: the seller's order rests, the buyer takes it. Other orders between them and the
    /// mark come first.
    /// </summary>
    public void Trade(int tick, AccountId seller, AccountId buyer, decimal quantity, decimal price)
    {
        Order(tick, seller, Side.Sell, quantity, price);
        Order(tick, buyer, Side.Buy, quantity, price, immediate: true);
    }

    /// <summary>Cancels all of an account's orders.</summary>
    public void CancelAll(int tick, AccountId account) => _actions.Add(new TimedCancelAll(Second(tick), account, Instrument.Id));

    /// <summary>
    /// Takes out as much as the venue pays, up to an amount, to a 256th of it: each half of what was asked for before is asked for once,
    /// and what is too much is refused.
    /// </summary>
    public void TakeOut(int tick, AccountId account, decimal most)
    {
        for (var amount = most; amount > most / 512m; amount /= 2m)
        {
            var asked = Rounding.Down(amount, Instrument.QuoteTick);
            if (asked > 0m)
            {
                _actions.Add(new TimedWithdrawal(Second(tick), account, new Money(asked)));
            }
        }
    }

    /// <summary>
    /// Initial margin and taker fee of a quantity at the opening mark, quote, with the tenth that <see cref="Largest"/> keeps.
    /// </summary>
    public decimal Margin(decimal quantity) =>
        Rounding.Up((MarginSchedule.Initial(Instrument, new Money(quantity * Mark)).Value / MarginUsed)
            + (quantity * Mark * Instrument.TakerFee), Instrument.QuoteTick);

    /// <summary>
    /// The most that a margin opens at the opening mark by an order so far beyond it, whole lots: initial margin and the loss that the
    /// order has against the mark when it is filled at its limit, with a tenth of the margin kept for fees.
    /// </summary>
    /// <param name="margin">Quote.</param>
    /// <param name="beyond">How far the order's limit is on the wrong side of the mark, a fraction; 0 at the mark.</param>
    public decimal Largest(decimal margin, decimal beyond = 0m)
    {
        var (least, most) = (0m, decimal.Floor(margin * 1_000m / (Mark * Instrument.LotSize)));
        while (least < most)
        {
            var middle = decimal.Ceiling((least + most) / 2m);
            var notional = middle * Instrument.LotSize * Mark * (1m + beyond);
            var fits = MarginSchedule.Initial(Instrument, new Money(notional)).Value + (notional * beyond) <= margin * MarginUsed;
            (least, most) = fits ? (middle, most) : (least, middle - 1m);
        }

        return least * Instrument.LotSize;
    }

    /// <summary>Buys at once as much as a margin opens, at most so far above the opening mark; says how much was asked for.</summary>
    public decimal BuyWith(int tick, AccountId account, decimal margin, decimal beyond)
    {
        var quantity = Largest(margin, beyond);
        Order(tick, account, Side.Buy, quantity, Mark * (1m + beyond), immediate: true);
        return quantity;
    }

    /// <summary>A gap of the price in one tick, or in as many as the instrument's guard lets through one after the other.</summary>
    /// <param name="tick">The first tick of it.</param>
    /// <param name="change">A fraction of the price before, signed.</param>
    /// <param name="before">The price as a multiple of the opening mark up to there.</param>
    public Func<int, decimal> Gap(int tick, decimal change, Func<int, decimal>? before = null)
    {
        var from = before?.Invoke(tick - 1) ?? 1m;
        var guard = Instrument.MarkPrice.MaxJump;
        var steps = guard == 0m ? 1 : (int)decimal.Ceiling(Math.Abs(change) / (guard * 0.75m));
        return at => at < tick ? before?.Invoke(at) ?? 1m : from * (1m + (change * Math.Min(steps, at - tick + 1) / steps));
    }

    /// <summary>The two runs: the market's price follows the path in both, only one has the attackers.</summary>
    /// <param name="path">The price at a tick, as a multiple of the opening mark.</param>
    /// <param name="missing">What of the mechanism did not come about.</param>
    /// <param name="change">Changes both runs, e.g. to a thin book; null for none.</param>
    public AttackPlan Plan(Func<int, decimal> path, Func<AttackTrace, string?> missing, Func<Scenario, Scenario>? change = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var moved =
            Scenario with
            {
                Ticks = [.. Scenario.Ticks.Select(
                tick => tick with { Points = tick.Points.SetItem(0, Moved(tick, path(tick.Number))) })]
            };
        var baseline = change?.Invoke(moved) ?? moved;
        return new AttackPlan(With(baseline, _accounts, _actions), baseline, missing);
    }

    /// <summary>The same, but the runs are told apart by some of the attackers' accounts: the rest is in both.</summary>
    /// <param name="path">The price at a tick, as a multiple of the opening mark.</param>
    /// <param name="inBoth">Accounts of the attackers that are in both runs.</param>
    /// <param name="missing">What of the mechanism did not come about.</param>
    /// <param name="change">Changes both runs.</param>
    public AttackPlan PlanAgainst(Func<int, decimal> path, IReadOnlySet<AccountId> inBoth, Func<AttackTrace, string?> missing,
        Func<Scenario, Scenario> change)
    {
        var plan = Plan(path, missing, change);
        return plan with
        {
            Baseline = With(plan.Baseline, _accounts.Where(account => inBoth.Contains(account.Id)),
                _actions.Where(action => inBoth.Contains(action.Account))),
        };
    }

    private decimal Second(int tick) => tick * Scenario.TickMs / 1000m;

    private Price OnTick(decimal price) => new(Math.Max(Instrument.TickSize, Rounding.Down(price, Instrument.TickSize)));

    private PricePoint Moved(PriceTick tick, decimal multiple)
    {
        var price = OnTick(Mark * multiple);
        return tick.Points[0] with { At = tick.At, Index = price, Last = tick.Points[0].Last is null ? null : price };
    }

    private static Scenario With(Scenario scenario, IEnumerable<OpeningAccount> accounts, IEnumerable<TimedAction> actions) => scenario with
    {
        Accounts = [.. scenario.Accounts, .. accounts],
        Actions = [.. scenario.Actions.Concat(actions).OrderBy(action => action.Second)],
    };
}
