namespace ExchangeActors.Scenarios.Documents;

/// <summary>Finds the fields of a scenario that somebody means who writes a name for them.</summary>
public static class ScenarioField
{
    // Nobody mistypes more, and the comparison costs the product of both lengths.
    private const int Longest = 100;

    // Shorter names are near to too much.
    private const int ShortestMistyped = 5;

    private static readonly Lazy<string[]> All = new(() => [.. Paste.Fields()]);

    /// <summary>The paths of the fields of this name, those nearest to the root: <c>depth</c> or <c>liquidity-depth</c> is
    /// <c>liquidity.depth</c>.</summary>
    /// <param name="written">Letters of either case; signs between them do not count.</param>
    public static IReadOnlyList<string> Named(string written)
    {
        var name = Plain(written);
        return Outermost(path => name.Length > 0 && (Plain(path) == name || Plain(Last(path)) == name));
    }

    /// <summary>The paths of the fields that are nearly called so, or of whose name it is a word: <c>fund</c> is
    /// <c>insuranceFund</c>.</summary>
    /// <param name="written">As for <see cref="Named"/>.</param>
    public static IReadOnlyList<string> Meant(string written)
    {
        var name = Plain(written);
        if (name.Length is 0 or > Longest)
        {
            return [];
        }

        if (name.Length >= ShortestMistyped)
        {
            var far = Math.Max(2, name.Length / 3);
            var nearest = All.Value.Min(path => Nearest.Distance(name, Last(path)));
            if (nearest <= far)
            {
                return Outermost(path => Nearest.Distance(name, Last(path)) == nearest);
            }
        }

        var having = Outermost(path => Words(Last(path)).Contains(name));
        return [.. having.Where(path => Words(Last(path)).Count == having.Min(other => Words(Last(other)).Count))];
    }

    private static IReadOnlyList<string> Outermost(Func<string, bool> match)
    {
        var found = All.Value.Where(match).ToList();
        return [.. found.Where(path => Depth(path) == found.Min(Depth))];
    }

    private static int Depth(string path) => path.Count(sign => sign == '.');

    private static string Last(string path) => path[(path.LastIndexOf('.') + 1)..];

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>The words of a name in camel case, in small letters.</summary>
    private static List<string> Words(string name)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            if (i == name.Length || char.IsUpper(name[i]))
            {
                words.Add(name[start..i].ToLowerInvariant());
                start = i;
            }
        }

        return words;
    }
}
