using System.Collections.Immutable;

namespace ExchangeActors.Domain.Venues;

/// <summary>A policy that profiles can name.</summary>
/// <param name="Kind">The slot it fits, e.g. <c>ranking</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Settings">The numbers it takes, with defaults (null: required) and the least and greatest value.</param>
/// <param name="Create">Makes it from its numbers.</param>
public sealed record PolicyEntry(string Kind, string Name, ImmutableArray<PolicySetting> Settings, Func<IReadOnlyDictionary<string, decimal>, IPolicy> Create);

/// <summary>A number that a policy takes.</summary>
public sealed record PolicySetting(string Name, decimal? Default, decimal Least, decimal Greatest);

/// <summary>Every policy there is, and how a profile is composed from names.</summary>
public static class PolicyCatalog
{
    /// <summary>All policies, by kind and name.</summary>
    public static ImmutableArray<PolicyEntry> All { get; } =
    [
        new("sizing", "full", [], _ => new FullSizing()),
        new("bankruptcyPrice", "account-equity", [], _ => new AccountEquityBankruptcy()),
        new("bankruptcyPrice", "maintenance-weighted", [], _ => new MaintenanceWeightedBankruptcy()),
        new("liquidationFee", "rate", [new PolicySetting("rate", null, 0m, 1m)], settings => new RateFee(settings["rate"])),
        new("backstop", "absorb", [], _ => new AbsorbBackstop()),
        new("backstop", "none", [], _ => new NoBackstop()),
        new("trigger", "fund-empty", [new PolicySetting("bookAttempts", 3m, 1m, 1_000_000m)], settings => new FundEmptyTrigger((int)settings["bookAttempts"])),
        new("ranking", "bitmex", [], _ => new BitmexRanking()),
        new("allocation", "queue", [], _ => new QueueAllocation()),
        new("deleveragingPrice", "bankruptcy", [], _ => new BankruptcyDeleveragingPrice()),
    ];

    /// <summary>The kinds of policy that every profile names one of.</summary>
    public static ImmutableArray<string> Kinds { get; } = [.. All.Select(entry => entry.Kind).Distinct()];

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

        var limits = LimitsOf(spec, found);
        problems = found.ToImmutable();
        return problems.IsEmpty
            ? new VenueProfile(
                spec.Name,
                spec.Version,
                spec.Notes,
                spec.MarginCallLevel,
                (ILiquidationSizing)policies["sizing"]!,
                (IBankruptcyPriceRule)policies["bankruptcyPrice"]!,
                (ILiquidationFee)policies["liquidationFee"]!,
                (IBackstop)policies["backstop"]!,
                (IDeleveragingTrigger)policies["trigger"]!,
                (IRankingPolicy)policies["ranking"]!,
                (IAllocationPolicy)policies["allocation"]!,
                (IDeleveragingPrice)policies["deleveragingPrice"]!,
                limits)
            : null;
    }

    private static IPolicy? Look(VenueProfileSpec spec, string kind, ImmutableArray<(string, string)>.Builder problems)
    {
        var names = string.Join(", ", All.Where(entry => entry.Kind == kind).Select(entry => entry.Name));
        if (!spec.Policies.TryGetValue(kind, out var named))
        {
            problems.Add((kind, $"is missing; there are: {names}"));
            return null;
        }

        var entry = All.FirstOrDefault(candidate => candidate.Kind == kind && candidate.Name == named.Policy);
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
            else
            {
                settings[setting.Name] = value;
            }
        }

        return problems.Count == before ? entry.Create(settings) : null;
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
                default:
                    problems.Add(($"limits.{name}", "is unknown; there are: liquidationsInFlight, deleveragingRounds, forceClosesInFlight, queueLength, ordersPerAccount, ordersPerBook"));
                    break;
            }
        }

        return limits;
    }
}
