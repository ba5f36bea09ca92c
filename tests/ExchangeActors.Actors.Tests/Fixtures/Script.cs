using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Actors.Tests.Fixtures;

/// <summary>An input of a script; after it the exchange comes to rest.</summary>
/// <param name="To">The receiver.</param>
/// <param name="Id">The command.</param>
/// <param name="Message">The same.</param>
/// <param name="At">Exchange time.</param>
internal sealed record Step(EntityRef To, CommandId Id, Message Message, Moment At);

/// <summary>Inputs for either runtime, numbered and timed as they are added.</summary>
internal sealed class Script
{
    public const string Market = "ETH-PERP";

    private readonly ExchangeRules _rules;
    private readonly List<Step> _steps = [];
    private readonly Dictionary<EntityRef, long> _numbers = [];
    private long _now = 1_760_130_000_000;

    public Script(ExchangeRules rules)
    {
        _rules = rules;
        foreach (var instrument in rules.Instruments.Values)
        {
            Add(EntityRef.Market(instrument.Id), id => new ListMarket(id, instrument));
        }

        Add(EntityRef.Account(rules.TakeOverAccount), id => new OpenAccount(
            id, rules.TakeOverAccount, AccountKind.Exchange, Money.Zero, []));
    }

    public IReadOnlyList<Step> Steps => _steps;

    /// <summary>A long that goes bankrupt with some bids on the book, a fund that runs dry, and shorts that are closed by rank.</summary>
    public static Script Waterfall(ExchangeRules rules)
    {
        var script = new Script(rules);
        script.Open("alice", 2_180m, (Market, 10m, 2_000m));
        script.Open("bob", 10_000m, (Market, -6m, 2_000m));
        script.Open("carol", 2_000m, (Market, -4m, 1_950m));
        script.Open("maker", 100_000m);
        script.Fund(300m);
        script.Mark(Market, 2_000m);
        script.Order("maker", Side.Buy, 2m, 1_780m);
        script.Order("maker", Side.Buy, 2m, 1_700m);
        script.Order("bob", Side.Buy, 1m, 1_650m);
        script.Order("carol", Side.Sell, 0.5m, 2_200m);
        script.Mark(Market, 1_900m);
        script.Mark(Market, 1_700m);
        script.Tick();
        script.Tick();
        script.Tick();
        script.Mark(Market, 1_750m);
        return script;
    }

    public Script Open(string account, decimal deposit, params (string Market, decimal Size, decimal Entry)[] positions) => Add(
        EntityRef.Account(new AccountId(account)),
        id => new OpenAccount(id, new AccountId(account), AccountKind.Trader, new Money(deposit),
            [.. positions.Select(position => new OpeningPosition(
            new MarketId(position.Market), new Quantity(position.Size), new Price(position.Entry), null))]));

    public Script Deposit(string account, decimal amount) =>
        Add(EntityRef.Account(new AccountId(account)), id => new Deposit(id, new Money(amount)));

    public Script Fund(decimal amount) => Add(EntityRef.Liquidation(_rules.Pool), id => new SeedInsuranceFund(id, new Money(amount)));

    public Script Mark(string market, decimal price) =>
        Add(EntityRef.Market(new MarketId(market)), id => new UpdatePrice(id, new Price(price), null, new Moment(_now)));

    public Script Tick() => Add(EntityRef.Liquidation(_rules.Pool), id => new Tick(id, new Moment(_now)));

    public Script Order(string account, Side side, decimal quantity, decimal limit) => Add(
        EntityRef.Account(new AccountId(account)),
        id => new PlaceOrder(
            id,
            new MarketId(Market),
            side,
            new Quantity(quantity),
            new Price(limit),
            TimeInForce.GoodTillCancelled,
            false,
            MarginMode.Cross,
            MarkBoard.Empty.With(new MarketId(Market), new MarkQuote(new Price(2_000m), 0m, 1))));

    private Script Add(EntityRef to, Func<CommandId, Message> command)
    {
        _now += 1_000;
        var id = new CommandId("test", _numbers[to] = _numbers.GetValueOrDefault(to) + 1);
        _steps.Add(new Step(to, id, command(id), new Moment(_now)));
        return this;
    }
}
