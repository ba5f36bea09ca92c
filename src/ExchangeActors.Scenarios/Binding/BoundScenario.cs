using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Catalog;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Liquidity;
using ExchangeActors.Scenarios.Prices;

namespace ExchangeActors.Scenarios.Binding;

/// <summary>A scenario's content before its market data is read.</summary>
internal sealed record BoundScenario
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    public required ulong Seed { get; init; }

    public required VenueProfile Venue { get; init; }

    public required VenueProfileSpec VenueSpec { get; init; }

    public required DocumentNode VenueDocument { get; init; }

    public required Moment Start { get; init; }

    public required int DurationSeconds { get; init; }

    public required int TickMs { get; init; }

    public required long? WaveGapMs { get; init; }

    public required ImmutableArray<Instrument> Markets { get; init; }

    public required ImmutableArray<PriceSource> PriceSources { get; init; }

    public required ImmutableArray<PricePoint> InlinePoints { get; init; }

    /// <summary>The exponents of the markets' moves, in their order; none for the path as it is given.</summary>
    public required ImmutableArray<decimal> Shocks { get; init; }

    /// <summary>How far each market's path goes, a fraction of its first price; null for as far as it is given.</summary>
    public required ImmutableArray<decimal?> Moves { get; init; }

    public required RejectLog Rejects { get; init; }

    public required bool FailOnReject { get; init; }

    public required decimal StaleAfterSeconds { get; init; }

    public required Origin PricesOrigin { get; init; }

    public required Money InsuranceFund { get; init; }

    public required Money InsuranceFundFloor { get; init; }

    public required PopulationSettings? Population { get; init; }

    public required ImmutableArray<OpeningAccount> Accounts { get; init; }

    public required DepthProfile? Liquidity { get; init; }

    public required AnswerSettings? Market { get; init; }

    public required ReactionSettings? Reactions { get; init; }

    public required ImmutableArray<TimedAction> Actions { get; init; }

    public required ImmutableArray<TimedFunding> Funding { get; init; }

    public required Expectations Then { get; init; }

    /// <summary>With its prices, the funding that its market data tells, and its hash.</summary>
    public Scenario ToScenario(ImmutableArray<PriceTick> ticks, ImmutableArray<TimedFunding> funding, string hash) => new()
    {
        Name = Name,
        Description = Description,
        Seed = Seed,
        Venue = Venue,
        VenueSpec = VenueSpec,
        Start = Start,
        DurationSeconds = DurationSeconds,
        TickMs = TickMs,
        WaveGapMs = WaveGapMs ?? AdlWaves.GapOf(TickMs),
        Markets = Markets,
        Ticks = PriceShock.Apply(ticks, Exponents(ticks), (market, where) => PricesOrigin.Problem(
            "prices.shock", $"takes the price of \"{market}\" {where}", "make the shock smaller")),
        Rejects = Rejects,
        StaleAfterSeconds = StaleAfterSeconds,
        InsuranceFund = InsuranceFund,
        InsuranceFundFloor = InsuranceFundFloor,
        Population = Population,
        Accounts = Accounts,
        Liquidity = Liquidity,
        Market = Market,
        Reactions = Reactions,
        Actions = Actions,
        Funding = [.. Funding.Concat(funding).OrderBy(rate => rate.Second)],
        Then = Then,
        Hash = hash,
    };

    private ImmutableArray<decimal> Exponents(ImmutableArray<PriceTick> ticks) =>
        Moves.All(move => move is null) ? Shocks : PriceShock.Exponents(ticks, Shocks, Moves, (market, farthest) => PricesOrigin.Problem(
            $"prices.moves.{market}",
            farthest == 0m ? "has nothing to scale: the market's path stays at its first price"
                : $"is more than {PriceShock.Largest} times the path's own farthest move of {farthest:0.######}",
            "give the market a path that moves, or leave its move out"));
}
