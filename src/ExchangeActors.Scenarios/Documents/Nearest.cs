using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Documents;

/// <summary>Finds what a mistyped name was meant to be.</summary>
public static class Nearest
{
    // Nobody mistypes more, and the comparison costs the product of both lengths.
    private const int Longest = 100;

    // Fewer letters begin names that have nothing to do with each other.
    private const int ShortestBeginning = 5;

    /// <summary>What was written, as a message shows it.</summary>
    public static string Shown(string written) => Identifier.Shown(written, Longest);

    /// <summary>"did you mean …", or what there is.</summary>
    public static string Remedy(string written, IReadOnlyCollection<string> known)
    {
        if (known.Count == 0)
        {
            return "remove it: nothing is expected here";
        }

        return Closest(written, known) is { } best ? $"did you mean \"{best}\"?" : $"there are: {string.Join(", ", known)}";
    }

    /// <summary>What was meant, of what there is; null when nothing is near.</summary>
    public static string? Closest(string written, IReadOnlyCollection<string> known)
    {
        if (known.Count == 0 || written.Length > Longest)
        {
            return null;
        }

        var best = known.MinBy(name => Distance(written, name))!;
        return Distance(written, best) <= Math.Max(2, written.Length / 3) ? best : Begun(written, known);
    }

    // Who writes oct10 means oct-10-2025: the shortest name that begins so when signs between letters and digits do not count.
    private static string? Begun(string written, IReadOnlyCollection<string> known)
    {
        var beginning = Plain(written);
        return beginning.Length < ShortestBeginning
            ? null
            : known.Where(name => Plain(name).StartsWith(beginning, StringComparison.OrdinalIgnoreCase)).MinBy(name => name.Length);
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit));

    /// <summary>Insertions, deletions and replacements (Levenshtein), letters of either case being equal.</summary>
    public static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? diagonal : diagonal + 1;
                diagonal = row[j];
                row[j] = Math.Min(change, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[b.Length];
    }
}
