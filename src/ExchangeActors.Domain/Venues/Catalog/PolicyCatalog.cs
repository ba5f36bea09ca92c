using System.Collections.Immutable;

namespace ExchangeActors.Domain.Venues.Catalog;

/// <summary>Every policy there is, and how a profile is composed from names.</summary>
public static class PolicyCatalog
{
    /// <summary>The kind of policy that a profile may leave out: it is <see cref="None"/> then.</summary>
    internal const string Profit = "profit";

    /// <summary>Name of the policies that do nothing.</summary>
    internal const string None = "none";

    private const string TakeOver = "take-over";
    private const string Deleverage = "deleverage";

    /// <summary>All policies, by kind and name.</summary>
    public static ImmutableArray<PolicyEntry> All => Policies.All;

    /// <summary>The kinds of policy that a profile names one of.</summary>
    public static ImmutableArray<string> Kinds { get; } = [.. All.Select(entry => entry.Kind).Distinct()];

    /// <summary>Those that a profile may leave out; it has <c>none</c> then.</summary>
    public static ImmutableArray<string> OptionalKinds { get; } = [Profit];

    /// <summary>Looks the profile's policies up; null with problems (path and what is wrong) when it cannot be composed.</summary>
    public static VenueProfile? Compose(VenueProfileSpec spec, out ImmutableArray<(string Path, string Problem)> problems)
    {
        var found = ImmutableArray.CreateBuilder<(string, string)>();
        var policies = Kinds.ToDictionary(kind => kind, kind => Look(spec, kind, found));
        foreach (var unknown in spec.Policies.Keys.Where(key => !Kinds.Contains(key)))
        {
            found.Add((unknown, $"no such kind of policy; there are: {string.Join(", ", Kinds)}"));
        }

        if (spec.MarginCallLevel < 1m)
        {
            found.Add(("marginCallLevel", $"must be at least 1 (a multiple of maintenance margin), is {spec.MarginCallLevel}"));
        }

        if (spec.ExhaustedBook is not (null or TakeOver or Deleverage))
        {
            found.Add(("exhaustedBook", $"\"{spec.ExhaustedBook}\" is unknown; there are: {TakeOver}, {Deleverage}"));
        }

        var layers = LayersOf(spec, found);
        var limits = LimitsOf(spec, found);
        if (found.Count > 0)
        {
            problems = found.ToImmutable();
            return null;
        }

        var profile = new VenueProfile
        {
            Name = spec.Name,
            Version = spec.Version,
            Notes = spec.Notes,
            Sources = spec.Sources,
            MarginCallLevel = spec.MarginCallLevel,
            Layers = layers,
            Sizing = (ILiquidationSizing)policies["sizing"]!,
            BankruptcyPrice = (IBankruptcyPriceRule)policies["bankruptcyPrice"]!,
            LiquidationLimit = (ILiquidationLimit)policies["liquidationLimit"]!,
            Fee = (ILiquidationFee)policies["liquidationFee"]!,
            Backstop = (IBackstop)policies["backstop"]!,
            Trigger = (IDeleveragingTrigger)policies["trigger"]!,
            ExhaustedBook = (
                spec.ExhaustedBook ?? (((IDeleveragingTrigger)policies["trigger"]!).IgnoresFund ? Deleverage : TakeOver)) == Deleverage
                ? ExhaustedBook.Deleverage
                : ExhaustedBook.TakeOver,
            Eligibility = (IEligibility)policies["eligibility"]!,
            Ranking = (IRankingPolicy)policies["ranking"]!,
            Hedging = (IHedgingPolicy)policies["hedging"]!,
            Allocation = (IAllocationPolicy)policies["allocation"]!,
            Severity = (ISeverityPolicy)policies["severity"]!,
            DeleveragingPrice = (IDeleveragingPrice)policies["deleveragingPrice"]!,
            Guard = (IGuard)policies["guard"]!,
            Residual = (IResidual)policies["residual"]!,
            Profit = (IProfitPolicy)policies[Profit]!,
            Limits = limits,
        };
        problems = [.. Contradictions.Of(profile)];
        if (spec.ExhaustedBook is { } exhausted && !profile.Layers.Comes(WaterfallLayer.Fund, WaterfallLayer.Winners))
        {
            problems = problems.Add((
                "exhaustedBook",
                $"\"{exhausted}\" has no effect in the layers {profile.Layers}: "
                + "it says whether the fund, asked before the winners, takes the rest; "
                + "leave it out"));
        }
        else if (spec.ExhaustedBook == TakeOver && profile.Trigger.IgnoresFund)
        {
            problems = problems.Add((
                "exhaustedBook",
                    $"\"{TakeOver}\" has no effect under the trigger \"{profile.Trigger.Name}\", which closes winners whatever the fund "
                        + $"holds; leave it out or use another trigger"));
        }

        return problems.IsEmpty ? profile : null;
    }

    /// <summary>The policy of this kind and name; null when there is none.</summary>
    public static PolicyEntry? Find(string kind, string name) => All.FirstOrDefault(entry => entry.Kind == kind && entry.Name == name);

