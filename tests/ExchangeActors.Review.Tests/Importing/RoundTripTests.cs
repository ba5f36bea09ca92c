using System.Text.Json;
using System.Text.Json.Nodes;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Exporting;
using ExchangeActors.Review.Importing;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Tests.Importing;

/// <summary>Export as JSON lines and import: the journal comes back byte for byte.</summary>
public sealed class RoundTripTests : IDisposable
{
    private static readonly JsonSerializerOptions Spaced = new() { WriteIndented = false };

    private readonly TestJournals _journals = new();

    public void Dispose() => _journals.Dispose();

    [Fact]
    public async Task An_imported_journal_has_the_same_bytes_hashes_and_header()
    {
        var original = await _journals.Crash();
        var imported = _journals.Import(await _journals.Export(original, ExportOptions.Whole(ExportFormat.Jsonl)));

        var (before, after) = (TestJournals.Read(original), TestJournals.Read(imported));
        Assert.True(before.Count > 2_000, $"{before.Count} events");
        Assert.Equal(before.Select(Stored), after.Select(Stored));
        Assert.Equal(HeaderOf(original), HeaderOf(imported));
        Assert.Equal(Redecided.All(original), Redecided.All(imported));
    }

    [Fact]
    public async Task Export_and_import_report_the_root_of_a_checkpoint()
    {
        var path = await _journals.FirstAdl();
        var file = await _journals.Export(path, ExportOptions.Whole(ExportFormat.Jsonl));
        var heads = TestJournals.Read(path).GroupBy(row => row.Recorded.Id.Stream)
            .Select(stream => new HashChain(stream.Key, stream.Last().Recorded.Id.Sequence, stream.Last().Hash));
        using var journal = ReviewedJournal.Open(path);

        var exported = await JournalExport.Write(journal, ExportOptions.Whole(ExportFormat.Csv), Stream.Null, null, CancellationToken.None);
        var imported = JournalImport.Run(file, _journals.PathOf("again.db"), null, CancellationToken.None);

        Assert.Equal(Checkpoint.Of(journal.Header, heads).Root, exported.Root);
        Assert.Equal(exported.Root, imported.Root);
        Assert.Equal((46, 46), (exported.Events, imported.Events));
    }

    [Fact]
    public async Task Exporting_what_was_imported_gives_the_same_file()
    {
        var file = await _journals.Export(await _journals.FirstAdl(), ExportOptions.Whole(ExportFormat.Jsonl));

        var again = await _journals.Export(_journals.Import(file), ExportOptions.Whole(ExportFormat.Jsonl));

        Assert.Equal(await File.ReadAllBytesAsync(file), await File.ReadAllBytesAsync(again));
    }

    [Fact]
    public async Task Lines_may_be_laid_out_anew()
    {
        var original = await _journals.FirstAdl();
        var file = await _journals.Export(original, ExportOptions.Whole(ExportFormat.Jsonl));
        var lines = File.ReadLines(file)
            .Select(line =>
                new JsonObject(JsonNode.Parse(line)!.AsObject().Reverse()
                .Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone()))).ToJsonString(Spaced)).ToList();
        await File.WriteAllLinesAsync(file, lines.Select(line => "  " + line.Replace("\":", "\" : ", StringComparison.Ordinal) + "\r"));

        Assert.Equal(TestJournals.Read(original).Select(Stored), TestJournals.Read(_journals.Import(file)).Select(Stored));
    }

    private static string Stored(JournalRow row) => $"{row.Ordering} {row.Manifest} {Convert.ToHexString(row.Stored.StoredBytes.Span)}";

    private static string HeaderOf(string path)
    {
        using var journal = ReviewedJournal.Open(path);
        return $"{journal.Header with { Rules = null }} {JournaledRules.Write(journal.Header.Rules!)}";
    }
}
