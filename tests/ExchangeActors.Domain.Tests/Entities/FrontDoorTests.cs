using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Entities;

/// <summary>Nothing about the rules is the word of whoever sends a command.</summary>
public sealed class FrontDoorTests : IDisposable
{
    private static readonly MarketId Eth = new("ETH-PERP");
    private readonly ExchangeFixture _exchange = new();
    private long _number = 1_000;

    public FrontDoorTests()
    {
        _exchange.Open("alice", 1_000m, ("ETH-PERP", 1m, 2_000m));
        _exchange.Open("bob", 10_000m, ("ETH-PERP", -1m, 2_000m));
        _exchange.Mark("ETH-PERP", 1_500m);
    }

    public static TheoryData<string, Message> Operators => new()
    {
        { "a vault", new OpenAccount(Id, new AccountId("mallory"), AccountKind.Vault, Money.Zero, []) },
        { "the exchange", new OpenAccount(Id, new AccountId("mallory"), AccountKind.Exchange, Money.Zero, []) },
        { "positions", new OpenAccount(Id, new AccountId("mallory"), AccountKind.Trader, new Money(100m), [Gift]) },
        { "a price", new UpdatePrice(Id, new Price(1m), null, new Moment(2_000_000_000_000)) },
        { "funding", new UpdateFunding(Id, 1m) },
        { "a halt", new HaltMarket(Id, "mine") },
        { "the fund", new SeedInsuranceFund(Id, new Money(1m)) },
        { "the clock", new Tick(Id, new Moment(2_000_000_000_000)) },
        { "a margin check", new CheckMargin(Cheap(1m)) },
    };

    private static CommandId Id { get; } = new("mallory", 1);

    private static OpeningPosition Gift => new(Eth, new Quantity(1m), new Price(1m), null);

    public void Dispose() => _exchange.Dispose();

    [Fact]
    public void A_withdrawal_is_decided_on_the_exchanges_marks_whatever_it_brings()
    {
        // At 1500 alice's equity is 500, and 150 of it is initial margin; at the mark that she would like, 9000, she is worth 8000.
        Assert.IsType<CommandRefused>(Send("alice", id => new Withdraw(id, new Money(900m), Cheap(9_000m))));
        Assert.Equal(1_000m, _exchange["alice"].Wallet.Value);
        // Nor does a mark of hers stand against her.
        Assert.IsType<CommandAccepted>(Send("alice", id => new Withdraw(id, new Money(100m), MarkBoard.Empty)));
    }

    [Fact]
    public void Orders_and_quotes_are_decided_on_the_exchanges_marks_whatever_they_bring()
    {
        foreach (var board in new[] { Cheap(0.1m), Cheap(90_000m), MarkBoard.Empty })
        {
            Send("bob", id => new PlaceOrder(
                id, Eth, Side.Buy, new Quantity(0.1m), new Price(1_490m), TimeInForce.GoodTillCancelled, false, MarginMode.Cross, board));
            Send("bob", id => new PlaceQuotes(id, Eth, [new QuoteLevel(Side.Buy, new Quantity(0.1m), new Price(1_480m))], board));
        }

        var decided = _exchange.Events.Select(recorded => recorded.Input)
            .Select(input => input is PlaceOrder order ? order.Marks : (input as PlaceQuotes)?.Marks).OfType<MarkBoard>().ToList();
        Assert.Equal(6, decided.Count);
        var market = _exchange.Exchange.State.Market(Eth);
        Assert.All(decided, board => Assert.Equal(market.Quote! with { SeenAt = market.Mark.MarkedAt }, board[Eth]));
        Assert.Equal(3, _exchange.All<OrderPlaced>().Count());
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void What_only_an_operator_may_do_is_refused_to_a_trader(string what, Message command)
    {
        Assert.NotEmpty(what);
        var (mallory, alice) = (EntityRef.Account(new AccountId("mallory")), EntityRef.Account(new AccountId("alice")));
        foreach (var to in new[] { mallory, alice, EntityRef.Market(Eth), EntityRef.Liquidation(_exchange.Rules.Pool) })
        {
            var before = _exchange.Exchange.State.Hash();
            var refused = Assert.IsType<CommandRefused>(_exchange.Exchange.Submit(
                to, Id, command, new Moment(1_760_131_000_000), CommandOrigin.Trader));
            Assert.Equal("operator-only", refused.Code);
            Assert.Equal(before, _exchange.Exchange.State.Hash());
        }
    }

    [Fact]
    public void A_trader_opens_an_account_of_their_own_without_positions() => Assert.IsType<CommandAccepted>(
        Send("carol", id => new OpenAccount(id, new AccountId("carol"), AccountKind.Trader, new Money(10m), [])));

    private static MarkBoard Cheap(decimal mark) => MarkBoard.Empty.With(Eth, new MarkQuote(new Price(mark), 0m, 9_999));

    private Message? Send(string account, Func<CommandId, Message> command)
    {
        var id = new CommandId("traders", ++_number);
        var answer = _exchange.Exchange.Submit(
            EntityRef.Account(new AccountId(account)), id, command(id), new Moment(1_760_131_000_000), CommandOrigin.Trader);
        _exchange.Run();
        return answer;
    }
}