    /// <summary>A profile that can be composed, with the settings and limits that it leaves out at their defaults.</summary>
    public static VenueProfileSpec WithDefaults(VenueProfileSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec with
        {
            Policies = OptionalKinds.Where(kind => !spec.Policies.ContainsKey(kind)).Aggregate(
                spec.Policies,
                (named, kind) => named.Add(
                    kind, new PolicySpec(None, ImmutableSortedDictionary<string, decimal>.Empty))).ToImmutableSortedDictionary(
                policy => policy.Key,
                policy => policy.Value with
                {
                    Settings = (Find(policy.Key, policy.Value.Policy)?.Settings ?? []).Where(setting => setting.Default is not null)
                        .Aggregate(policy.Value.Settings, (settings, setting) =>
                            settings.ContainsKey(setting.Name) ? settings : settings.Add(setting.Name, setting.Default!.Value)),
                },
                spec.Policies.KeyComparer),
            Limits = Named(WaterfallLimits.Default).SetItems(spec.Limits),
        };
    }

    private static ImmutableSortedDictionary<string, decimal> Named(WaterfallLimits limits) =>
        ImmutableSortedDictionary<string, decimal>.Empty
        .Add("liquidationsInFlight", limits.LiquidationsInFlight)
        .Add("deleveragingRounds", limits.DeleveragingRounds)
        .Add("forceClosesInFlight", limits.ForceClosesInFlight)
        .Add("queueLength", limits.QueueLength)
        .Add("ordersPerAccount", limits.OrdersPerAccount)
        .Add("ordersPerBook", limits.OrdersPerBook)
        .Add("fundWaits", limits.FundWaits)
        .Add("maxMarkAgeSeconds", limits.MaxMarkAgeSeconds);

    private static IPolicy? Look(VenueProfileSpec spec, string kind, ImmutableArray<(string, string)>.Builder problems)
    {
        var names = string.Join(", ", All.Where(entry => entry.Kind == kind).Select(entry => entry.Name));
        if (!spec.Policies.TryGetValue(kind, out var named))
        {
            if (OptionalKinds.Contains(kind))
            {
                return Find(kind, None)!.Create(ImmutableDictionary<string, decimal>.Empty);
            }

            problems.Add((kind, $"is missing; there are: {names}"));
            return null;
        }

        var entry = Find(kind, named.Policy);
        if (entry is null)
        {
            problems.Add(($"{kind}.policy", $"\"{named.Policy}\" is unknown; there are: {names}"));
            return null;
        }

        var before = problems.Count;
        var settings = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var unknown in named.Settings.Keys.Where(key => entry.Settings.All(setting => setting.Name != key)))
        {
            var takes = entry.Settings.IsEmpty ? "none" : string.Join(", ", entry.Settings.Select(setting => setting.Name));
            problems.Add(($"{kind}.{unknown}", $"\"{named.Policy}\" takes no such setting; it takes: {takes}"));
        }

        foreach (var setting in entry.Settings)
        {
            if ((named.Settings.TryGetValue(setting.Name, out var given) ? given : setting.Default) is not { } value)
            {
                problems.Add(($"{kind}.{setting.Name}", $"is missing; \"{named.Policy}\" needs it"));
            }
            else if (value < setting.Least || value > setting.Greatest)
            {
                problems.Add(($"{kind}.{setting.Name}", $"must be between {setting.Least} and {setting.Greatest}, is {value}"));
            }
            else if (setting.IsWhole && decimal.Truncate(value) != value)
            {
                problems.Add(($"{kind}.{setting.Name}", $"must be a whole number, is {value}"));
            }
            else
            {
                settings[setting.Name] = value;
            }
        }

        return problems.Count == before ? entry.Create(settings) : null;
    }

    private static LayerOrder LayersOf(VenueProfileSpec spec, ImmutableArray<(string, string)>.Builder problems)
    {
        if (spec.Layers is not { } names)
        {
            return LayerOrder.Default;
        }

        var order = LayerOrder.Of(names, out var found);
        problems.AddRange(found.Select(problem => ("layers", problem)));
        return order ?? LayerOrder.Default;
    }

    private static WaterfallLimits LimitsOf(VenueProfileSpec spec, ImmutableArray<(string, string)>.Builder problems)
    {
        var limits = WaterfallLimits.Default;
        foreach (var (name, value) in spec.Limits)
        {
            if (value < 1m || value > 100_000_000m || decimal.Truncate(value) != value)
            {
                problems.Add(($"limits.{name}", $"must be a whole number of at least 1, is {value}"));
                continue;
            }

            var number = (int)value;
            switch (name)
            {
                case "liquidationsInFlight": limits = limits with { LiquidationsInFlight = number }; break;
                case "deleveragingRounds": limits = limits with { DeleveragingRounds = number }; break;
                case "forceClosesInFlight": limits = limits with { ForceClosesInFlight = number }; break;
                case "queueLength": limits = limits with { QueueLength = number }; break;
                case "ordersPerAccount": limits = limits with { OrdersPerAccount = number }; break;
                case "ordersPerBook": limits = limits with { OrdersPerBook = number }; break;
                case "fundWaits": limits = limits with { FundWaits = number }; break;
                case "maxMarkAgeSeconds": limits = limits with { MaxMarkAgeSeconds = number }; break;
                default:
                    problems.Add((
                        $"limits.{name}",
                        "is unknown; there are: liquidationsInFlight, deleveragingRounds, forceClosesInFlight, queueLength, "
                        + "ordersPerAccount, ordersPerBook, "
                        + "fundWaits, maxMarkAgeSeconds"));
                    break;
            }
        }

        return limits;
    }
}
