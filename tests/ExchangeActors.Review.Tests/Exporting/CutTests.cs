using System.Text.Json;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Review.Exporting;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Selection;
using ExchangeActors.Review.Verifying;

namespace ExchangeActors.Review.Tests.Exporting;

/// <summary>Parts of a journal: selections, and incidents that can be reviewed elsewhere.</summary>
public sealed class CutTests : IDisposable
{
    private readonly TestJournals _journals = new();

    public void Dispose() => _journals.Dispose();

    [Fact]
    public async Task An_incident_holds_the_causes_of_its_events_and_every_stream_from_the_beginning()
    {
        var path = await _journals.Crash();
        var original = TestJournals.Read(path);
        var correlation = original.First(row => row.Recorded.Event is PositionForceClosed).Recorded.Correlation!;
        var cut = TestJournals.Read(_journals.Import(await Incident(path, EventFilter.All with { Correlations = [correlation] })));

        // TestJournals.Read has verified the chains; now whether everything is there.
        var held = cut.ToDictionary(row => row.Recorded.Id);
        var originals = original.ToDictionary(row => row.Recorded.Id);
        Assert.InRange(cut.Count, 100, original.Count - 1);
        Assert.All(held, row => Assert.Equal(originals[row.Key].Hash, row.Value.Hash));
        var chosen = original.Where(row => row.Recorded.Correlation == correlation).ToList();
        Assert.All(chosen, row => AssertExplained(row.Recorded, held));
        Assert.Equal(cut.Select(row => originals[row.Recorded.Id].Ordering).Order(),
            cut.Select(row => originals[row.Recorded.Id].Ordering));
    }

    [Fact]
    public async Task Streams_of_an_incident_fold_to_the_states_of_the_journal_and_their_decisions_can_be_taken_again()
    {
        var path = await _journals.Crash("hyperliquid");
        var last = TestJournals.Read(path).Last(row => row.Recorded.Event is FillApplied);
        var imported = _journals.Import(await Incident(path, EventFilter.All with { Correlations = [last.Recorded.Correlation!] }));

        Assert.True(Redecided.All(imported) > 50);
        var lengths = TestJournals.Read(imported).GroupBy(row => row.Recorded.Id.Stream)
            .ToDictionary(stream => stream.Key, stream => stream.Max(row => row.Recorded.Id.Sequence));
        var folded = new ExchangeState();
        foreach (var row in TestJournals.Read(path).Where(row =>
            row.Recorded.Id.Sequence <= lengths.GetValueOrDefault(row.Recorded.Id.Stream)))
        {
            folded.Apply(row.Recorded.Id.Stream, row.Recorded.Event);
        }

        var state = new ExchangeState();
        foreach (var row in TestJournals.Read(imported))
        {
            state.Apply(row.Recorded.Id.Stream, row.Recorded.Event);
        }

        Assert.Equal(folded.Hash(), state.Hash());
    }

    [Theory]
    [InlineData("bitmex")]
    [InlineData("drift-v2")]
    [InlineData("percolator")]
    public async Task An_incident_is_verified_as_far_as_it_goes_and_damage_in_it_is_found(string venue)
    {
        var path = await _journals.Crash(venue);
        var correlation = TestJournals.Read(path).First(row => row.Recorded.Event is LiquidationStarted).Recorded.Correlation!;
        var imported = _journals.Import(await Incident(path, EventFilter.All with { Correlations = [correlation] }));

        using (var cut = ReviewedJournal.Open(imported))
        {
            var verification = Verifier.Run(cut, null, null, null, CancellationToken.None);
            Assert.Empty(verification.Findings);
            Assert.True(verification.Holds);
            Assert.Equal(TestJournals.Read(path).Count, verification.Cut!.Of);
            Assert.Contains(correlation, verification.Cut.Criteria, StringComparison.Ordinal);
            Assert.Equal(verification.Decisions, verification.Inputs.Outside + verification.Inputs.Entities + verification.Inputs.Monitors
                + verification.Inputs.Repeats + verification.Inputs.NotHeld);
            Assert.Throws<ReviewException>(() => cut.RequireWhole("this"));
        }

        // The same damage as in a whole journal: a decision that its message does not give.
        var row = Doctored.First<LiquidationStarted>(imported);
        using var doctored = ReviewedJournal.Open(Doctored.Resealed(
            imported, recorded => recorded.Id == row.Recorded.Id
                ? recorded with { Event = ((LiquidationStarted)recorded.Event) with { Equity = new Money(1m) } } : recorded));
        Assert.Equal(row.Recorded.Id, Assert.Single(Verifier.Run(doctored, null, null, null, CancellationToken.None).Findings).Event);
    }

