using System.Collections.Immutable;
using System.Globalization;
using ExchangeActors.Domain.Venues.Catalog;
using ExchangeActors.Scenarios.Binding;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Vectors.Suites;

namespace ExchangeActors.Scenarios.Loading;

/// <summary>A file that can be used.</summary>
/// <param name="File">As it was found.</param>
/// <param name="Kind"><c>scenario</c>, <c>venue</c>, <c>market</c> or <c>vectors</c>.</param>
/// <param name="Name">What it calls itself.</param>
/// <param name="Holds">What is in it, for people.</param>
public sealed record CheckedFile(string File, string Kind, string Name, string Holds);

/// <summary>Reads a file as the program would, without running anything. What it is, its content says.</summary>
public static class FileCheck
{
    private static readonly string[] OfScenarios = ["durationSeconds", "tickMs", "prices", "markets", "insuranceFund"];
    private static readonly string[] OfMarkets = ["tickSize", "lotSize", "tiers"];

    /// <summary>Reads the file, of a scenario with all that it refers to.</summary>
    /// <param name="nameOrPath">A file, or the name of a scenario or of a venue's profile.</param>
    /// <exception cref="InputException">With every problem that was found.</exception>
    public static CheckedFile Read(string nameOrPath)
    {
        var path = Find(nameOrPath);
        var document = DocumentParser.ParseFile(path, path);
        bool Has(IEnumerable<string> names) => document.Kind == NodeKind.Object && names.Any(name => document[name] is not null);
        return Has(OfScenarios) ? OfScenario(path)
            : Has(["marginCallLevel", VenueDocument.Extends, .. PolicyCatalog.Kinds]) ? OfVenue(path)
            : Has(OfMarkets) ? OfMarket(path, document)
            : Has(["suite", "vectors"]) ? OfVectors(path)
            : throw new InputException(document.Origin.Problem(
                string.Empty,
                document.Kind == NodeKind.Object ? "is neither a scenario, nor a venue, a market or "
                    + "vectors" : $"must be an object, is {document.KindText}",
                "exchange new scenario NAME (or venue, or test) writes one to begin with"));
    }

    private static string Find(string nameOrPath)
    {
        try
        {
            return ScenarioFiles.Find(nameOrPath);
        }
        catch (InputException) when (VenueFiles.All(null).Any(profile => profile.Name == nameOrPath))
        {
            return ScenarioFiles.Shown(VenueFiles.Find(nameOrPath, null, new Origin("venue", 0)));
        }
    }

    private static CheckedFile OfScenario(string path)
    {
        var scenario = ScenarioLoader.Load(path);
        var accounts = scenario.Accounts.Length + (scenario.Population?.Accounts ?? 0);
        return new CheckedFile(path, "scenario", scenario.Name, string.Create(
            CultureInfo.InvariantCulture,
            $"{Count(accounts, "account")}, {Count(scenario.Markets.Length, "market")}, {Count(scenario.TickCount, "tick")}, venue "
                + $"{scenario.Venue.Name}"));
    }

    private static CheckedFile OfVenue(string path)
    {
        var file = VenueProfileLoader.DescribeFile(path);
        return new CheckedFile(
            path, "venue", file.Profile.Name,
                $"version {file.Profile.Version}{(file.Extends is { } extended ? $", extends {extended}" : string.Empty)}");
    }

    private static CheckedFile OfMarket(string path, DocumentNode document)
    {
        var problems = ImmutableArray.CreateBuilder<InputProblem>();
        return MarketBinder.Bind(new ObjectReader(document, string.Empty, problems)) is { } market
            ? new CheckedFile(path, "market", market.Id.Value, string.Create(
                CultureInfo.InvariantCulture, $"tick {market.TickSize}, lot {market.LotSize}, {Count(market.Tiers.Length, "tier")}"))
            : throw new InputException(problems.DrainToImmutable());
    }

    private static CheckedFile OfVectors(string path)
    {
        var suites = VectorFiles.Load([path]);
        return new CheckedFile(path, "vectors", suites[0].Name, Count(suites.Sum(suite => suite.Vectors.Length), "vector"));
    }

    private static string Count(long number, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {what}{(number == 1 ? string.Empty : "s")}");
}
