namespace ExchangeActors.Scenarios.Documents;

/// <summary>The kinds of JSON value.</summary>
internal enum NodeKind
{
    /// <summary>An object.</summary>
    Object,

    /// <summary>A list.</summary>
    List,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>true or false.</summary>
    Truth,

    /// <summary>null.</summary>
    Null,
}

/// <summary>A named value of an object and where its name was written.</summary>
internal sealed record Member(string Name, Origin Origin, DocumentNode Value);

/// <summary>A JSON value that remembers where it was written.</summary>
/// <param name="kind">Its kind.</param>
/// <param name="origin">Where it begins.</param>
/// <param name="text">A text's content; a number or truth value as written.</param>
internal sealed class DocumentNode(NodeKind kind, Origin origin, string text = "")
{
    // Most values of a document have neither.
    private List<Member>? _members;
    private List<DocumentNode>? _items;

    /// <summary>Its kind.</summary>
    public NodeKind Kind { get; } = kind;

    /// <summary>Where it begins.</summary>
    public Origin Origin { get; } = origin;

    /// <summary>A text's content; a number or truth value as written.</summary>
    public string Text { get; } = text;

    /// <summary>The members of an object, in written order.</summary>
    public List<Member> Members => _members ??= [];

    /// <summary>The items of a list.</summary>
    public List<DocumentNode> Items => _items ??= [];

    /// <summary>The member's value, or null.</summary>
    public DocumentNode? this[string name] => Member(name)?.Value;

    /// <summary>The member of this name, or null.</summary>
    public Member? Member(string name) => _members?.Find(member => member.Name == name);

    /// <summary>Sets a member, in place of an earlier one.</summary>
    public void Set(string name, DocumentNode value, Origin origin)
    {
        var at = Members.FindIndex(member => member.Name == name);
        if (at < 0)
        {
            Members.Add(new Member(name, origin, value));
        }
        else
        {
            Members[at] = new Member(name, origin, value);
        }
    }

    /// <summary>Lays another object over this one: objects are merged member by member, everything else is replaced.</summary>
    public void Overlay(DocumentNode over)
    {
        foreach (var member in over.Members)
        {
            if (this[member.Name] is { Kind: NodeKind.Object } mine && member.Value.Kind == NodeKind.Object)
            {
                mine.Overlay(member.Value);
            }
            else
            {
                Set(member.Name, member.Value, member.Origin);
            }
        }
    }

    /// <summary>The kind in a reader's words.</summary>
    public string KindText => Kind switch
    {
        NodeKind.Object => "an object",
        NodeKind.List => "a list",
        NodeKind.Text => $"the text \"{Nearest.Shown(Text)}\"",
        NodeKind.Number => $"the number {Nearest.Shown(Text)}",
        NodeKind.Truth => Text,
        _ => "null",
    };
}