    [Fact]
    public async Task An_incident_ends_with_whole_decisions_and_knows_every_market()
    {
        var path = await _journals.Run("calm.json", "population.accounts=20");
        var placed = TestJournals.Read(path).First(row => row.Recorded.Event is OrderPlaced { Market.Value: "BTC-PERP" });
        var cut = TestJournals.Read(
            _journals.Import(
                await Incident(
                path, EventFilter.All with { From = new Place(placed.Ordering, null), To = new Place(placed.Ordering, null) })));

        Assert.Equal(["BTC-PERP", "ETH-PERP"], cut.Select(row => row.Recorded.Event).OfType<MarketListed>()
            .Select(listed => listed.Instrument.Id.Value).Order());
        Assert.Contains(cut, row => row.Recorded.Id == placed.Recorded.Id);
        var accepted = TestJournals.Read(path).First(row => row.Recorded.Event is OrderAccepted);
        var trading = TestJournals.Read(
            _journals.Import(
                await Incident(
                path, EventFilter.All with { From = new Place(accepted.Ordering, null), To = new Place(accepted.Ordering, null) })));
        Assert.False(TestJournals.Read(path).First(row => row.Ordering == accepted.Ordering + 1).Stored.BeginsDecision);
        Assert.Contains(trading, row => row.Recorded.Id == accepted.Recorded.Id with { Sequence = accepted.Recorded.Id.Sequence + 1 });
    }

    [Fact]
    public async Task The_header_says_what_was_cut_and_what_is_missing()
    {
        var path = await _journals.FirstAdl();
        var file = await Incident(path, EventFilter.All with { Correlations = ["liq/alice/1"] });

        using var header = JsonDocument.Parse(File.ReadLines(file).First());
        Assert.Equal("incident", header.RootElement.GetProperty("holds").GetString());
        var text = header.RootElement.GetProperty("settings").GetString()!;
        using var settings = JsonDocument.Parse(text);
        var cut = settings.RootElement.GetProperty("cut");
        using (var journal = ReviewedJournal.Open(path))
        {
            var whole = await JournalExport.Write(journal, ExportOptions.Whole(ExportFormat.Jsonl), Stream.Null, null,
                CancellationToken.None);
            Assert.Equal(whole.Root, cut.GetProperty("of").GetProperty("root").GetString());
        }

        Assert.Equal("""{"correlation":["liq/alice/1"]}""", cut.GetProperty("criteria").GetRawText());
        Assert.Equal(7, cut.GetProperty("streams").EnumerateObject().Where(field => field.Name != "cutShort")
            .Sum(field => field.Value.GetInt32()));
        Assert.Equal(header.RootElement.GetProperty("events").GetInt64(),
            cut.GetProperty("events").EnumerateObject().Sum(field => field.Value.GetInt64()));
        Assert.Contains("absent", cut.GetProperty("missing").GetString(), StringComparison.Ordinal);
        Assert.Equal(text, JournalFile.ReadHeader(_journals.Import(file)).Settings);
    }

    [Theory]
    [InlineData("2025-01-01T00:00:04Z", "2025-01-01T00:00:04.000Z")]
    [InlineData("2025-01-01T01:00:04+01:00", "2025-01-01T00:00:04Z")]
    public async Task Times_choose_the_events_between_them(string from, string to)
    {
        var path = await _journals.FirstAdl();

        var chosen = await Chosen(path, EventFilter.All with { From = Place.Parse(from), To = Place.Parse(to) });

        var at = new Moment(1_735_689_604_000);
        Assert.Equal(TestJournals.Read(path).Where(row => row.Recorded.At == at).Select(row => row.Ordering), chosen);
        Assert.InRange(chosen.Count, 20, 40);
    }

