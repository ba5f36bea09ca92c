using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Severity;

namespace ExchangeActors.Domain.Tests.Venues.Severity;

public sealed class SeverityTests
{
    [Fact]
    public void Static_is_always_the_same() => Assert.Equal(0.7m, Theta(new StaticSeverity(0.7m), new SeverityInput(5, 5, 0.1m, 1m, 1m)));

    [Theory]
    [InlineData(0, 0.8)]
    [InlineData(1, 0.4)]
    [InlineData(3, 0.1)]
    public void Backing_off_halves_with_every_recent_shock(int shocks, double theta) =>
        Assert.Equal((decimal)theta, Theta(new ExponentialBackoffSeverity(0.8m, 0.5m, 12), new SeverityInput(9, shocks, 0.3m, 0m, 0m)));

    [Fact]
    public void Backing_off_for_long_ends_near_nothing() =>
        Assert.InRange(Theta(new ExponentialBackoffSeverity(0.8m, 0.5m, 12), new SeverityInput(9, 1_000_000, 0.3m, 0m, 0m)), 0m,
            0.000_000_000_001m);

    [Theory]
    [InlineData(0, 0.9, 1, 0, 0.5)] // the first: start
    [InlineData(1, 0.5, 1, 0, 0.75)] // 0.5 + 0.25/√1
    [InlineData(4, 0.5, 1, 0, 0.625)] // 0.5 + 0.25/√4
    [InlineData(1, 0.5, 0, 0.5, 0.375)] // 0.5 − 0.25·0.5
    [InlineData(1, 0.2, 0, 1, 0.1)] // not below the least
    [InlineData(1, 0.9, 1, 0, 1)] // not above 1
    public void Online_learns_from_what_was_left_and_what_was_taken(
        int deleveragings, double previous, double unfilled, double taken, double theta) => Assert.Equal(
        (decimal)theta, Theta(new OnlineSeverity(0.5m, 0.25m, 1m, 0.1m),
            new SeverityInput(deleveragings, 0, (decimal)previous, (decimal)unfilled, (decimal)taken)));

    private static decimal Theta(ISeverityPolicy policy, SeverityInput input) => policy.Theta(input);
}
