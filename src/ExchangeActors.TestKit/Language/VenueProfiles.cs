using System.Collections.Immutable;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Fees;
using ExchangeActors.Domain.Venues.Triggers;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.TestKit.Failures;

namespace ExchangeActors.TestKit.Language;

/// <summary>The shipped venue profiles, which the packages carry, and profiles in files.</summary>
public static class VenueProfiles
{
    /// <summary>Names of the shipped profiles.</summary>
    public static ImmutableArray<string> Names => ShippedVenues.Names;

    /// <summary>
    /// What a scenario has that names no venue: <c>bitmex</c> without a fee on liquidations, so that figures are easy to follow, and with
    /// three tries on the book while the fund has money.
    /// </summary>
    public static VenueProfile Default { get; } =
        ShippedVenues.Load("bitmex") with { Fee = new RateFee(0m), Trigger = new FundEmptyTrigger(3) };

    /// <summary>A shipped profile by its name, or the profile's file when it ends in <c>.json</c>.</summary>
    /// <exception cref="ScenarioException">There is none, or it cannot be used.</exception>
    public static VenueProfile Load(string nameOrPath)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        try
        {
            return VenueProfileLoader.IsPath(nameOrPath) ? VenueProfileLoader.LoadFile(nameOrPath)
                : Names.Contains(nameOrPath) ? ShippedVenues.Load(nameOrPath)
                : throw new ScenarioException(
                    $"There is no venue \"{nameOrPath}\". There are: {string.Join(", ", Names)}; or name a file that ends in .json.");
        }
        catch (InputException problem)
        {
            throw new ScenarioException($"{nameOrPath}: {problem.Message}");
        }
    }
}
