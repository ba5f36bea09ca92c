using System.Collections.Immutable;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Binding;

/// <summary>Reads a profile's file, with what it extends.</summary>
internal static class VenueDocument
{
    /// <summary>The member that names the profile whose settings hold where the file says nothing.</summary>
    public const string Extends = "extends";

    private const string Name = "name";
    private const string Version = "version";

    /// <summary>Not taken over: what a profile is called and which edition it is are its own.</summary>
    private static readonly string[] Own = [Name, Version, "$schema"];

    /// <summary>Added to, where everything else is replaced: what the base simplifies holds for the profile as well.</summary>
    private static readonly string[] Lists = ["notes", "sources"];

    /// <summary>
    /// The file's document. With <c>extends</c> it is laid over the named profile's (a name under <c>config/venues</c>, or a path relative
    /// to this file), which may extend another.
    /// </summary>
    /// <exception cref="InputException">A file cannot be read, or a profile extends itself.</exception>
    public static DocumentNode Read(string path, string shown) => Read(path, shown, []);

    /// <summary>What the file itself extends; null for nothing. The file was read without fault.</summary>
    public static string? BaseOf(string path, string shown) => DocumentParser.ParseFile(path, shown)[Extends]?.Text;

    private static DocumentNode Read(string path, string shown, ImmutableList<string> above)
    {
        var document = DocumentParser.ParseFile(path, shown);
        if (document.Kind != NodeKind.Object || document[Extends] is not { } extends)
        {
            return document;
        }

        if (extends.Kind != NodeKind.Text || extends.Text.Length == 0)
        {
            throw new InputException(extends.Origin.Problem(
                Extends, $"must be the name of a profile, is {extends.KindText}", "write for example \"extends\": \"bitmex\", or leave "
                    + "it out"));
        }

        var file = Path.GetFullPath(VenueFiles.Find(extends.Text, path, extends.Origin, Extends));
        var chain = above.Add(Path.GetFullPath(path));
        if (chain.Contains(file))
        {
            throw new InputException(extends.Origin.Problem(
                Extends, $"\"{Nearest.Shown(extends.Text)}\" leads back to {shown}: a profile cannot extend "
                    + $"itself", "name another profile"));
        }

        var below = Read(file, Path.GetRelativePath(Environment.CurrentDirectory, file), chain);
        return below.Kind == NodeKind.Object
            ? Merge(below, document)
            : throw new InputException(
                below.Origin.Problem(string.Empty, $"must be an object, is {below.KindText}", "see config/venues/bitmex.json"));
    }

    private static DocumentNode Merge(DocumentNode below, DocumentNode own)
    {
        var merged = new DocumentNode(NodeKind.Object, own.Origin);
        merged.Members.AddRange(below.Members.Where(member => !Own.Contains(member.Name)));
        foreach (var name in Lists)
        {
            if (own[name] is { Kind: NodeKind.List } mine && merged[name] is { Kind: NodeKind.List } theirs)
            {
                mine.Items.AddRange(theirs.Items);
            }
        }

        own.Members.RemoveAll(member => member.Name == Extends);
        VenueProfileBinder.Overlay(merged, own);
        if (merged[Version] is null)
        {
            merged.Set(Version, new DocumentNode(NodeKind.Number, own.Origin, "1"), own.Origin);
        }

        return merged;
    }
}