    [Fact]
    public async Task Places_choose_the_events_between_them() =>
        Assert.Equal(
            [7, 8, 9], await Chosen(await _journals.FirstAdl(), EventFilter.All with { From = Place.Parse("7"), To = Place.Parse("9") }));

    [Theory]
    [InlineData("12:00")]
    [InlineData("-1")]
    [InlineData("yesterday")]
    [InlineData("")]
    public void What_is_neither_a_place_nor_a_time_is_refused(string text) => Assert.Null(Place.Parse(text));

    [Fact]
    public async Task An_account_is_found_in_its_stream_and_where_others_name_it()
    {
        var path = await _journals.FirstAdl();

        var chosen = await Chosen(path, EventFilter.All with { Account = new AccountId("bob") });

        var expected = TestJournals.Read(path)
            .Where(row => $"{row.Recorded.Id} {Documents.Of(row.Recorded.Event).ToJsonString(Documents.Layout)}" is var text
            && (text.StartsWith("account/bob#", StringComparison.Ordinal) || text.Contains("\"bob\"", StringComparison.Ordinal)));
        Assert.Equal(expected.Select(row => row.Ordering), chosen);
        Assert.Contains(TestJournals.Read(path), row => row.Recorded.Id.Stream.Kind == EntityKind.Deleveraging
            && chosen.Contains(row.Ordering));
    }

    [Fact]
    public async Task A_market_is_found_in_its_stream_and_where_others_name_it_but_not_among_marks()
    {
        var path = await _journals.Run("calm.json", "population.accounts=20");

        var chosen = await Chosen(path, EventFilter.All with { Market = new MarketId("ETH-PERP") });

        var rows = TestJournals.Read(path);
        Assert.Equal(
            rows.Where(row => row.Recorded.Id.Stream == EntityRef.Market(new MarketId("ETH-PERP"))).Select(row => row.Ordering),
            rows.Where(row => row.Recorded.Id.Stream.Kind == EntityKind.Market && chosen.Contains(row.Ordering))
                .Select(row => row.Ordering));
        Assert.All(rows.Where(row => row.Recorded.Event is OrderPlaced or FillApplied), row => Assert.Equal(
            Documents.Of(row.Recorded.Event)["market"]!.GetValue<string>() == "ETH-PERP", chosen.Contains(row.Ordering)));
        Assert.Contains(rows, row => row.Recorded.Event is OrderPlaced && chosen.Contains(row.Ordering));
    }

    [Fact]
    public async Task Incidents_need_a_criterion_and_json_lines()
    {
        var path = await _journals.FirstAdl();

        await Assert.ThrowsAsync<ArgumentException>(() => _journals.Export(
            path, ExportOptions.Whole(ExportFormat.Jsonl) with { Incident = true }));
        await Assert.ThrowsAsync<ArgumentException>(
            () => _journals.Export(
                path, new ExportOptions(ExportFormat.Csv, EventFilter.All with { Correlations = ["liq/alice/1"] }, true, false, null)));
        Assert.Equal(["first-adl-1.db"], _journals.Names());
    }

    private Task<string> Incident(string path, EventFilter filter) =>
        _journals.Export(path, new ExportOptions(ExportFormat.Jsonl, filter, true, false, null));

    private async Task<List<long>> Chosen(string path, EventFilter filter)
    {
        var file = await _journals.Export(path, ExportOptions.Whole(ExportFormat.Jsonl) with { Filter = filter });
        return [.. File.ReadLines(file).Skip(1).Select(line =>
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.GetProperty("ordering").GetInt64();
        })];
    }

    private static void AssertExplained(RecordedEvent recorded, Dictionary<EventRef, JournalRow> held)
    {
        Assert.Contains(recorded.Id, held.Keys);
        while (recorded.CausedBy.Stream.Kind != EntityKind.Outside)
        {
            Assert.Contains(recorded.CausedBy, held.Keys);
            recorded = held[recorded.CausedBy].Recorded;
        }
    }
}
