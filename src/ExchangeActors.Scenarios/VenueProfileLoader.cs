using System.Collections.Immutable;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Scenarios.Binding;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios;

/// <summary>Reads venue profiles without a scenario.</summary>
public static class VenueProfileLoader
{
    /// <summary>Reads a profile from its file.</summary>
    /// <exception cref="InputException">With every problem that was found.</exception>
    public static VenueProfile LoadFile(string path) => Read(path).Profile;

    /// <summary>Reads the profile of this name from <c>config/venues</c>, looked for in the current directory and beside the program; or the file, if it ends in <c>.json</c>.</summary>
    /// <exception cref="InputException">There is none, or with every problem that was found.</exception>
    public static VenueProfile LoadNamed(string name) => Describe(name).Profile;

    /// <summary>As <see cref="LoadNamed"/>, with the settings of every policy.</summary>
    /// <exception cref="InputException">There is none, or with every problem that was found.</exception>
    public static VenueProfileFile Describe(string nameOrPath) => Read(VenueFiles.Find(nameOrPath, null, new Origin("venue", 0), string.Empty));

    /// <summary>True for the path of a profile's file, false for a name.</summary>
    public static bool IsPath(string nameOrPath) => VenueFiles.IsPath(nameOrPath);

    /// <summary>All profiles under <c>config/venues</c> that can be used, by name.</summary>
    /// <param name="problems">What is wrong with the others.</param>
    public static ImmutableArray<VenueProfileFile> List(out ImmutableArray<InputProblem> problems)
    {
        var profiles = ImmutableArray.CreateBuilder<VenueProfileFile>();
        var found = ImmutableArray.CreateBuilder<InputProblem>();
        foreach (var (_, path) in VenueFiles.All(null))
        {
            try
            {
                profiles.Add(Read(path));
            }
            catch (InputException fault)
            {
                found.AddRange(fault.Problems);
            }
        }

        problems = found.ToImmutable();
        return profiles.ToImmutable();
    }

    private static VenueProfileFile Read(string path)
    {
        var shown = Path.GetRelativePath(Environment.CurrentDirectory, path);
        var problems = ImmutableArray.CreateBuilder<InputProblem>();
        return VenueProfileBinder.Describe(DocumentParser.ParseFile(path, shown), problems) is { } described
            ? new VenueProfileFile(Path.GetFileNameWithoutExtension(path), shown, described.Profile, described.Spec)
            : throw new InputException(problems.DrainToImmutable());
    }
}
