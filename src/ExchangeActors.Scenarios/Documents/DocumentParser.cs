using System.Text;
using System.Text.Json;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;

namespace ExchangeActors.Scenarios.Documents;

/// <summary>
/// Reads JSON (no comments, no trailing commas, no repeated names) into nodes that know their line. A member whose name begins with
/// <c>$comment</c> is a
/// remark, of any value, and left out.
/// </summary>
internal static class DocumentParser
{
    /// <summary>The most objects and lists inside one another.</summary>
    public const int MaxDepth = 32;

    /// <summary>The most names of one object.</summary>
    public const int MostMembers = 10_000;

    /// <summary>The most objects, lists and plain values of a document.</summary>
    public const int MostValues = 5_000_000;

    /// <summary>The most bytes of a file of JSON.</summary>
    public const long MaxBytes = 64L * 1024 * 1024;

    private const string Remark = "$comment";

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">The file is missing, unreadable or not JSON; the message says where.</exception>
    public static DocumentNode ParseFile(string path, string shown)
    {
        try
        {
            if (File.Exists(path) && !DiskFile.IsRegular(path))
            {
                throw new InputException(new InputProblem(shown, 0, string.Empty, "is a device or a pipe", "write it into a file first"));
            }

            if (new FileInfo(path) is { Exists: true, Length: > MaxBytes })
            {
                throw new InputException(
                    new InputProblem(shown, 0, string.Empty, $"is larger than {MaxBytes >> 20} MiB, the most that it may have",
                        "keep market data in a table beside it"));
            }

            return Parse(DiskFile.ReadAll(path, MaxBytes), shown);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException(FileProblem.Of(shown, path, fault));
        }
    }

    /// <summary>Reads UTF-8 text.</summary>
    /// <exception cref="InputException">It is not JSON.</exception>
    public static DocumentNode Parse(ReadOnlySpan<byte> utf8, string source)
    {
        if (utf8.StartsWith(Encoding.UTF8.Preamble))
        {
            utf8 = utf8[Encoding.UTF8.Preamble.Length..];
        }

        var parser = new Pass(utf8, source);
        try
        {
            return parser.Document();
        }
        catch (JsonException fault)
        {
            throw new InputException(Syntax(fault, utf8, source));
        }
        catch (InvalidOperationException)
        {
            // A text is decoded only when it is asked for.
            throw new InputException(parser.Here().Problem(
                string.Empty,
                "a text is not Unicode: it holds half of a surrogate pair, or bytes that are not UTF-8",
                "write the characters as they are, in UTF-8"));
        }
    }

    private static InputProblem Syntax(JsonException fault, ReadOnlySpan<byte> utf8, string source)
    {
        var line = (fault.LineNumber ?? 0) + 1;
        var message = fault.Message;
        var cut = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var text = Encoding.UTF8.GetString(utf8).Split('\n').ElementAtOrDefault((int)line - 1)?.Trim() ?? string.Empty;
        var remedy = text.StartsWith("//", StringComparison.Ordinal) || text.StartsWith("/*", StringComparison.Ordinal)
            ? "JSON has no comments; say it in \"description\" or in a member named \"$comment\""
            : text.Contains("NaN", StringComparison.Ordinal) || text.Contains("Infinity", StringComparison.Ordinal)
                ? "write a finite number"
                : "correct the JSON (commas between values, quotes around names, every bracket closed)";
        // The library speaks of its options, and shows what it read with line breaks.
        var said = (cut > 0 ? message[..cut] : message).Split(" Change the reader options")[0];
        var what = Identifier.Plain(said.Replace(" which is not supported in this mode", string.Empty, StringComparison.Ordinal)
            .ReplaceLineEndings(" ")).TrimEnd('.');
        return new InputProblem(source, line, string.Empty, $"is not JSON: {what} (character {(fault.BytePositionInLine ?? 0) + 1})",
            remedy);
    }

    private ref struct Pass(ReadOnlySpan<byte> utf8, string source)
    {
        private readonly ReadOnlySpan<byte> _utf8 = utf8;
        private Utf8JsonReader _reader = new(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        private long _line = 1;
        private int _counted;
        private int _values;

        public DocumentNode Document()
        {
            _reader.Read();
            var root = Value();
            _reader.Read();
            return root;
        }

        public Origin Here()
        {
            var at = (int)_reader.TokenStartIndex;
            _line += _utf8[_counted..at].Count((byte)'\n');
            _counted = at;
            return new Origin(source, _line);
        }

        private DocumentNode Value()
        {
            var here = Here();
            if (++_values > MostValues)
            {
                throw new InputException(here.Problem(
                    string.Empty,
                    $"has more than {MostValues} values, the most that a document may have",
                    "keep market data in a table beside it"));
            }

            switch (_reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    return Object(here);
                case JsonTokenType.StartArray:
                    var list = new DocumentNode(NodeKind.List, here);
                    while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
                    {
                        list.Items.Add(Value());
                    }

                    return list;
                case JsonTokenType.String:
                    return new DocumentNode(NodeKind.Text, here, _reader.GetString() ?? string.Empty);
                case JsonTokenType.Number:
                    return new DocumentNode(NodeKind.Number, here, Encoding.ASCII.GetString(_reader.ValueSpan));
                case JsonTokenType.True or JsonTokenType.False:
                    return new DocumentNode(NodeKind.Truth, here, _reader.TokenType == JsonTokenType.True ? "true" : "false");
                default:
                    return new DocumentNode(NodeKind.Null, here, "null");
            }
        }

        private DocumentNode Object(Origin here)
        {
            var node = new DocumentNode(NodeKind.Object, here);
            while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
            {
                var nameAt = Here();
                var name = _reader.GetString() ?? string.Empty;
                if (node.Members.Count == MostMembers)
                {
                    throw new InputException(nameAt.Problem(
                        string.Empty, $"is an object of more than {MostMembers} names, the most that one may have", "write a list"));
                }

                if (node.Member(name) is { } first)
                {
                    throw new InputException(nameAt.Problem(
                        string.Empty,
                        $"\"{Nearest.Shown(name)}\" is written twice, first on line {first.Origin.Line}",
                        "remove one of the two"));
                }

                _reader.Read();
                if (name.StartsWith(Remark, StringComparison.Ordinal))
                {
                    Value();
                    continue;
                }

                node.Members.Add(new Member(name, nameAt, Value()));
            }

            return node;
        }
    }
}
