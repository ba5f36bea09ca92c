using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Accounts;

public sealed class WithdrawalTests : IDisposable
{
    private readonly ExchangeFixture _exchange = new();

    public void Dispose() => _exchange.Dispose();

    [Fact]
    public void What_is_free_above_initial_and_order_margin_can_be_withdrawn_and_not_a_cent_more()
    {
        Opened();
        _exchange.Order("alice", "ETH-PERP", Side.Buy, 1m, 1_900m);
        // Wallet 5000, initial margin 2000, order margin 190.
        Assert.Equal("insufficient-margin", Refusal(Withdraw("alice", 2_810.000001m)));
        Assert.IsType<CommandAccepted>(Withdraw("alice", 2_810m));
        Assert.Equal(2_190m, _exchange["alice"].Wallet.Value);
        Assert.Equal(2_190m - 20_000m, _exchange["alice"].NetDeposits.Value);
    }

    [Fact]
    public void Unrealised_profit_cannot_be_withdrawn_but_an_unrealised_loss_binds()
    {
        Opened();
        _exchange.Mark("ETH-PERP", 2_100m);
        Assert.Equal("insufficient-margin", Refusal(Withdraw("alice", 2_900.01m)));
        _exchange.Mark("ETH-PERP", 1_900m);
        // Equity 4000, initial margin 1900.
        Assert.Equal("insufficient-margin", Refusal(Withdraw("alice", 2_100.01m)));
        Assert.IsType<CommandAccepted>(Withdraw("alice", 2_100m));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void Nothing_and_less_can_be_neither_withdrawn_nor_deposited(int amount)
    {
        Opened();
        Assert.Equal("invalid-amount", Refusal(Withdraw("alice", amount)));
        Assert.Equal(
            "invalid-amount", Refusal(_exchange.Send(EntityRef.Account(new AccountId("alice")), id => new Deposit(id, new Money(amount)))));
        Assert.Equal(2, _exchange.All<TransferRefused>().Count());
    }

    [Fact]
    public void A_frozen_account_can_withdraw_nothing()
    {
        _exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        _exchange.Open("bob", 100_000m, ("ETH-PERP", -10m, 2_000m));
        _exchange.Fund(1_000_000m);
        _exchange.Mark("ETH-PERP", 2_000m);
        _exchange.Mark("ETH-PERP", 1_850m);
        Assert.Equal(AccountStatus.Liquidating, _exchange["alice"].Status);
        Assert.Equal("account-frozen", Refusal(Withdraw("alice", 1m)));
        Assert.Single(_exchange.All<LiquidationStepPostponed>());
    }

    [Fact]
    public void A_trader_who_closed_at_a_loss_beyond_the_wallet_can_withdraw_nothing_and_the_fund_makes_it_good()
    {
        _exchange.Open("alice", 1_100m, ("ETH-PERP", 10m, 2_000m));
        _exchange.Open("bob", 100_000m, ("ETH-PERP", -10m, 2_000m));
        _exchange.Fund(1_000m);
        _exchange.Mark("ETH-PERP", 2_000m);
        // A close at 1890 leaves 1100 − 1100 = 0 and is allowed; funding of 0.4 % of 20,000 on the way to its fill makes a debt of 80.
        _exchange.Order("alice", "ETH-PERP", Side.Sell, 10m, 1_890m);
        _exchange.Accepted(EntityRef.Market(new MarketId("ETH-PERP")), id => new UpdateFunding(id, 0.004m));
        _exchange.Order("bob", "ETH-PERP", Side.Buy, 10m, 1_890m);
        Assert.Equal("insufficient-margin", Refusal(Withdraw("alice", 1m)));
        Assert.Equal(0m, _exchange["alice"].Wallet.Value);
        Assert.Equal(80m, _exchange.All<InsuranceFundDebited>().Sum(debited => debited.Amount.Value));
        Assert.Equal(AccountStatus.Active, _exchange["alice"].Status);
    }

    [Fact]
    public void Without_a_mark_for_a_position_nothing_can_be_said_and_nothing_withdrawn()
    {
        Opened();
        // The exchange attaches the marks that it has, so it is the account itself that is asked.
        var decision = _exchange["alice"].Decide(new Withdraw(new CommandId("test", 99), new Money(1m), MarkBoard.Empty),
            _exchange.Rules, default);
        Assert.Equal("market-without-mark", Refusal(decision.Reply!));
    }

    private static string Refusal(Message reply) => Assert.IsType<CommandRefused>(reply).Code;

    private Message Withdraw(string account, decimal amount) =>
        _exchange.Send(EntityRef.Account(new AccountId(account)), id => new Withdraw(id, new Money(amount), _exchange.Marks));

    private void Opened()
    {
        _exchange.Open("alice", 5_000m, ("ETH-PERP", 10m, 2_000m));
        _exchange.Open("bob", 100_000m, ("ETH-PERP", -10m, 2_000m));
        _exchange.Mark("ETH-PERP", 2_000m);
    }
}
