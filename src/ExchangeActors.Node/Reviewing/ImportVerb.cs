using System.Diagnostics;
using System.Globalization;
using ExchangeActors.Review.Importing;

namespace ExchangeActors.Node.Reviewing;

/// <summary><c>exchange review import</c>.</summary>
public static class ImportVerb
{
    /// <summary>Imports; the result is an <see cref="ExitCode"/>.</summary>
    public static Task<int> Run(string file, string journal, bool json, CancellationToken cancellation) =>
        Attempt.Run(() => Task.FromResult(Import(file, journal, json, cancellation)), cancellation);

    private static int Import(string file, string journal, bool json, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        using var progress = new ReviewProgress("importing", null);
        var result = JournalImport.Run(file, journal, progress, cancellation);
        var bytes = new FileInfo(journal).Length;
        if (json)
        {
            Console.Out.WriteLine(ReportJson.Write(new
            {
                journal,
                holds = result.Holds,
                events = result.Events,
                bytes,
                root = result.Root,
                elapsedMs = watch.ElapsedMilliseconds,
            }));
            return ExitCode.Fine;
        }

        Lines.Say(string.Create(
            CultureInfo.InvariantCulture, $"{journal}: {result.Events:N0} events, {bytes / 1e6:N1} MB, {watch.Elapsed.TotalSeconds:N1} s"));
        Lines.Say($"heads {result.Root}");
        return ExitCode.Fine;
    }
}
