using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace ExchangeActors.Scenarios.Simulating.Exhaustive;

/// <summary>
/// Everything that a value is made of, as text: equal texts are equal values. The state hash of the entities is no substitute: it covers
/// what tells a wrong fold, not every field, and two states may be merged only if nothing at all tells them apart. Fields are found by
/// reflection so that one that is added later cannot be forgotten.
/// </summary>
internal static class Structure
{
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Fields = new();

    /// <summary>The text.</summary>
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null: text.Append('~'); break;
            case string word: text.Append(word.Length).Append(':').Append(word); break;
            // Without trailing zeros.
            case decimal number: text.Append((number / 1.000000000000000000000000000000000m).ToString(CultureInfo.InvariantCulture)); break;
            case Enum or bool or int or long: text.Append(value); break;
            case IEnumerable items: WriteAll(text, items); break;
            default: WriteFields(text, value); break;
        }
    }

    private static void WriteAll(StringBuilder text, IEnumerable items)
    {
        text.Append('[');
        foreach (var item in items)
        {
            Write(text, item);
            text.Append(',');
        }

        text.Append(']');
    }

    private static void WriteFields(StringBuilder text, object value)
    {
        var type = value.GetType();
        text.Append(type.Name).Append('(');
        foreach (var field in Fields.GetOrAdd(type, FieldsOf))
        {
            Write(text, field.GetValue(value));
            text.Append(',');
        }

        text.Append(')');
    }

    private static FieldInfo[] FieldsOf(Type type)
    {
        var fields = new List<FieldInfo>();
        for (var declaring = type; declaring is not null && declaring != typeof(object); declaring = declaring.BaseType)
        {
            fields.AddRange(
                declaring.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly));
        }

        return [.. fields];
    }
}
