using System.Diagnostics;
using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Node.Running;
using ExchangeActors.Review.Exporting;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Selection;

namespace ExchangeActors.Node.Reviewing;

/// <summary><c>exchange review export</c>.</summary>
public static class ExportVerb
{
    private const int ShortestKey = 16;

    /// <summary>Exports; the result is an <see cref="ExitCode"/>.</summary>
    public static Task<int> Run(ExportChoice choice, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(choice);
        return Attempt.Run(() => Export(choice, cancellation), cancellation);
    }

    private static async Task<int> Export(ExportChoice choice, CancellationToken cancellation)
    {
        var key = KeyOf(choice);
        var filter = new EventFilter(
            [.. choice.Correlations],
            choice.From is { } from ? Place.Parse(from) : null,
            choice.To is { } to ? Place.Parse(to) : null,
            choice.Account is { } account ? new AccountId(account) : null,
            choice.Market is { } market ? new MarketId(market) : null);
        var options = new ExportOptions(Enum.Parse<ExportFormat>(choice.Format!, ignoreCase: true), filter, choice.Incident,
            choice.Pseudonymous, key);
        var watch = Stopwatch.StartNew();
        using var journal = ReviewedJournal.Open(LatestJournal.Meant(choice.Journal));
        if (!filter.IsAll && !journal.ReadRange(choice.From is null ? 1 : filter.From?.Ordering ?? 1, long.MaxValue)
            .Any(row => Matches(filter, row, cancellation)))
        {
            throw new ReviewException("no event of the journal is meant by that; look with timeline, which takes the same options");
        }

        using var progress = new ReviewProgress("exporting", journal.Count);
        if (choice.Output is null)
        {
            await using var output = Console.OpenStandardOutput();
            await using var buffered = new BufferedStream(output, 1 << 16);
            var written = await JournalExport.Write(journal, options, buffered, progress, cancellation);
            await buffered.FlushAsync(cancellation);
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                    $"{written.Events:N0} events in {watch.Elapsed.TotalSeconds:N1} "
                        + $"s{(written.Root is { } sum ? $", heads {sum}" : string.Empty)}"));
            return ExitCode.Fine;
        }

        using var target = NewFile.Create(choice.Output);
        var result = await JournalExport.Write(journal, options, target.Stream, progress, cancellation);
        var bytes = target.Complete();
        if (choice.Json)
        {
            Console.Out.WriteLine(
                ReportJson.Write(
                    new
                    {
                        file = choice.Output,
                        format = choice.Format,
                        events = result.Events,
                        bytes,
                        root = result.Root,
                        elapsedMs = watch.ElapsedMilliseconds
                    }));
        }
        else
        {
            Lines.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"{choice.Output}: {result.Events:N0} of {journal.Count:N0} events, {bytes / 1e6:N1} MB, "
                + $"{watch.Elapsed.TotalSeconds:N1} s"));
            if (result.Root is { } root)
            {
                Lines.Say($"heads {root}");
            }
        }

        return ExitCode.Fine;
    }

    /// <summary>The key for pseudonyms; null without one.</summary>
    /// <exception cref="ReviewException">It is too short.</exception>
    internal static byte[]? KeyOf(ExportChoice choice)
    {
        var key = choice.PseudonymKey is { } file ? DiskFile.ReadAll(file, DiskFile.MostOfSmall) : null;
        return key?.Length < ShortestKey
            ? throw new ReviewException(
                $"{choice.PseudonymKey}: a key of {key.Length} bytes can be guessed; it must have {ShortestKey} or more")
            : key;
    }

    private static bool Matches(EventFilter filter, JournalRow row, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return filter.Matches(row);
    }
}
