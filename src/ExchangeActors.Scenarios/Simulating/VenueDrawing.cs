using System.Collections.Immutable;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Catalog;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>Draws a waterfall: a policy of every kind with settings of its own, and limits small enough to be reached.</summary>
internal static class VenueDrawing
{
    // They make sense together only, and are drawn apart, so that a seed goes on to draw what it always drew.
    private static readonly (string Kind, string Name)[] Support =
        [("backstop", "liquidity-support"), ("trigger", "backstop-exhausted"), ("deleveragingPrice", "mark-with-spread")];

    private static readonly ImmutableSortedDictionary<string, ImmutableArray<PolicyEntry>> ByKind =
        PolicyCatalog.Kinds.Except(PolicyCatalog.OptionalKinds).ToImmutableSortedDictionary(
        kind => kind,
        kind => PolicyCatalog.All.Where(entry => entry.Kind == kind && !Support.Contains((kind, entry.Name))).ToImmutableArray(),
        StringComparer.Ordinal);

    /// <summary>A venue without contradictions.</summary>
    public static VenueProfileSpec Draw(Chance chance)
    {
        while (true)
        {
            var spec = Any(chance);
            if (PolicyCatalog.Compose(spec, out _) is not null)
            {
                return spec;
            }
        }
    }

    /// <summary>
    /// The same venue, in a third of the worlds with its layers in another order and some of them left out, as far as its policies allow
    /// it.
    /// </summary>
    public static VenueProfileSpec WithLayers(VenueProfileSpec venue, Chance chance)
    {
        if (chance.Below(3) != 0)
        {
            return venue;
        }

        var layers = LayerOrder.AllNames[..^1].ToList();
        for (var last = layers.Count - 1; last > 0; last--)
        {
            var other = chance.Below(last + 1);
            (layers[last], layers[other]) = (layers[other], layers[last]);
        }

        var left = layers.Where(layer => layer == "book" || chance.Below(6) != 0).Append(LayerOrder.AllNames[^1]).ToImmutableArray();
        VenueProfileSpec[] tries = [venue with { Layers = left }, venue with { Layers = left, ExhaustedBook = null }];
        return tries.FirstOrDefault(spec => PolicyCatalog.Compose(spec, out _) is not null) ?? venue;
    }

    /// <summary>
    /// The same venue, in a sixth of the worlds with liquidity-support participants as its backstop, mostly as Deribit has them: first,
    /// before winners and
    /// the book.
    /// </summary>
    public static VenueProfileSpec WithSupport(VenueProfileSpec venue, Chance chance)
    {
        if (chance.Below(6) != 0)
        {
            return venue;
        }

        var chosen = Support.Where(policy => policy.Kind == "backstop" || chance.Below(3) != 0).ToList();
        var policies = chosen.Aggregate(venue.Policies, (all, policy) =>
        {
            var entry = PolicyCatalog.Find(policy.Kind, policy.Name)!;
            var settings = entry.Settings.ToImmutableSortedDictionary(
                setting => setting.Name, setting => Value(setting, chance), StringComparer.Ordinal);
            return all.SetItem(policy.Kind, new PolicySpec(entry.Name, settings));
        });
        ImmutableArray<string>? first = ["backstop", "winners", "book", "fund", "residual"];
        var layers = chance.Below(4) == 0 ? venue.Layers : first;
        var plain = policies.SetItem("allocation", Plain("allocation", "queue")).SetItem("guard", Plain("guard", "none"));
        VenueProfileSpec[] tries =
        [
            venue with { Policies = policies, Layers = layers },
            venue with { Policies = policies, Layers = first, ExhaustedBook = null },
            venue with { Policies = plain, Layers = first, ExhaustedBook = null },
            venue with
            {
                Policies = plain.SetItem("trigger", Plain("trigger", "backstop-exhausted")),
                Layers = first,
                ExhaustedBook = null,
            },
        ];
        return tries.FirstOrDefault(spec => PolicyCatalog.Compose(spec, out _) is not null) ?? venue;

        static PolicySpec Plain(string kind, string name) => new(name, PolicyCatalog.Find(kind, name)!.Settings
            .Where(setting => setting.Default is not null)
            .ToImmutableSortedDictionary(setting => setting.Name, setting => setting.Default!.Value, StringComparer.Ordinal));
    }

