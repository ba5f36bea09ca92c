using System.Collections.Immutable;
using ExchangeActors.Domain.Venues.Catalog;

namespace ExchangeActors.Domain.Tests.Fixtures;

/// <summary>Profiles and policies as a file states them.</summary>
internal static class Specs
{
    /// <summary>A profile that can be composed.</summary>
    public static VenueProfileSpec Good { get; } = new()
    {
        Name = "mine",
        Version = 3,
        Notes = ["a note"],
        Sources = ["a page"],
        MarginCallLevel = 1.5m,
        Policies = new Dictionary<string, PolicySpec>
        {
            ["sizing"] = Policy("full"),
            ["bankruptcyPrice"] = Policy("maintenance-weighted"),
            ["liquidationLimit"] = Policy("budget"),
            ["liquidationFee"] = Policy("rate", ("rate", 0.005m)),
            ["backstop"] = Policy("absorb"),
            ["trigger"] = Policy("fund-empty"),
            ["eligibility"] = Policy("profitable"),
            ["ranking"] = Policy("bitmex"),
            ["hedging"] = Policy("ignored"),
            ["allocation"] = Policy("queue"),
            ["severity"] = Policy("static"),
            ["deleveragingPrice"] = Policy("bankruptcy"),
            ["guard"] = Policy("none"),
            ["residual"] = Policy("deficit"),
        }.ToImmutableSortedDictionary(),
        Limits = ImmutableSortedDictionary<string, decimal>.Empty.Add("liquidationsInFlight", 7m),
    };

    /// <summary>A policy with settings.</summary>
    public static PolicySpec Policy(string name, params (string Name, decimal Value)[] settings) =>
        new(name, settings.ToImmutableSortedDictionary(setting => setting.Name, setting => setting.Value));
}
