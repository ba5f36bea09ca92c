using System.Text.Json;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Review.Archiving;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Node.Reviewing;

/// <summary><c>exchange review JOURNAL archive</c> and <c>join</c>.</summary>
internal static class ArchiveVerb
{
    /// <summary>Moves old events into an archive; the result is an <see cref="ExitCode"/>.</summary>
    public static Task<int> Archive(string journal, string output, bool json, CancellationToken cancellation) => Attempt.Run(
        () =>
        {
            using var progress = new ReviewProgress("archiving", null);
            var result = JournalArchive.Run(journal, output, ProgramVersion.Text, progress, cancellation);
            return Task.FromResult(Write(
                result,
                json,
                $"{output}: {Counts.Of(result.Events)} events, root {result.Root}",
                $"{JournalPlace.Shown(journal)}: {Counts.Of(result.Left)} events after them"));
        },
        cancellation);

    /// <summary>Puts an archive and the rest together again; the result is an <see cref="ExitCode"/>.</summary>
    public static Task<int> Join(string journal, string archive, string output, bool json, CancellationToken cancellation) => Attempt.Run(
        () =>
        {
            using var progress = new ReviewProgress("joining", null);
            var result = JournalArchive.Join(journal, archive, output, progress, cancellation);
            return Task.FromResult(Write(result, json, $"{output}: {Counts.Of(result.Events)} events, root {result.Root}"));
        },
        cancellation);

    private static int Write(ArchiveResult result, bool json, params string[] told)
    {
        foreach (var line in json ? [JsonSerializer.Serialize(result, Documents.Indented)] : told)
        {
            Console.Out.WriteLine(json ? line : Identifier.Plain(line));
        }

        return ExitCode.Fine;
    }
}
