using System.Collections.Immutable;
using System.Globalization;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Documents;

/// <summary>
/// Reads an object strictly: every problem is noted with its place and reading goes on with a stand-in, so that all problems are found in
/// one pass; <see cref="Done"/> notes the names that nobody asked for.
/// </summary>
/// <param name="node">The object.</param>
/// <param name="path">Its path from the root.</param>
/// <param name="problems">Where the problems go.</param>
/// <param name="pastes">True in a scenario: what is missing is told with a value to paste.</param>
internal sealed class ObjectReader(DocumentNode node, string path, ImmutableArray<InputProblem>.Builder problems, bool pastes = false)
{
    /// <summary>The most characters of a text.</summary>
    public const int LongestText = 10_000;

    /// <summary>Beyond so many problems a list is not read on: who has a thousand to correct has enough to do.</summary>
    private const int MostProblems = 1_000;

    /// <summary>The one text that may have several lines.</summary>
    private const string Prose = "description";

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>The object.</summary>
    public DocumentNode Node { get; } = node;

    /// <summary>Its path from the root.</summary>
    public string Path { get; } = path;

    /// <summary>Where the problems go.</summary>
    public ImmutableArray<InputProblem>.Builder Problems { get; } = problems;

    /// <summary>The path of a member.</summary>
    public string PathOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    /// <summary>Notes a problem of a member, at the member's line if it is there.</summary>
    public void Note(string name, string what, string remedy) =>
        Problems.Add((Node[name]?.Origin ?? Node.Origin).Problem(PathOf(name), what, remedy));

    /// <summary>A member of any kind, or null.</summary>
    public DocumentNode? Any(string name)
    {
        _known.Add(name);
        return Node[name];
    }

    /// <summary>True when the member is written.</summary>
    public bool Has(string name) => Node[name] is not null;

    /// <summary>A text; required when there is no fallback.</summary>
    public string Text(string name, string? fallback = null)
    {
        if (Get(name, NodeKind.Text, "a text", fallback is null) is not { } found)
        {
            return fallback ?? string.Empty;
        }

        if (found.Text.Length == 0 && fallback is null)
        {
            Note(name, "is empty", "write a text");
        }

        if (found.Text.Length > LongestText)
        {
            Note(name, $"has {found.Text.Length} characters, a text may have {LongestText}", "shorten it");
            return string.Empty;
        }

        if (!IsPlain(name == Prose ? found.Text.ReplaceLineEndings(" ").Replace('\t', ' ') : found.Text))
        {
            Note(name, $"holds a control character (\"{Identifier.Shown(found.Text)}\")", "take it out");
            return string.Empty;
        }

        return found.Text;
    }

    /// <summary>One of a set of words; required when there is no fallback.</summary>
    public T Word<T>(string name, IReadOnlyDictionary<string, T> words, T? fallback = null)
        where T : struct
    {
        if (Get(name, NodeKind.Text, "a text", fallback is null) is not { } found)
        {
            return fallback ?? default;
        }

        if (words.TryGetValue(found.Text, out var word))
        {
            return word;
        }

        Note(name, $"\"{Nearest.Shown(found.Text)}\" is unknown", Nearest.Remedy(found.Text, [.. words.Keys]));
        return fallback ?? default;
    }

    /// <summary>A truth value.</summary>
    public bool Truth(string name, bool fallback) => Get(name, NodeKind.Truth, "true or false", false) is { } found
        ? found.Text == "true" : fallback;

    /// <summary>A number within bounds; required when there is no fallback.</summary>
    public decimal Number(string name, decimal? fallback, decimal least, decimal greatest)
    {
        if (Get(name, NodeKind.Number, "a number", fallback is null) is not { } found)
        {
            return fallback ?? Math.Max(least, 0m);
        }

        return NumberOf(found, PathOf(name), least, greatest) ?? fallback ?? Math.Max(least, 0m);
    }

    /// <summary>A number, or null when it is not written.</summary>
    public decimal? OptionalNumber(string name, decimal least, decimal greatest) =>
        Get(name, NodeKind.Number, "a number", false) is { } found ? NumberOf(found, PathOf(name), least, greatest) : null;

    /// <summary>A whole number within bounds; required when there is no fallback.</summary>
    public long Whole(string name, long? fallback, long least, long greatest)
    {
        var value = Number(name, fallback, least, greatest);
        if (decimal.Truncate(value) == value)
        {
            return (long)value;
        }

        Note(name, $"must be a whole number, is {value.ToString(CultureInfo.InvariantCulture)}", "drop the fraction");
        return fallback ?? least;
    }

