using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Binding;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Prices;

namespace ExchangeActors.Scenarios.Loading;

/// <summary>Reads a scenario with everything it refers to: markets, the venue's profile, prices.</summary>
public static class ScenarioLoader
{
    /// <summary>
    /// Reads and checks the scenario. Nothing is written anywhere, and market data is read to its end, so a run never stops at a bad row.
    /// </summary>
    /// <param name="path">The file, or a scenario's name, see <see cref="ScenarioFiles.Find"/>. Paths inside are relative to the
    /// file.</param>
    /// <param name="overrides"><c>path=value</c>, applied in order; <c>venue=NAME</c> takes another profile, <c>profile.…</c> changes its
    /// values.</param>
    /// <param name="venue">As <c>--venue</c> names it, before the other changes; null for the scenario's own.</param>
    /// <exception cref="InputException">With every problem that was found, each with file, line, path and what to do.</exception>
    public static Scenario Load(string path, IEnumerable<string>? overrides = null, string? venue = null)
    {
        var settings = (overrides ?? []).Select(Setting.Of);
        var (root, bound) = Bind(path, venue is null ? settings : settings.Prepend(Setting.Venue(venue, "--venue")));
        var (ticks, funding) = ReadPrices(bound);
        return bound.ToScenario(ticks, funding, HashOf(root, bound));
    }

    /// <summary>The same scenario under several venues' profiles. The market data is read once.</summary>
    /// <param name="path">The file, as for <see cref="Load"/>.</param>
    /// <param name="venues">Names of profiles, or paths of files that end in <c>.json</c>; null or none: all under <c>config/venues</c>,
    /// the scenario's own first.</param>
    /// <param name="overrides">Applied under each; one of the venue only says which of all comes first.</param>
    /// <exception cref="InputException">With every problem that was found.</exception>
    public static ImmutableArray<Scenario> LoadUnder(string path, IReadOnlyList<string>? venues, IReadOnlyList<string> overrides)
    {
        path = ScenarioFiles.Find(path);
        var problems = ImmutableArray.CreateBuilder<InputProblem>();
        var bound = new List<(DocumentNode Root, BoundScenario Content)>();
        var named = venues is { Count: > 0 };
        foreach (var venue in named ? venues! : AllVenues(path, overrides))
        {
            try
            {
                bound.Add(Bind(path, [.. overrides.Select(Setting.Of), Setting.Venue(venue, named ? "--venues" : "venue")]));
            }
            catch (InputException fault)
            {
                // What is wrong with the scenario itself is wrong under every venue.
                problems.AddRange(fault.Problems.Where(problem => !problems.Contains(problem)));
            }
        }

        foreach (var name in bound.CountBy(pair => pair.Content.Venue.Name).Where(pair => pair.Value > 1).Select(pair => pair.Key))
        {
            problems.Add(
                new Origin("--venues", 0).Problem(string.Empty,
                    $"the profile \"{name}\" is named {bound.Count(pair => pair.Content.Venue.Name == name)} times",
                    "name each profile once, and give each its own \"name\""));
        }

        if (problems.Count > 0)
        {
            throw new InputException(problems.DrainToImmutable());
        }

        var (ticks, funding) = ReadPrices(bound[0].Content);
        return [.. bound.Select(pair => pair.Content.ToScenario(
            ticks, funding, HashOf(pair.Root, pair.Content)) with { Rejects = bound[0].Content.Rejects })];
    }

    /// <summary>Every profile there is, the scenario's own first.</summary>
    private static IEnumerable<string> AllVenues(string path, IReadOnlyList<string> overrides)
    {
        var own = Bind(path, overrides.Select(Setting.Of)).Content.Venue.Name;
        return VenueFiles.All(path).Select(profile => profile.Name).OrderByDescending(name => name == own)
            .ThenBy(name => name, StringComparer.Ordinal);
    }

