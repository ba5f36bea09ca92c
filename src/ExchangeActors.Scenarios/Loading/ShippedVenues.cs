using System.Collections.Immutable;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Scenarios.Binding;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Loading;

/// <summary>The profiles of <c>config/venues</c> as they were when the program was built: they need no file.</summary>
public static class ShippedVenues
{
    private const string Folder = "venues/";
    private const string Extension = ".json";

    /// <summary>Their names.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        .. typeof(ShippedVenues).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..^Extension.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The profile of this name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    /// <exception cref="InputException">With every problem that was found in it.</exception>
    public static VenueProfile Load(string name)
    {
        using var content = typeof(ShippedVenues).Assembly.GetManifestResourceStream(Folder + name + Extension)
            ?? throw new ArgumentException($"There is no venue \"{name}\". There are: {string.Join(", ", Names)}.", nameof(name));
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return Read(bytes.ToArray(), name);
    }

    private static VenueProfile Read(byte[] content, string name)
    {
        var problems = ImmutableArray.CreateBuilder<InputProblem>();
        return VenueProfileBinder.Describe(DocumentParser.Parse(content, name), problems) is { } described
            ? described.Profile
            : throw new InputException(problems.DrainToImmutable());
    }
}