    private static VenueProfileSpec Any(Chance chance)
    {
        // "never" goes with "liquidator" only, and would else hardly be drawn.
        var liquidator = chance.Below(8) == 0;
        var policies = ImmutableSortedDictionary.CreateBuilder<string, PolicySpec>(StringComparer.Ordinal);
        foreach (var (kind, entries) in ByKind)
        {
            var entry = (kind, liquidator) switch
            {
                ("trigger", true) => PolicyCatalog.Find(kind, "never")!,
                ("backstop", true) => PolicyCatalog.Find(kind, "liquidator")!,
                _ => entries[chance.Below(entries.Length)],
            };
            policies[kind] = new PolicySpec(entry.Name, entry.Settings.ToImmutableSortedDictionary(
                setting => setting.Name, setting => Value(setting, chance), StringComparer.Ordinal));
        }

        var spec = new VenueProfileSpec
        {
            Name = "simulated",
            Version = 1,
            MarginCallLevel = chance.Of(1m, 1.2m, 1.5m, 3m),
            Policies = policies.ToImmutable(),
            Limits = ImmutableSortedDictionary<string, decimal>.Empty
                .Add("liquidationsInFlight", chance.Between(1, 3))
                .Add("deleveragingRounds", chance.Between(1, 3))
                .Add("forceClosesInFlight", chance.Between(1, 3))
                .Add("queueLength", chance.Between(1, 12))
                .Add("ordersPerAccount", chance.Between(3, 20))
                .Add("ordersPerBook", chance.Between(6, 40)),
        };

        // Drawn with the others, so that a seed goes on to draw what it always drew.
        return spec with
        {
            ExhaustedBook = spec.Limits["ordersPerAccount"] % 3m == 0m ? "deleverage" : null,
            Limits = spec.Limits.Add("fundWaits", spec.Limits["queueLength"]).Add("maxMarkAgeSeconds", 60m * spec.Limits["queueLength"]),
            Policies = spec.Policies.Add("profit", Profit(spec)),
        };
    }

    /// <summary>Half of the venues that do not cut withdrawals already have profit warm up, over a second, a minute or an hour.</summary>
    private static PolicySpec Profit(VenueProfileSpec spec) =>
        spec.Policies["residual"].Policy == "withdrawal-haircut" || spec.Limits["ordersPerBook"] % 2m == 0m
            ? new PolicySpec("none", ImmutableSortedDictionary<string, decimal>.Empty)
            : new PolicySpec(
                "warmup-haircut",
                ImmutableSortedDictionary<string, decimal>.Empty
                    .Add("warmupSeconds", (spec.Limits["queueLength"] % 3m) switch { 0m => 1m, 1m => 60m, _ => 3_600m })
                    .Add("touchesPerSweep", spec.Limits["queueLength"] % 4m));

    private static decimal Value(PolicySetting setting, Chance chance)
    {
        // Rates that must be given are fees and haircuts. Others are the default, or it made smaller or larger.
        var scale = chance.Of(1m, 1m, 1m, 0.01m, 0.1m, 0.5m, 1.5m, 3m);
        var value = (setting.Default ?? 0.01m) * scale;
        // A count made a hundred times smaller is the smallest there is: limits of hundreds would never be reached by the few accounts of a
        // world.
        value = !setting.IsWhole ? decimal.Round(value, 6) : scale == 0.01m ? setting.Least : decimal.Truncate(value);
        return Math.Clamp(value, setting.Least, setting.Greatest);
    }
}
