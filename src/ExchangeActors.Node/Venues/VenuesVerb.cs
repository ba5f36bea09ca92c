using ExchangeActors.Domain.Venues.Catalog;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Loading;

namespace ExchangeActors.Node.Venues;

/// <summary>
/// <c>exchange venues</c>: which profiles and policies there are, and what they say. Each result is an <see cref="ExitCode"/>.
/// </summary>
public static class VenuesVerb
{
    /// <summary>Lists all profiles under <c>config/venues</c>; those that cannot be used are named on standard error.</summary>
    public static int List(bool json) => Guarded(() =>
    {
        var profiles = VenueProfileLoader.List(out var problems);
        if (json)
        {
            Console.Out.WriteLine(VenueJson.List(profiles));
        }
        else
        {
            VenueTables.List(profiles);
        }

        return profiles.IsEmpty && problems.IsEmpty ? Attempt.Fail(
            "there are no venue profiles; looked in config/venues here and beside the program", ExitCode.WrongInput)
            : problems.IsEmpty ? ExitCode.Fine
            : Attempt.Fail(string.Join('\n', problems), ExitCode.WrongInput);
    });

    /// <summary>Shows a profile by its name or by its file's path.</summary>
    public static int Show(string nameOrPath, bool json) => Guarded(() =>
    {
        var profile = VenueProfileLoader.Describe(nameOrPath);
        if (json)
        {
            Console.Out.WriteLine(VenueJson.Show(profile));
        }
        else
        {
            VenueTables.Show(profile);
        }

        return ExitCode.Fine;
    });

    /// <summary>Lists every policy.</summary>
    public static int Policies(bool json) => Guarded(() =>
    {
        if (json)
        {
            Console.Out.WriteLine(VenueJson.Policies(PolicyCatalog.All));
        }
        else
        {
            VenueTables.Policies(PolicyCatalog.All);
        }

        return ExitCode.Fine;
    });

    private static int Guarded(Func<int> verb)
    {
        try
        {
            return verb();
        }
        catch (InputException fault)
        {
            return Attempt.Fail(fault.Message, ExitCode.WrongInput);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Attempt.Fail(Attempt.Told(fault), ExitCode.Infrastructure);
        }
    }
}
