using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Conservation;

/// <summary>
/// Watches events as they happen and compares with the states: all of them when nothing is under way, or after every decision the one
/// that it changed. Each invariant is a class of its own beside this one; what amounts must be they make
/// anew from the events, apart from the entities' own folds, so that a wrong rule or fold shows as a difference. While messages are under
/// way money and fees are balanced with what is between the entities, and contracts by matching the
/// two sides of every trade and of every liquidation; that everything has arrived, and that nothing is left to do, holds at rest only.
/// </summary>
public sealed class Invariants
{
    /// <summary>Conservation of money.</summary>
    public const string MoneyName = "Σ(wallet − cost basis) + fund + fees + funding clearing − booked deficit = deposits − withdrawals";

    /// <summary>Trading fees, paid and collected.</summary>
    public const string FeesName = "fees paid by accounts = fees of all trades";

    /// <summary>Every contract has two sides.</summary>
    public const string SizesName = "Σ size per market = 0";

    /// <summary>The entities' folds of positions against the one made anew.</summary>
    public const string PositionsName = "positions equal the sum of their fills, forced closes and transfers";

    /// <summary>Fills are what was traded; liquidations, shared losses and withdrawals come out even.</summary>
    public const string ClearingName = "what changes hands reaches the other side";

    /// <summary>Nothing is owed, no liquidation is open.</summary>
    public const string UnfinishedName = "nothing is left under way";

    /// <summary>The floor of the insurance fund.</summary>
    public const string FundName = "the fund never goes below its floor";

    /// <summary>Steps of a deleveraging follow its recorded queue.</summary>
    public const string QueueName = "ADL closes what was left, in the recorded order, and never flips a position";

    /// <summary>Commands are not applied twice.</summary>
    public const string OnceName = "a command takes effect at most once";

    /// <summary>Who is liquidated has less equity than maintenance margin.</summary>
    public const string MarginName = "nobody is liquidated whose margin was fine at the recorded marks";

    /// <summary>Book, fund, forced closes, take-overs, shared losses and haircuts against the losses.</summary>
    public const string LayersName = "no layer takes more than the loss it covers";

    /// <summary>Fees of orders made anew.</summary>
    public const string OrderFeesName = "every order has paid the fee of what it filled, rounded up once";

    /// <summary>Funding made anew.</summary>
    public const string FundingName = "funding paid is size × rate × mark over the whole run, within one quote tick";

    /// <summary>Realised PnL made anew.</summary>
    public const string RealisedName = "realised PnL is proceeds less average cost over the whole run, within one quote tick";

    /// <summary>Orders against margin.</summary>
    public const string OrderMarginName = "no order is accepted that leaves its account below maintenance margin at the mark";

    /// <summary>Debts of accounts without positions.</summary>
    public const string WalletName = "wallet ≥ 0 at rest without positions, and for what is set aside";

    private readonly Clearing _clearing = new();
    private readonly AccountLedgers _ledgers = new();
    private readonly ImmutableArray<IInvariant> _all;
    private readonly ImmutableArray<IInvariant> _whileUnderWay;

    /// <summary>Before the first event.</summary>
    public Invariants(ExchangeRules rules)
    {
        var positions = new PositionsInvariant();
        var (money, fees, clearing) = (new MoneyInvariant(_clearing), new FeesInvariant(_clearing), new ClearingInvariant(_clearing));
        ImmutableArray<IInvariant> seen =
        [
            new FundInvariant(rules), new DeleveragingInvariant(positions), new CommandsInvariant(), new LiquidatedMarginInvariant(),
            new LossLayersInvariant(rules), new FeesOfOrdersInvariant(rules), new FundingInvariant(rules, positions),
            new RealisedPnlInvariant(rules), new OrderMarginInvariant(rules, _ledgers), new WalletInvariant(_ledgers),
        ];
        // Positions come first: others are told the event when those have taken notice of it.
        _all = [money, fees, new SizesInvariant(), positions, .. seen, clearing, new UnfinishedInvariant()];
        _whileUnderWay = [money, fees, clearing, positions, .. seen];
    }

    /// <summary>Takes notice of an event.</summary>
    public void Observe(RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        _clearing.Observe(recorded);
        foreach (var invariant in _all)
        {
            invariant.Observe(recorded);
        }

        // Last: whether an account may act is asked of what it had before.
        _ledgers.Observe(recorded);
    }

    /// <summary>
    /// Compares with the states of all entities. While messages are under way, those results count that are not <see
    /// cref="InvariantResult.OnlyAtRest"/>.
    /// </summary>
    public ImmutableArray<InvariantResult> Check(ExchangeState state) => [.. _all.Select(invariant => invariant.Check(state))];

    /// <summary>
    /// After a decision: what must hold although messages are under way, as far as the one entity that it changed can have broken it. The
    /// first that does not hold, or null. All decisions must be shown, in the order of cause and
    /// effect. It costs as much as the entity has positions, however many entities there are.
    /// </summary>
    /// <param name="state">The states after the decision.</param>
    /// <param name="changed">The entity that decided.</param>
    public InvariantResult? CheckAfter(ExchangeState state, EntityRef changed) => CheckAfter(state, [changed]);

    /// <summary>
    /// After several decisions that were stored at the same time, their events between each other: as after one, once the events of all
    /// of them were shown.
    /// </summary>
    /// <param name="state">The states after the decisions.</param>
    /// <param name="changed">The entities that decided.</param>
    public InvariantResult? CheckAfter(ExchangeState state, IReadOnlyCollection<EntityRef> changed)
    {
        ArgumentNullException.ThrowIfNull(changed);
        InvariantResult? first = null;
        foreach (var invariant in _whileUnderWay)
        {
            // All are asked: they keep their sums in step.
            first = invariant.After(state, changed) is var result && first is null ? result : first;
        }

        return first;
    }

    /// <summary>
    /// Whether anything is left to do: messages owed, liquidations that are not over. Time has to pass for those that are postponed; they
    /// count as resting.
    /// </summary>
    public static InvariantResult Rest(ExchangeState state) => UnfinishedInvariant.Rest(state);

    /// <summary>
    /// Quote that one entity holds less what it brought; over all entities and with <see cref="Clearing.Cash"/> it is 0 at any time.
    /// </summary>
    /// <param name="state">An account or an insurance pool; others hold nothing.</param>
    public static decimal BalanceOf(object state) => state switch
    {
        Account account => MoneyInvariant.BalanceOf(account),
        LiquidationPool pool => MoneyInvariant.BalanceOf(pool),
        Market market => MoneyInvariant.BalanceOf(market),
        _ => 0m,
    };
}
