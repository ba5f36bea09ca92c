using System.Collections.Immutable;
using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Catalog;
using ExchangeActors.Scenarios.Loading;
using Spectre.Console;

namespace ExchangeActors.Node.Venues;

/// <summary>Profiles and policies as tables on standard output.</summary>
public static class VenueTables
{
    /// <summary>A line per profile.</summary>
    public static void List(ImmutableArray<VenueProfileFile> profiles)
    {
        var table = Sheet("name", "version", "trigger", "ranking", "ADL price", "allocation", "backstop", "residual", "guards");
        foreach (var file in profiles)
        {
            var profile = file.Profile;
            Add(
                table,
                file.Name, profile.Version.ToString(CultureInfo.InvariantCulture), profile.Trigger.Name,
                    profile.Trigger.MayFire ? profile.Ranking.Name : "–",
                profile.Trigger.MayFire ? profile.DeleveragingPrice.Name : "–", profile.Trigger.MayFire ? profile.Allocation.Name : "–",
                    profile.Backstop.Name, profile.Residual.Name, Guards(file));
        }

        Terminal.Out().WriteFitted(table);
    }

    /// <summary>A profile, policy by policy.</summary>
    public static void Show(VenueProfileFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var console = Terminal.Out();
        var profile = file.Profile;
        console.WriteLine(
            $"{profile.Name}, version {profile.Version}, "
                + $"{file.Path}{(file.Extends is { } extended ? $", extends {extended}" : string.Empty)}");
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"margin call below {profile.MarginCallLevel} × maintenance margin"));
        console.WriteLine($"layers: {profile.Layers}");
        if (profile.Layers.Has(WaterfallLayer.Fund))
        {
            var first = profile.Layers.Comes(WaterfallLayer.Fund, WaterfallLayer.Winners);
            console.WriteLine(first && profile.ExhaustedBook == ExhaustedBook.Deleverage
                ? "what an exhausted book leaves winners close, whatever the fund holds"
                : "what an exhausted book leaves the fund takes over at the mark, if it can bear the loss");
        }

        console.WriteLine();
        var table = Sheet("kind", "policy", "settings", "formula", "source");
        foreach (var kind in PolicyCatalog.Kinds)
        {
            var policy = file.Spec.Policies[kind];
            var entry = PolicyCatalog.Find(kind, policy.Policy)!;
            Add(table, kind, entry.Name, string.Join('\n', policy.Settings.Select(setting => $"{setting.Key} {Number(setting.Value)}")),
                entry.Formula, entry.Source);
        }

        console.WriteFitted(table);
        console.WriteLine($"limits: {string.Join(", ", file.Spec.Limits.Select(limit => $"{limit.Key} {Number(limit.Value)}"))}");
        foreach (var note in profile.Notes)
        {
            console.WriteLine($"note: {note}");
        }

        foreach (var source in profile.Sources)
        {
            console.WriteLine($"source: {source}");
        }
    }

    /// <summary>Every policy, by kind.</summary>
    public static void Policies(ImmutableArray<PolicyEntry> policies)
    {
        var table = Sheet("kind", "policy", "settings: default, range", "formula", "source");
        var before = string.Empty;
        foreach (var entry in policies)
        {
            if (before.Length > 0 && entry.Kind != before)
            {
                table.AddEmptyRow();
            }

            Add(table, entry.Kind == before ? string.Empty : entry.Kind, entry.Name, string.Join('\n', entry.Settings.Select(Setting)),
                entry.Formula, entry.Source);
            before = entry.Kind;
        }

        Terminal.Out().WriteFitted(table);
    }

    /// <summary>What keeps winners from being closed too much, where there is anything.</summary>
    private static string Guards(VenueProfileFile file) => string.Join(
        ", ", new[] { file.Spec.Policies["guard"].Policy, file.Spec.Policies["hedging"].Policy }.Where(
            name => name is not ("none" or "ignored")));

    private static string Setting(PolicySetting setting) =>
        $"{setting.Name}: {(setting.Default is { } value ? Number(value) : "required")}, {Number(setting.Least)} to "
            + $"{Number(setting.Greatest)}{(setting.IsWhole ? ", whole" : string.Empty)}";

    private static Table Sheet(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(column));
        }

        return table;
    }

    /// <summary>Adds a row of plain text: a profile's own words may hold what would otherwise be read as markup.</summary>
    private static void Add(Table table, params string[] cells) =>
        table.AddRow([.. cells.Select(cell => new Text(Identifier.Plain(cell)))]);

    private static string Number(decimal value) => Shown.Grouped(value);
}
