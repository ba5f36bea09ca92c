using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Catalog;

namespace ExchangeActors.Scenarios.Loading;

/// <summary>A venue profile and what its file says.</summary>
/// <param name="Name">The file's name without <c>.json</c>, which <c>--venue</c> takes when the file is under <c>config/venues</c>.</param>
/// <param name="Path">The file, relative to the current directory.</param>
/// <param name="Profile">The profile, its policies composed.</param>
/// <param name="Spec">The policies' names and numbers; those that the file leaves out have their defaults.</param>
/// <param name="Extends">The profile that the file extends; null for none.</param>
public sealed record VenueProfileFile(string Name, string Path, VenueProfile Profile, VenueProfileSpec Spec, string? Extends = null);
