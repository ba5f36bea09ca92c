using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Catalog;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>A trader at the start.</summary>
public sealed record SimulatedTrader(AccountId Id, Money Deposit, ImmutableArray<OpeningPosition> Positions);

/// <summary>A market at the start.</summary>
/// <param name="Instrument">Ticks, tiers, fees.</param>
/// <param name="Price">The first index price.</param>
public sealed record SimulatedMarket(Instrument Instrument, Price Price);

/// <summary>Everything that a seed decides: the world, its faults and its history.</summary>
public sealed record SimulationPlan
{
    private const string Pool = "main";

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The venue's policies.</summary>
    public required VenueProfileSpec Venue { get; init; }

    /// <summary>Markets.</summary>
    public required ImmutableArray<SimulatedMarket> Markets { get; init; }

    /// <summary>Traders; their positions sum to zero in every market.</summary>
    public required ImmutableArray<SimulatedTrader> Traders { get; init; }

    /// <summary>Those of them that are liquidity-support participants.</summary>
    public ImmutableArray<SupportParticipant> Participants { get; init; } = [];

    /// <summary>The insurance fund at the start, quote.</summary>
    public required Money Fund { get; init; }

    /// <summary>The fund's floor, quote.</summary>
    public required Money FundFloor { get; init; }

    /// <summary>What each vault starts with, quote.</summary>
    public required Money VaultDeposit { get; init; }

    /// <summary>Thousandths that a price moves at most in a calm act.</summary>
    public required int CalmMove { get; init; }

    /// <summary>Thousandths that a price moves at most in a crash, a squeeze or a jump.</summary>
    public required int ShockMove { get; init; }

    /// <summary>Shifts shocks: −1 crashes, +1 squeezes, 0 both.</summary>
    public required int ShockBias { get; init; }

    /// <summary>Faults.</summary>
    public required FaultMix Faults { get; init; }

    /// <summary>The history.</summary>
    public required ImmutableArray<SimulatedAct> Acts { get; init; }

    /// <summary>The rules of its exchange.</summary>
    /// <exception cref="InvalidOperationException">The venue contradicts itself.</exception>
    public ExchangeRules Rules() => new(
        Markets.ToImmutableSortedDictionary(market => market.Instrument.Id, market => market.Instrument),
        PolicyCatalog.Compose(Venue, out var problems) ?? throw new InvalidOperationException(
            $"the venue of seed {Seed} cannot be composed: {problems[0]}"),
        Pool,
        FundFloor)
    {
        Participants = Participants.ToImmutableSortedDictionary(participant => participant.Account, participant => participant),
    };

    /// <summary>The same without the instruments, as a journal keeps them.</summary>
    public RulesSpec RulesSpec => new(Venue, Pool, FundFloor) { Participants = Participants };
}
