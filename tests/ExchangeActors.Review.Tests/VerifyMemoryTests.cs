using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Verifying;

namespace ExchangeActors.Review;

/// <summary>Other tests in the process would be measured too.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone in the process";
}

/// <summary>What a verification keeps does not grow with the journal.</summary>
[Collection(AloneCollection.Name)]
public sealed class VerifyMemoryTests : IDisposable
{
    private readonly TestJournals _journals = new();

    public void Dispose() => _journals.Dispose();

    [Fact]
    public async Task Probe()
    {
        var path = Environment.GetEnvironmentVariable("PROBE_JOURNAL") is { Length: > 0 } given ? given : await _journals.Run(
            "btc-oct-10-2025.json", Environment.GetEnvironmentVariable("PROBE")!.Split(' '));
        var journal = ReviewedJournal.Open(path);
        var times = 0;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var every = int.Parse(Environment.GetEnvironmentVariable("PROBE_EVERY")!);
        var holds = Verifier.Run(journal, null, null, new Told(events =>
        {
            if (times++ % every == 0)
            {
                File.AppendAllText("/tmp/e3/probe.txt", $"{events} {GC.GetTotalMemory(true):N0} {watch.Elapsed.TotalSeconds:N1}\n");
            }
        }), int.Parse(Environment.GetEnvironmentVariable("PROBE_KEPT")!), CancellationToken.None);
        File.AppendAllText("/tmp/e3/probe.txt", $"{holds.Holds} {holds.Events} {string.Join(' ', holds.Findings)}\n");
    }

    private sealed class Told(Action<long> told) : IProgress<long>
    {
        public void Report(long value) => told(value);
    }
}
