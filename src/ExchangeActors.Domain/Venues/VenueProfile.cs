using System.Collections.Immutable;

namespace ExchangeActors.Domain.Venues;

/// <summary>A venue's waterfall: one policy of each kind, and limits. Composed by <see cref="PolicyCatalog"/> from a file under <c>config/venues</c>.</summary>
/// <param name="Name">The profile's name.</param>
/// <param name="Version">Raised whenever a setting changes.</param>
/// <param name="Notes">Where the venue's documentation leaves a gap, and what the profile does there.</param>
/// <param name="MarginCallLevel">A margin call is issued below this multiple of maintenance margin, ≥ 1.</param>
/// <param name="Sizing">Which position a liquidation closes next, and how much of it.</param>
/// <param name="BankruptcyPrice">How equity is shared over positions into bankruptcy prices.</param>
/// <param name="Fee">What a liquidation pays to the fund.</param>
/// <param name="Backstop">What the fund pays for on the book.</param>
/// <param name="Trigger">When winners must close the rest.</param>
/// <param name="Ranking">The order of the ADL queue.</param>
/// <param name="Allocation">How the rest is spread over the queue.</param>
/// <param name="DeleveragingPrice">The price of forced closes.</param>
/// <param name="Limits">Limits on everything in flight.</param>
public sealed record VenueProfile(
    string Name,
    int Version,
    ImmutableArray<string> Notes,
    decimal MarginCallLevel,
    ILiquidationSizing Sizing,
    IBankruptcyPriceRule BankruptcyPrice,
    ILiquidationFee Fee,
    IBackstop Backstop,
    IDeleveragingTrigger Trigger,
    IRankingPolicy Ranking,
    IAllocationPolicy Allocation,
    IDeleveragingPrice DeleveragingPrice,
    WaterfallLimits Limits);

/// <summary>Limits; reaching one is an event, a refusal or a postponement, never a loss.</summary>
/// <param name="LiquidationsInFlight">Liquidations of a pool that may be worked at once; the others wait in order.</param>
/// <param name="DeleveragingRounds">Rankings per deleveraging.</param>
/// <param name="ForceClosesInFlight">Forced closes of a deleveraging that may be unanswered at once.</param>
/// <param name="QueueLength">Candidates recorded per ranking; the rest is counted.</param>
/// <param name="OrdersPerAccount">Working orders and quotes of an account.</param>
/// <param name="OrdersPerBook">Resting orders of a market.</param>
public sealed record WaterfallLimits(
    int LiquidationsInFlight, int DeleveragingRounds, int ForceClosesInFlight, int QueueLength, int OrdersPerAccount, int OrdersPerBook)
{
    /// <summary>The limits when a profile names none.</summary>
    public static WaterfallLimits Default { get; } = new(256, 5, 32, 10_000, 200, 100_000);
}

/// <summary>A policy as a file names it: its name and its numbers.</summary>
public sealed record PolicySpec(string Policy, ImmutableSortedDictionary<string, decimal> Settings);

/// <summary>A profile as a file holds it, before its policies are looked up.</summary>
/// <param name="Name">The profile's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Notes">Remarks that the program prints.</param>
/// <param name="MarginCallLevel">Multiple of maintenance margin.</param>
/// <param name="Policies">By kind: <c>sizing</c>, <c>bankruptcyPrice</c>, <c>liquidationFee</c>, <c>backstop</c>, <c>trigger</c>, <c>ranking</c>, <c>allocation</c>, <c>deleveragingPrice</c>.</param>
/// <param name="Limits">By name, as in <see cref="WaterfallLimits"/> with a small first letter.</param>
public sealed record VenueProfileSpec(
    string Name,
    int Version,
    ImmutableArray<string> Notes,
    decimal MarginCallLevel,
    ImmutableSortedDictionary<string, PolicySpec> Policies,
    ImmutableSortedDictionary<string, decimal> Limits);

/// <summary>A policy of a profile.</summary>
public interface IPolicy
{
    /// <summary>The name that files and events use.</summary>
    string Name { get; }
}
