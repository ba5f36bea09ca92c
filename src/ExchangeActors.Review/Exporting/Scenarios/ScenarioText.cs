using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Review.Exporting.Scenarios;

/// <summary>Writes a scenario's file as a person would: a member per line, lists with an entry per line.</summary>
internal sealed class ScenarioText(Stream output) : IDisposable
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new DecimalConverter() },
    };

    private readonly StreamWriter _writer = new(output, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
    private int _depth;
    private bool _hasMembers;

    /// <summary>A value in one line.</summary>
    public static string Line(object value) => JsonSerializer.Serialize(value, value.GetType(), Options);

    /// <summary>Begins the file, or a member that is an object.</summary>
    public ScenarioText Begin(string? name = null)
    {
        if (name is not null)
        {
            Name(name);
        }

        _writer.Write('{');
        _depth++;
        _hasMembers = false;
        return this;
    }

    /// <summary>Ends what <see cref="Begin"/> began.</summary>
    public ScenarioText End()
    {
        _depth--;
        _writer.WriteLine();
        Indent();
        _writer.Write('}');
        _hasMembers = true;
        if (_depth == 0)
        {
            _writer.WriteLine();
        }

        return this;
    }

    /// <summary>A member in one line.</summary>
    public ScenarioText Member(string name, object value) => Raw(name, Line(value));

    /// <summary>A member whose value is written already.</summary>
    public ScenarioText Raw(string name, string line)
    {
        Name(name);
        _writer.Write(line);
        return this;
    }

    /// <summary>A member that is a list of lines; nothing is written when it has none.</summary>
    public ScenarioText List(string name, IEnumerable<string> lines)
    {
        var first = true;
        foreach (var line in lines)
        {
            if (first)
            {
                Name(name);
                _writer.Write('[');
                _depth++;
            }

            _writer.WriteLine(first ? string.Empty : ",");
            Indent();
            _writer.Write(line);
            first = false;
        }

        if (!first)
        {
            _depth--;
            _writer.WriteLine();
            Indent();
            _writer.Write(']');
        }

        return this;
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void Name(string name)
    {
        _writer.WriteLine(_hasMembers ? "," : string.Empty);
        _hasMembers = true;
        Indent();
        _writer.Write(Line(name));
        _writer.Write(": ");
    }

    private void Indent()
    {
        for (var i = 0; i < _depth; i++)
        {
            _writer.Write("  ");
        }
    }

    /// <summary>Exact, without trailing zeros.</summary>
    private sealed class DecimalConverter : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDecimal();

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(decimal.Parse(Canonical.Text(value), CultureInfo.InvariantCulture));
    }
}
