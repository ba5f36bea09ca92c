using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues.Catalog;
using ExchangeActors.Review.Exporting.Scenarios;
using ExchangeActors.Review.Folding;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Exporting;

/// <summary>A scenario that was made of a journal.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Markets">Its markets.</param>
/// <param name="Accounts">The accounts that it lists.</param>
/// <param name="Ticks">Ticks after the opening.</param>
/// <param name="Orders">What accounts do in it.</param>
/// <param name="Renamed">Accounts whose names a scenario reserves, and that have others in it.</param>
/// <param name="LeftOut">Refused inputs that a scenario cannot say; they changed nothing.</param>
/// <param name="Expected">Accounts that its <c>then</c> is about.</param>
public sealed record ScenarioExportResult(string Name, int Markets, int Accounts, long Ticks, int Orders, int Renamed, int LeftOut,
    int Expected);

/// <summary>
/// Makes a scenario of a journal: what came from outside, under the rules that it came to, with what came of it as <c>then</c>. So a
/// recorded incident becomes a regression test. The format is that of <c>config/scenarios</c>; nothing but the venue's name refers to
/// another file.
/// </summary>
public static class ScenarioExport
{
    private const string Pool = "main";
    private const int ProblemsListed = 10;

    /// <summary>Writes the scenario.</summary>
    /// <param name="journal">A whole journal.</param>
    /// <param name="baseVenue">The shipped profile that the recorded one is laid over, all of its values; null for the one of its
    /// name.</param>
    /// <param name="output">Where to; nothing is written when something cannot be said.</param>
    /// <param name="progress">Told the orderings that went by; null for nobody.</param>
    /// <param name="cancellation">Ends it; what was written is then of no use.</param>
    /// <exception cref="ReviewException">A scenario cannot say what the journal has; names the events.</exception>
    /// <exception cref="Journal.JournalException">The journal is damaged, or holds no rules.</exception>
    public static ScenarioExportResult Write(ReviewedJournal journal, string? baseVenue, Stream output, IProgress<long>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var rules = journal.Rules;
        if (rules.Pool != Pool)
        {
            throw new ReviewException($"the insurance pool is called \"{rules.Pool}\"; a scenario's is \"{Pool}\"");
        }

        if (IsCut(journal.Header.Settings))
        {
            throw new ReviewException("the journal is a part of another that was cut out; a scenario is made of a whole one");
        }

        var inputs = new RecordedInputs(rules);
        var outcome = new RecordedOutcome();
        var state = new ExchangeState();
        foreach (var row in journal.ReadAll(cancellation))
        {
            if (row.Recorded.CausedBy.Stream.Kind == EntityKind.Outside && row.Stored.ReadInput() is { } input)
            {
                inputs.Add(row, input);
            }

            outcome.Observe(row.Recorded);
            state.Apply(row, journal.Path);
            progress?.Report(row.Ordering);
        }

        inputs.Complete();
        if (inputs.Problems.Count > 0)
        {
            var more = inputs.Problems.Count > ProblemsListed ? $"\nand {inputs.Problems.Count - ProblemsListed} more" : string.Empty;
            throw new ReviewException(
                $"{journal.Path} cannot be made a scenario:\n{string.Join('\n', inputs.Problems.Take(ProblemsListed))}{more}");
        }

        var name = $"{(journal.Header.Scenario.Length == 0 ? "journal" : journal.Header.Scenario)}-recorded";
        Write(journal, name, PolicyCatalog.WithDefaults(journal.Header.Rules!.Venue), baseVenue, inputs, outcome, state, output);
        return new ScenarioExportResult(
            name, inputs.Markets.Count(), inputs.Accounts.Count, inputs.DurationSeconds * 1000 / inputs.TickMs, inputs.OrderCount,
                inputs.Names.Renamed, inputs.LeftOut, outcome.Accounts);
    }

    /// <summary>Whether the header says that events were left out, as <see cref="TransferHeader"/> writes it.</summary>
    private static bool IsCut(string settings)
    {
        try
        {
            return JsonNode.Parse(settings) is JsonObject said && said.ContainsKey("cut");
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Write(
        ReviewedJournal journal, string name, VenueProfileSpec venue, string? baseVenue, RecordedInputs inputs, RecordedOutcome outcome,
            ExchangeState state, Stream output)
    {
        using var text = new ScenarioText(output);
        text.Begin()
            .Member("name", name)
            .Member("description", string.Create(CultureInfo.InvariantCulture,
                $"Made of a journal: {journal.Header.Scenario}, {journal.Count:N0} events, written by {journal.Header.CreatedBy}."))
            .Member("seed", unchecked((ulong)journal.Header.Seed))
            .Member("venue", baseVenue ?? venue.Name);
        text.Begin("profile").Member("name", venue.Name).Member("version", venue.Version);
        if (baseVenue is not null)
        {
            text.Member("notes", venue.Notes).Member("sources", venue.Sources);
        }

        text.Member("marginCallLevel", venue.MarginCallLevel);
        if (venue.ExhaustedBook is { } exhausted)
        {
            text.Member("exhaustedBook", exhausted);
        }

        if (venue.Layers is { } layers)
        {
            text.Member("layers", layers);
        }

        foreach (var (kind, policy) in venue.Policies)
        {
            var settings = string.Concat(policy.Settings.Select(
                setting => $",{ScenarioText.Line(setting.Key)}:{ScenarioText.Line(setting.Value)}"));
            text.Raw(kind, $"{{\"policy\":{ScenarioText.Line(policy.Policy)}{settings}}}");
        }

        text.Member("limits", venue.Limits).End()
            .Member("start", inputs.Start.ToString())
            .Member("durationSeconds", inputs.DurationSeconds)
            .Member("tickMs", inputs.TickMs)
            .List("markets", inputs.Markets)
            .Begin("prices").List("inline", inputs.Prices).End()
            .Member("insuranceFund", inputs.InsuranceFund.Value)
            .Member("insuranceFundFloor", journal.Rules.FundFloor.Value)
            .List("accounts", inputs.Accounts)
            .List("orders", inputs.Orders)
            .List("funding", inputs.Funding);
        text.Begin("then")
            .Member("fund", state.Pool(Pool).Balance.Value)
            .Member("deficit", state.Pool(Pool).Deficit.Value)
            .Member("liquidations", outcome.Liquidations)
            .Member("forcedCloses", outcome.ForcedCloses)
            .List("accounts", outcome.Lines(state, inputs.Names))
            .End()
            .End();
    }
}
