using System.Diagnostics;
using System.Globalization;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Verifying;
using Xunit.Abstractions;

namespace ExchangeActors.Review.Tests.Verifying;

/// <summary>
/// What a verification keeps does not grow with the journal: the live heap, after a full collection, around one place and around a later
/// one. At each the median of three: a collection may find the runtime's pool of arrays full or, once in a while, emptied. The long form,
/// which writes a journal of so many events to <c>EXCHANGE_VERIFY_JOURNAL</c> (or takes the one that is there) and says the heap and the
/// process's memory at every tenth: <c>EXCHANGE_VERIFY_EVENTS=10000000 EXCHANGE_VERIFY_JOURNAL=/tmp/long.db dotnet test
/// tests/ExchangeActors.Review.Tests -c Release --filter VerifyMemoryTests</c>.
/// </summary>
[Collection(nameof(VerifyMemoryTests))]
[CollectionDefinition(nameof(VerifyMemoryTests), DisableParallelization = true)]
public sealed class VerifyMemoryTests(ITestOutputHelper output) : IDisposable
{
    private const int Step = 5_000;
    private const int Early = 2 * Step;
    private const int Late = 7 * Step;

    // Books and outboxes hold a little more or less at every moment; one reference and its entry in a table for each event are far more.
    private const int BytesPerEvent = 2;

    // By trial: events in a tick of 12 markets that walk, with 200 accounts.
    private const int EventsPerTick = 80;
    private const int TickSeconds = 5;

    private readonly TestJournals _journals = new();

    public void Dispose() => _journals.Dispose();

    [Fact]
    public async Task Many_times_as_many_events_are_verified_in_the_same_memory()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("EXCHANGE_VERIFY_EVENTS"), CultureInfo.InvariantCulture, out var many))
        {
            await LongForm(many);
            return;
        }

        var path = await _journals.Run(
            "btc-oct-10-2025.json",
            "population.accounts=40",
            "insuranceFund=1000000",
            "market={}",
            "market.walk=0.05",
            "durationSeconds=36000");
        var live = new SortedDictionary<long, long>();
        Verify(path, 200, events => live[events] = GC.GetTotalMemory(forceFullCollection: true));

        output.WriteLine(string.Join('\n', live));
        Assert.True(live.ContainsKey(Late + Step), $"there are too few events: {string.Join(", ", live.Keys)}");
        Assert.InRange(Around(Late) - Around(Early), long.MinValue, (Late - Early) * BytesPerEvent);

        long Around(int events) => new[] { events - Step, events, events + Step }.Select(place => live[place]).Order().ElementAt(1);
    }

    private async Task LongForm(int events)
    {
        var path = Environment.GetEnvironmentVariable("EXCHANGE_VERIFY_JOURNAL") is { Length: > 0 } named
            ? named
            : _journals.PathOf("long.db");
        if (!File.Exists(path))
        {
            var seconds = string.Create(CultureInfo.InvariantCulture, $"durationSeconds={(long)events * TickSeconds / EventsPerTick}");
            File.Move(
                await _journals.Run("oct-10-2025.json", "population.accounts=200", "market={}", "market.walk=0.05", seconds), path);
        }

        var next = 0L;
        Verify(path, null, read =>
        {
            if (read >= next)
            {
                next += events / 10;
                using var process = Process.GetCurrentProcess();
                var (all, live) = (process.WorkingSet64, GC.GetTotalMemory(forceFullCollection: true));
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{read:N0} events: {live / 1e6:N1} MB live, {all / 1e6:N0} MB of the process, "
                        + $"{process.PeakWorkingSet64 / 1e6:N0} MB at most"));
            }
        });
    }

    private static void Verify(string path, int? kept, Action<long> told)
    {
        using var journal = ReviewedJournal.Open(path);
        var verification = kept is { } most
            ? Verifier.Run(journal, null, null, new Told(told), most, CancellationToken.None)
            : Verifier.Run(journal, null, null, new Told(told), CancellationToken.None);
        Assert.True(verification.Holds, verification.Findings.FirstOrDefault()?.ToString());
    }

    private sealed class Told(Action<long> told) : IProgress<long>
    {
        public void Report(long value) => told(value);
    }
}
