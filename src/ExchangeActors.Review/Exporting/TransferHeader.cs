using System.Text.Json;
using System.Text.Json.Nodes;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Selection;

namespace ExchangeActors.Review.Exporting;

/// <summary>The first line of a file of JSON lines: whose events follow, and whether they are whole streams.</summary>
/// <param name="Journal">The header that the journal gets on import. Of a cut or renamed journal the settings say what it is, so that
/// nobody goes on with it as if it were the run's.</param>
/// <param name="Events">Events in the file.</param>
/// <param name="Holds">What they are.</param>
internal sealed record TransferHeader(JournalHeader Journal, long Events, string Holds)
{
    /// <summary>Name of the format.</summary>
    public const string Format = "exchange-journal";

    /// <summary>Its version.</summary>
    public const int Version = 1;

    /// <summary><see cref="Holds"/>: every event of a journal, numbered from 1 without gaps.</summary>
    public const string Whole = "journal";

    /// <summary>
    /// <see cref="Holds"/>: an incident, every stream from its first event; numbered as in the journal that it was cut from, with gaps.
    /// </summary>
    public const string Incident = "incident";

    /// <summary><see cref="Holds"/>: single events. They cannot be imported.</summary>
    public const string Selection = "selection";

    /// <summary>The header for what is exported.</summary>
    public static TransferHeader Of(ReviewedJournal journal, ExportOptions options, Survey survey)
    {
        var header = journal.Header;
        if (!options.Filter.IsAll || options.Pseudonymous)
        {
            var settings = new JsonObject();
            if (!options.Filter.IsAll)
            {
                settings[JournalCut.Setting] = Cut(journal, options, survey);
            }

            if (options.Pseudonymous)
            {
                settings["pseudonyms"] = new JsonObject
                {
                    ["accounts"] = survey.Names!.Count,
                    ["by"] = options.PseudonymKey is null ? "place in the order of ids, which they keep"
                        : "keyed hash, without the order of ids",
                    ["hashes"] = "computed anew: they are not those of the journal that was exported",
                };
            }

            header = header with { Settings = settings.ToJsonString(Documents.Layout) };
            if (options.Pseudonymous && header.Rules is { Participants: { IsDefaultOrEmpty: false } participants } rules)
            {
                header = header.Under(rules with
                {
                    Participants =
                    [
                        .. participants.Select(participant => participant with
                        {
                            Account = new AccountId(survey.Names!.Source(participant.Account.Value)),
                        }),
                    ],
                });
            }
        }

        return new TransferHeader(header, survey.Events, options.Filter.IsAll ? Whole : options.Incident ? Incident : Selection);
    }

    /// <summary>The line.</summary>
    public string Write()
    {
        var line = new JsonObject
        {
            ["format"] = Format,
            ["version"] = Version,
            ["holds"] = Holds,
            ["events"] = Events,
            ["journalFormat"] = JournalHeader.FormatVersion,
            ["schema"] = JournalHeader.SchemaVersion,
            ["scenario"] = Journal.Scenario,
            ["scenarioHash"] = Journal.ScenarioHash,
            ["venue"] = Journal.Venue,
            ["profileHash"] = Journal.ProfileHash,
            ["seed"] = Journal.Seed,
            ["createdBy"] = Journal.CreatedBy,
            ["settings"] = Journal.Settings,
        };
        if (Journal.Rules is { } rules)
        {
            line["rules"] = JsonNode.Parse(JournaledRules.Write(rules));
        }

        return line.ToJsonString(Documents.Layout);
    }

