using System.Collections.Immutable;

namespace ExchangeActors.Domain.Venues.Catalog;

/// <summary>A policy as a file names it: its name and its numbers.</summary>
public sealed record PolicySpec(string Policy, ImmutableSortedDictionary<string, decimal> Settings);

/// <summary>A profile as a file holds it, before its policies are looked up.</summary>
public sealed record VenueProfileSpec
{
    /// <summary>The profile's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its version.</summary>
    public required int Version { get; init; }

    /// <summary>Remarks that the program prints.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Where the rules are documented.</summary>
    public ImmutableArray<string> Sources { get; init; } = [];

    /// <summary>Multiple of maintenance margin.</summary>
    public required decimal MarginCallLevel { get; init; }

    /// <summary>
    /// Who takes what a book has left for good: <c>take-over</c> or <c>deleverage</c>; null for the default, which is <c>take-over</c>
    /// unless the trigger ignores the fund.
    /// </summary>
    public string? ExhaustedBook { get; init; }

    /// <summary>
    /// Names of the waterfall's layers in the order in which they are asked, as in <see cref="LayerOrder.AllNames"/>; null for the default
    /// order.
    /// </summary>
    public ImmutableArray<string>? Layers { get; init; }

    /// <summary>By kind, as in <see cref="PolicyCatalog.Kinds"/>.</summary>
    public required ImmutableSortedDictionary<string, PolicySpec> Policies { get; init; }

    /// <summary>By name, as in <see cref="WaterfallLimits"/> with a small first letter.</summary>
    public ImmutableSortedDictionary<string, decimal> Limits { get; init; } = ImmutableSortedDictionary<string, decimal>.Empty;
}