    /// <summary>Reads and binds the scenario; with <paramref name="accounts"/> in place of its own, where there are any.</summary>
    internal static (DocumentNode Root, BoundScenario Content) Bind(
        string path, IEnumerable<Setting> settings, DocumentNode? accounts = null)
    {
        path = ScenarioFiles.Find(path);
        var root = DocumentParser.ParseFile(path, path);
        var problems = ImmutableArray.CreateBuilder<InputProblem>();
        if (root.Kind != NodeKind.Object)
        {
            throw new InputException(
                root.Origin.Problem(string.Empty, $"must be an object, is {root.KindText}", "see config/scenarios/README.md"));
        }

        // Markets first, so that overrides reach into them; and again for those that an override brought. Only what fails then is a
        // problem.
        MarketFiles.Inline(root, path, ImmutableArray.CreateBuilder<InputProblem>());
        foreach (var setting in settings)
        {
            try
            {
                Override.Apply(root, setting);
            }
            catch (InputException fault)
            {
                problems.AddRange(fault.Problems);
            }
        }

        MarketFiles.Inline(root, path, problems);
        if (accounts is not null)
        {
            root.Set("accounts", accounts, accounts.Origin);
        }

        AccountFiles.Inline(root, path, problems);
        var bound = new ScenarioBinder(root, path, problems).Bind();
        if (problems.Count > 0 || bound is null)
        {
            throw new InputException(problems.DrainToImmutable());
        }

        return (root, bound);
    }

    internal static (ImmutableArray<PriceTick> Ticks, ImmutableArray<TimedFunding> Funding) ReadPrices(BoundScenario bound)
    {
        var funding = new FundingLog(bound.Start, bound.DurationSeconds);
        var points = bound.InlinePoints.IsEmpty ? PriceStream.Read(bound.PriceSources, bound.Rejects, funding) : bound.InlinePoints;
        ImmutableArray<PriceTick> ticks = [];
        ImmutableArray<InputProblem> lacking = [];
        try
        {
            var gaps = new PriceGaps(bound.StaleAfterSeconds, bound.Start, bound.Start.PlusMs(bound.DurationSeconds * 1000L));
            ticks = PriceStream.Sample(
                gaps.Watch(points),
                [.. bound.Markets.Select(instrument => instrument.Id)],
                bound.Start,
                bound.TickMs,
                (int)(bound.DurationSeconds * 1000L / bound.TickMs),
                market => bound.PricesOrigin.Problem(
                    "prices", $"market \"{market}\" has no price at or before the start, {bound.Start}",
                        "add a row for it, or map a symbol to it, or take it out of \"markets\""));
            gaps.Report(bound.Rejects);
        }
        catch (InputException fault) when (fault.Problems.All(problem => problem.Path == "prices"))
        {
            lacking = fault.Problems;
        }

        if (bound.FailOnReject)
        {
            bound.Rejects.ThrowIfAny();
        }

        return lacking.IsEmpty ? (ticks, funding.Rates) : throw new InputException(lacking);
    }

    internal static string HashOf(DocumentNode root, BoundScenario bound, Func<PriceSource, string>? fingerprint = null)
    {
        fingerprint ??= DataFile.Fingerprint;
        using var writer = new CanonicalWriter();
        writer.Write("exchange-actors-scenario-1");

        // What the profile says counts, not where its file lies: a run may be resumed from another folder.
        if (root["venue"] is { } venue && VenueFiles.IsPath(venue.Text))
        {
            root.Set("venue", new DocumentNode(NodeKind.Text, venue.Origin, bound.Venue.Name), venue.Origin);
        }

        // What must come of the run does not decide it.
        root.Members.RemoveAll(member => member.Name == "then");
        CanonicalDocument.Write(root, writer);
        CanonicalDocument.Write(bound.VenueDocument, writer);
        foreach (var source in bound.PriceSources)
        {
            writer.Write(fingerprint(source));
        }

        return writer.Finish();
    }
}