    /// <summary>A whole number, or null when it is not written.</summary>
    public long? OptionalWhole(string name, long least, long greatest)
    {
        if (!Has(name))
        {
            Any(name);
            return null;
        }

        return Whole(name, least, least, greatest);
    }

    /// <summary>An object, or null when it is not written (noted when required).</summary>
    public ObjectReader? Object(string name, bool required) =>
        Get(name, NodeKind.Object, "an object", required) is { } found ? new ObjectReader(found, PathOf(name), Problems, pastes) : null;

    /// <summary>The objects of a list but those to skip; none when it is not written (noted when required).</summary>
    public IEnumerable<ObjectReader> Objects(string name, bool required, Func<DocumentNode, bool>? skip = null)
    {
        foreach (var (item, itemPath) in Items(name, required))
        {
            if (skip?.Invoke(item) == true)
            {
                continue;
            }

            if (item.Kind == NodeKind.Object)
            {
                yield return new ObjectReader(item, itemPath, Problems, pastes);
            }
            else
            {
                Problems.Add(item.Origin.Problem(itemPath, $"must be an object, is {item.KindText}", "write { … }"));
            }
        }
    }

    /// <summary>The items of a list with their paths.</summary>
    public IEnumerable<(DocumentNode Item, string Path)> Items(string name, bool required) =>
        Get(name, NodeKind.List, "a list", required)?.Items.Select((item, i) => (item, $"{PathOf(name)}[{i}]"))
            .TakeWhile(_ => Problems.Count < MostProblems) ?? [];

    /// <summary>A list of numbers within bounds.</summary>
    public ImmutableArray<decimal> Numbers(string name, bool required, decimal least, decimal greatest)
    {
        var numbers = ImmutableArray.CreateBuilder<decimal>();
        foreach (var (item, itemPath) in Items(name, required))
        {
            if (item.Kind != NodeKind.Number)
            {
                Problems.Add(item.Origin.Problem(itemPath, $"must be a number, is {item.KindText}", "write a number without quotes"));
            }
            else if (NumberOf(item, itemPath, least, greatest) is { } number)
            {
                numbers.Add(number);
            }
        }

        return numbers.ToImmutable();
    }

    /// <summary>True for a text that can be shown as it is.</summary>
    public static bool IsPlain(string text) => Identifier.Plain(text) == text;

    /// <summary>Notes every member that nobody asked for.</summary>
    public void Done()
    {
        foreach (var member in Node.Members.Where(member => !_known.Contains(member.Name)).Take(MostProblems))
        {
            Problems.Add(member.Origin.Problem(
                PathOf(Nearest.Shown(member.Name)),
                $"no property \"{Nearest.Shown(member.Name)}\" is known here",
                Nearest.Remedy(member.Name, _known)));
        }
    }

    /// <summary>The number of a node within bounds; null with a problem noted when it is none.</summary>
    public decimal? NumberOf(DocumentNode number, string numberPath, decimal least, decimal greatest)
    {
        if (!decimal.TryParse(number.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            Problems.Add(number.Origin.Problem(numberPath, $"{number.Text} is beyond what a decimal holds", "write at most 28 digits"));
            return null;
        }

        if (value >= least && value <= greatest)
        {
            return value;
        }

        var bounds = greatest == decimal.MaxValue ? $"at least {least}" : $"between {least} and {greatest}";
        Problems.Add(number.Origin.Problem(numberPath, $"must be {bounds}, is {number.Text}", $"change the number{Usual(numberPath)}"));
        return null;
    }

    /// <summary>What to add; of a scenario with its value to paste. Other documents have fields of the same names.</summary>
    private string Missing(string name, string kindText) =>
        pastes && Paste.Of(PathOf(name)) is { } paste ? $"add {paste}" : $"add \"{name}\" ({kindText})";

    private string Usual(string numberPath) => pastes && Paste.Default(numberPath) is { } usual ? $"; the default is {usual}"
        : string.Empty;

    private DocumentNode? Get(string name, NodeKind kind, string kindText, bool required)
    {
        var found = Any(name);
        if (found is null)
        {
            if (required)
            {
                Problems.Add(Node.Origin.Problem(PathOf(name), "is missing", Missing(name, kindText)));
            }

            return null;
        }

        if (found.Kind == kind)
        {
            return found;
        }

        var remedy = kind == NodeKind.Number && found.Kind == NodeKind.Text ? "write a finite number without quotes" : $"write {kindText}";
        Note(name, $"must be {kindText}, is {found.KindText}", remedy);
        return null;
    }
}
