using System.Collections.Immutable;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Scenarios.Binding;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios;

/// <summary>Reads a venue profile without a scenario.</summary>
public static class VenueProfileLoader
{
    /// <summary>Reads a profile from its file.</summary>
    /// <exception cref="InputException">With every problem that was found.</exception>
    public static VenueProfile LoadFile(string path)
    {
        var problems = ImmutableArray.CreateBuilder<InputProblem>();
        var profile = VenueProfileBinder.Bind(DocumentParser.ParseFile(path, path), problems);
        return profile ?? throw new InputException(problems.DrainToImmutable());
    }

    /// <summary>Reads the profile of this name from <c>config/venues</c>, looked for in the current directory and beside the program.</summary>
    /// <exception cref="InputException">There is none, or with every problem that was found.</exception>
    public static VenueProfile LoadNamed(string name) => LoadFile(VenueFiles.Find(name, null, new Origin("venue", 0)));
}
