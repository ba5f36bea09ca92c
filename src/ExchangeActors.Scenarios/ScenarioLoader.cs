using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Binding;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Prices;

namespace ExchangeActors.Scenarios;

/// <summary>Reads a scenario with everything it refers to: markets, the venue's profile, prices.</summary>
public static class ScenarioLoader
{
    /// <summary>Reads and checks the scenario. Nothing is written anywhere, and market data is read to its end, so a run never stops at a bad row.</summary>
    /// <param name="path">The file. Paths inside are relative to it.</param>
    /// <param name="overrides"><c>path=value</c>, applied in order; <c>venue=NAME</c> takes another profile, <c>profile.…</c> changes its values.</param>
    /// <exception cref="InputException">With every problem that was found, each with file, line, path and what to do.</exception>
    public static Scenario Load(string path, IEnumerable<string>? overrides = null)
    {
        var root = DocumentParser.ParseFile(path, path);
        var problems = ImmutableArray.CreateBuilder<InputProblem>();
        if (root.Kind != NodeKind.Object)
        {
            throw new InputException(root.Origin.Problem(string.Empty, $"must be an object, is {root.KindText}", "see config/scenarios/README.md"));
        }

        // Markets first, so that overrides reach into them; and again for those that an override brought. Only what fails then is a problem.
        MarketFiles.Inline(root, path, ImmutableArray.CreateBuilder<InputProblem>());
        foreach (var assignment in overrides ?? [])
        {
            try
            {
                Override.Apply(root, assignment);
            }
            catch (InputException fault)
            {
                problems.AddRange(fault.Problems);
            }
        }

        MarketFiles.Inline(root, path, problems);
        var bound = new ScenarioBinder(root, path, problems).Bind();
        if (problems.Count > 0 || bound is null)
        {
            throw new InputException(problems.DrainToImmutable());
        }

        var ticks = ReadTicks(bound);
        return bound.ToScenario(ticks, HashOf(root, bound));
    }

    private static ImmutableArray<PriceTick> ReadTicks(BoundScenario bound)
    {
        var points = bound.InlinePoints.IsEmpty ? PriceStream.Read(bound.PriceSources, bound.Rejects) : bound.InlinePoints;
        ImmutableArray<PriceTick> ticks = [];
        ImmutableArray<InputProblem> lacking = [];
        try
        {
            ticks = PriceStream.Sample(
                points,
                [.. bound.Markets.Select(instrument => instrument.Id)],
                bound.Start,
                bound.TickMs,
                bound.DurationSeconds * 1000 / bound.TickMs,
                market => bound.PricesOrigin.Problem(
                    "prices", $"market \"{market}\" has no price at or before the start, {bound.Start}", "add a row for it, or map a symbol to it, or take it out of \"markets\""));
        }
        catch (InputException fault) when (fault.Problems.All(problem => problem.Path == "prices"))
        {
            lacking = fault.Problems;
        }

        if (bound.FailOnReject)
        {
            bound.Rejects.ThrowIfAny();
        }

        return lacking.IsEmpty ? ticks : throw new InputException(lacking);
    }

    private static string HashOf(DocumentNode root, BoundScenario bound)
    {
        using var writer = new CanonicalWriter();
        writer.Write("exchange-actors-scenario-1");
        CanonicalDocument.Write(root, writer);
        CanonicalDocument.Write(bound.VenueDocument, writer);
        foreach (var source in bound.PriceSources)
        {
            writer.Write(DataFile.Fingerprint(source));
        }

        return writer.Finish();
    }
}
