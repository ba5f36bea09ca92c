using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Residuals;

namespace ExchangeActors.Domain.Tests.Venues.Residuals;

public sealed class ResidualTests
{
    [Fact]
    public void Social_loss_is_so_much_per_contract_of_both_sides()
    {
        // Drift: 100 over 7 long and 4 short is 9.0909… per contract, up to the tick; shared are 63.636363|63… and 36.363636|36…, the
        // tick left over is the larger remainder's.
        Assert.Equal(new Money(9.090910m), SocialLossResidual.PerContract(new Money(100m), new Quantity(7m), new Quantity(4m), 0.000001m));
        Assert.Equal([63.636364m, 36.363636m], Shares(new SocialLossResidual(), 100m, 0.000001m, (7m, 5m), (-4m, -5m)));
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
    public void What_is_collected_is_the_loss_and_ties_go_to_the_first() =>
        Assert.Equal([3.34m, 3.33m, 3.33m], Shares(new WinnersShareResidual(), 10m, 0.01m, (1m, 7m), (1m, 7m), (1m, 7m)));

    [Fact]
    public void A_loss_that_is_no_whole_number_of_ticks_is_collected_to_the_last_digit() =>
        Assert.Equal([3.34m, 3.331m, 3.33m], Shares(new SocialLossResidual(), 10.001m, 0.01m, (1m, 0m), (1m, 0m), (-1m, 0m)));

    [Fact]
    public void No_winner_pays_more_than_the_profit() =>
        Assert.Equal([0.004m, 0.006m, 0.01m], Shares(new WinnersShareResidual(), 0.02m, 0.01m, (1m, 0.004m), (1m, 0.006m), (1m, 0.0101m)));

    [Fact]
    public void The_others_share_nothing()
    {
        Assert.Equal([0m], Shares(new DeficitResidual(), 100m, 0.01m, (1m, 60m)));
        Assert.Equal((false, true), (((IResidual)new DeficitResidual()).StaysOpen, new StaysOpenResidual().StaysOpen));
        Assert.Equal(
            (0m, 0.2m), (((IResidual)new DeficitResidual()).WithdrawalHaircut, new WithdrawalHaircutResidual(0.2m).WithdrawalHaircut));
    }

    private static decimal[] Shares(IResidual residual, decimal loss, decimal tick, params (decimal Size, decimal Pnl)[] bearers) =>
        [.. residual.Shares(
            new Money(loss),
                [.. bearers.Select((bearer, i) => new LossBearer(
                new AccountId($"a{i}"), new Quantity(bearer.Size), new Money(bearer.Pnl)))], tick).Select(share => share.Value)];
}
