using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Residuals;

namespace ExchangeActors.Domain.Tests;

public sealed class ResidualTests
{
    [Fact]
    public void Social_loss_is_so_much_per_contract_of_both_sides()
    {
        // Drift: 100 over 7 long and 4 short is 9.0909…, up to the tick.
        Assert.Equal(new Money(9.090910m), SocialLossResidual.PerContract(new Money(100m), new Quantity(7m), new Quantity(4m), 0.000001m));
        Assert.Equal([63.63637m, 36.36364m], Shares(new SocialLossResidual(), 100m, 0.000001m, (7m, 5m), (-4m, -5m)));
    }

    [Fact]
    public void Without_open_interest_there_is_nobody_to_share()
    {
        Assert.Null(SocialLossResidual.PerContract(new Money(100m), Quantity.Zero, Quantity.Zero, 0.000001m));
        Assert.Empty(Shares(new SocialLossResidual(), 100m, 0.000001m));
    }

    [Fact]
    public void Winners_share_in_proportion_to_their_profit()
    {
        Assert.Equal([30m, 0m, 10m], Shares(new WinnersShareResidual(), 40m, 0.01m, (1m, 60m), (2m, -10m), (-1m, 20m)));
        Assert.Equal([60m, 0m, 20m], Shares(new WinnersShareResidual(), 100m, 0.01m, (1m, 60m), (2m, -10m), (-1m, 20m)));
        Assert.Equal([0m], Shares(new WinnersShareResidual(), 100m, 0.01m, (1m, -5m)));
    }

    [Fact]
    public void Shares_are_rounded_up_so_that_the_loss_is_covered() => Assert.Equal([3.34m, 3.34m, 3.34m], Shares(new WinnersShareResidual(), 10m, 0.01m, (1m, 7m), (1m, 7m), (1m, 7m)));

    [Fact]
    public void The_others_share_nothing()
    {
        Assert.Equal([0m], Shares(new DeficitResidual(), 100m, 0.01m, (1m, 60m)));
        Assert.Equal((false, true), (((IResidual)new DeficitResidual()).StaysOpen, new StaysOpenResidual().StaysOpen));
        Assert.Equal((0m, 0.2m), (((IResidual)new DeficitResidual()).WithdrawalHaircut, new WithdrawalHaircutResidual(0.2m).WithdrawalHaircut));
    }

    private static decimal[] Shares(IResidual residual, decimal loss, decimal tick, params (decimal Size, decimal Pnl)[] bearers) =>
        [.. residual.Shares(new Money(loss), [.. bearers.Select((bearer, i) => new LossBearer(new AccountId($"a{i}"), new Quantity(bearer.Size), new Money(bearer.Pnl)))], tick).Select(share => share.Value)];
}
