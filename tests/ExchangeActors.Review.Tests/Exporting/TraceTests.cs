using System.Text.Json;
using ExchangeActors.Review.Exporting;
using ExchangeActors.Review.Selection;

namespace ExchangeActors.Review.Tests.Exporting;

/// <summary>The trace that Perfetto reads.</summary>
public sealed class TraceTests : IDisposable
{
    private readonly TestJournals _journals = new();

    public void Dispose() => _journals.Dispose();

    [Fact]
    public async Task Every_flow_begins_in_the_slice_of_the_cause_and_ends_in_that_of_the_effect()
    {
        var path = await _journals.Crash();
        var events = await Trace(path, EventFilter.All);
        var slices = events.Where(e => Phase(e) == "X").ToLookup(Where);
        var begins = events.Where(e => Phase(e) == "s").ToDictionary(e => e.GetProperty("id").GetInt64());
        var ends = events.Where(e => Phase(e) == "f").ToDictionary(e => e.GetProperty("id").GetInt64());

        // Every event has a cause, and every cause is there: another event or an outside input.
        var rows = TestJournals.Read(path);
        Assert.Equal(rows.Count, begins.Count);
        Assert.Equal(begins.Keys.Order(), ends.Keys.Order());
        var names = events.Where(e => Phase(e) == "M" && Name(e) == "thread_name")
            .ToDictionary(e => e.GetProperty("tid").GetInt32(), e => e.GetProperty("args").GetProperty("name").GetString());
        foreach (var (id, end) in ends)
        {
            var effect = Assert.Single(slices[Where(end)]).GetProperty("args");
            var begin = begins[id];
            var cause = Assert.Single(slices[Where(begin)]);
            Assert.True(begin.GetProperty("ts").GetDecimal() <= end.GetProperty("ts").GetDecimal());
            var causedBy = effect.GetProperty("causedBy").GetString()!;
            Assert.EndsWith(
                $"{names[begin.GetProperty("tid").GetInt32()]}#{causedBy[(causedBy.IndexOf('#', StringComparison.Ordinal) + 1)..]}",
                    causedBy, StringComparison.Ordinal);
            Assert.Equal(causedBy, cause.TryGetProperty("args", out var args) ? args.GetProperty("id").GetString() : Name(cause));
        }
    }

    [Fact]
    public async Task Slices_of_a_thread_follow_each_other_at_exchange_time()
    {
        var events = await Trace(await _journals.Crash(), EventFilter.All);
        var slices = events.Where(e => Phase(e) == "X" && e.TryGetProperty("args", out _)).ToList();

        Assert.All(slices.GroupBy(e => e.GetProperty("tid").GetInt32()), thread =>
            Assert.All(thread.Zip(thread.Skip(1)), pair => Assert.True(End(pair.First) <= Start(pair.Second))));
        Assert.Equal(slices.OrderBy(Start).Select(e => e.GetProperty("args").GetProperty("ordering").GetInt64()),
            slices.Select(e => e.GetProperty("args").GetProperty("ordering").GetInt64()));
        var last = slices[^1];
        Assert.Equal(1_800_000_000m, decimal.Truncate(Start(last) / 1000m) * 1000m);
    }

    [Fact]
    public async Task Liquidations_and_deleveragings_are_spans()
    {
        var events = await Trace(await _journals.FirstAdl(), EventFilter.All);

        var spans = events.Where(e => Phase(e) is "b" or "e")
            .Select(e =>
                $"{Phase(e)} {e.GetProperty("cat").GetString()} {e.GetProperty("id").GetString()} {e.TryGetProperty("args", out _)}");
        Assert.Equal(
            ["b liquidation liq/alice/1 False", "b deleveraging adl/ETH-PERP/1 False", "e deleveraging adl/ETH-PERP/1 False",
                "e liquidation liq/alice/1 False"], spans);
    }

    [Fact]
    public async Task A_span_that_is_not_over_ends_with_the_trace_and_says_so()
    {
        var events = await Trace(await _journals.FirstAdl(), EventFilter.All with { To = new Place(36, null) });

        Assert.Contains(events, e => Phase(e) == "b" && Name(e) == "liq/alice/1");
        var end = Assert.Single(events, e => Phase(e) == "e" && Name(e) == "liq/alice/1");
        Assert.True(end.GetProperty("args").GetProperty("unfinished").GetBoolean());
    }

    [Fact]
    public async Task Processes_are_kinds_of_entities_and_threads_are_entities()
    {
        var events = await Trace(await _journals.FirstAdl(), EventFilter.All);

        var names = events.Where(e => Phase(e) == "M").Select(
            e => $"{Name(e)} {e.GetProperty("pid").GetInt32()} {e.GetProperty("args").GetProperty("name").GetString()}")
                .Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "process_name 1 outside", "process_name 2 account", "process_name 3 market", "process_name 4 liquidation",
                    "process_name 5 deleveraging",
                "thread_name 1 clock", "thread_name 1 feed", "thread_name 1 setup",
                "thread_name 2 alice", "thread_name 2 bob", "thread_name 2 carol", "thread_name 2 exchange-main",
                "thread_name 3 ETH-PERP", "thread_name 4 main", "thread_name 5 ETH-PERP",
            ],
            names);
    }

    private async Task<List<JsonElement>> Trace(string journal, EventFilter filter)
    {
        var file = await _journals.Export(journal, ExportOptions.Whole(ExportFormat.Trace) with { Filter = filter });
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(file));
        return [.. document.RootElement.Clone().GetProperty("traceEvents").EnumerateArray()];
    }

    private static string Phase(JsonElement e) => e.GetProperty("ph").GetString()!;

    private static string Name(JsonElement e) => e.GetProperty("name").GetString()!;

    private static decimal Start(JsonElement e) => e.GetProperty("ts").GetDecimal();

    private static decimal End(JsonElement e) => Start(e) + e.GetProperty("dur").GetDecimal();

    private static (int, int, decimal) Where(JsonElement e) => (e.GetProperty("pid").GetInt32(), e.GetProperty("tid").GetInt32(), Start(e));
}
