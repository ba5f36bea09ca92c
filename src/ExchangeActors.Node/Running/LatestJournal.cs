using ExchangeActors.Journal;

namespace ExchangeActors.Node.Running;

/// <summary>The newest journal of the folder in which runs keep theirs.</summary>
internal static class LatestJournal
{
    /// <summary>Where runs without <c>--journal</c> keep theirs, under the current directory.</summary>
    public const string Folder = "journals";

    /// <summary>What a review calls the newest.</summary>
    public const string Word = "latest";

    /// <summary>The newest that is named so; null when there is none.</summary>
    /// <param name="pattern">As file systems have it, e.g. <c>*.db</c>.</param>
    public static string? Find(string pattern = "*.db") => Directory.Exists(Folder)
        ? Directory.GetFiles(Folder, pattern).OrderBy(File.GetCreationTimeUtc).ThenBy(file => file, StringComparer.Ordinal).LastOrDefault()
        : null;

    /// <summary>The journal that a user means: <see cref="Word"/> is the newest, unless there is a file of that name.</summary>
    /// <exception cref="JournalException">There is no journal yet.</exception>
    public static string Meant(string journal) => journal != Word || File.Exists(journal) ? journal
        : Find() ?? throw new JournalException(
            JournalFault.Missing, "there is no journal in it yet", Folder, "make one with exchange run, or name the journal");
}