    /// <summary>Reads the line.</summary>
    /// <exception cref="FormatException">It is no such header, or one of another version; the message says which.</exception>
    public static TransferHeader Read(JsonElement line)
    {
        if (line.ValueKind != JsonValueKind.Object || !line.TryGetProperty("format", out var format)
            || format.ValueKind != JsonValueKind.String || format.GetString() != Format)
        {
            throw new FormatException(
                $"the file does not begin with the header of a journal (\"format\": \"{Format}\"); import files that \"export --format "
                    + $"jsonl\" wrote");
        }

        Require(line, "version", Version);
        Require(line, "journalFormat", JournalHeader.FormatVersion);
        var schema = Number(line, "schema");
        if (schema > JournalHeader.SchemaVersion)
        {
            throw new FormatException(
                $"the events have schema {schema}, this program reads up to {JournalHeader.SchemaVersion}; import it with version "
                    + $"{Text(line, "createdBy")}");
        }

        return new TransferHeader(
            new JournalHeader(
                Text(line, "scenario"),
                Text(line, "scenarioHash"),
                Text(line, "venue"),
                Text(line, "profileHash"),
                Number(line, "seed"),
                Text(line, "createdBy"),
                Text(line, "settings"),
                line.TryGetProperty("rules", out var rules) ? Rules(rules) : null),
            Number(line, "events"),
            Text(line, "holds"));
    }

    private static JsonObject Cut(ReviewedJournal journal, ExportOptions options, Survey survey)
    {
        var filter = options.Filter;
        var criteria = new JsonObject();
        if (!filter.Correlations.IsEmpty)
        {
            criteria["correlation"] = new JsonArray([.. filter.Correlations.Select(correlation => (JsonNode?)Renamed(correlation))]);
        }

        foreach (var (name, value) in new (string, string?)[]
        {
            ("from", filter.From?.ToString()),
            ("to", filter.To?.ToString()),
            ("account", filter.Account is { } account ? survey.Names?.Source(account.Value) ?? account.Value : null),
            ("market", filter.Market?.Value),
        })
        {
            if (value is not null)
            {
                criteria[name] = value;
            }
        }

        // The roots of the original and of what it was cut from itself would tell who can guess the ids whether they are right.
        var of = new JsonObject { ["events"] = journal.Count };
        if (!options.Pseudonymous)
        {
            of["root"] = survey.Root;
            of["settings"] = journal.Header.Settings;
        }

        var cut = new JsonObject { ["of"] = of, ["criteria"] = criteria };
        if (survey.Incident is { } incident)
        {
            cut["events"] = new JsonObject
            {
                ["chosen"] = incident.Chosen,
                ["causes"] = incident.Causes,
                ["beginnings"] = survey.Events - incident.Chosen - incident.Causes
            };
            cut["streams"] = new JsonObject
            {
                ["held"] = incident.StreamsHeld,
                ["cutShort"] = incident.StreamsCutShort,
                ["absent"] = incident.Streams - incident.StreamsHeld
            };
            cut["missing"] =
                "the streams that are absent, what comes after the last event held of a stream that is cut short, and the causes of "
                    + "events that are held only as a stream's beginning";
            cut["ordering"] = "of the journal that it was cut from; an import numbers the events anew, in the same order";
        }

        return cut;

        string Renamed(string correlation)
        {
            try
            {
                return survey.Names is { } names ? NamesInEvents.Correlation(correlation, names)! : correlation;
            }
            catch (InvalidOperationException)
            {
                // Of an account that the journal does not know: nothing was chosen by it.
                return "unknown";
            }
        }
    }

    private static Domain.Venues.Catalog.RulesSpec Rules(JsonElement rules)
    {
        try
        {
            return JournaledRules.Read(rules.GetRawText(), "rules");
        }
        catch (JournalException exception)
        {
            throw new FormatException($"\"rules\": {exception.What}", exception);
        }
    }

    private static void Require(JsonElement line, string name, long expected)
    {
        if (Number(line, name) is var found && found != expected)
        {
            throw new FormatException($"\"{name}\" is {found}, this program reads {expected}; import it with the version that wrote it");
        }
    }

    private static long Number(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number
            : throw new FormatException($"the header has no number \"{name}\"");

    private static string Text(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() is { } text && Identifier.Plain(text) == text
                ? text
                : throw new FormatException($"the header's \"{name}\" holds a control character")
            : throw new FormatException($"the header has no text \"{name}\"");
}
