using System.Collections;
using System.Security.Cryptography;
using System.Text;

namespace ExchangeActors.Journal.Memory;

/// <summary>What written objects may refer to without its being written: an object and all that it is made of, in one order.</summary>
internal static class Surroundings
{
    /// <summary>The objects, each once, by the order of their fields. Strings and collections are none.</summary>
    public static IReadOnlyList<object> Of(object root)
    {
        var found = new List<object>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        Visit(root, found, seen);
        return found;
    }

    /// <summary>A hash over their types: as long as it is the same, the same number means the same object.</summary>
    public static string Shape(IReadOnlyList<object> known) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', known.Select(one => one.GetType().FullName)))));

    private static void Visit(object? value, List<object> found, HashSet<object> seen)
    {
        switch (value)
        {
            case null or string or Delegate:
                return;
            case IEnumerable many when !MemoryTypes.IsOwn(value.GetType()):
                if (IsOrdered(value.GetType()))
                {
                    foreach (var one in many)
                    {
                        Visit(one, found, seen);
                    }
                }

                return;
            default:
                break;
        }

        var type = value.GetType();
        if (type.IsPrimitive || type.IsEnum || (!MemoryTypes.IsOwn(type) && !IsPair(type)) || (!type.IsValueType && !seen.Add(value)))
        {
            return;
        }

        if (!type.IsValueType)
        {
            found.Add(value);
        }

        foreach (var field in MemoryTypes.FieldsOf(type).Where(field => !field.FieldType.IsPrimitive))
        {
            Visit(field.GetValue(value), found, seen);
        }
    }

    // Of others the order may be another one in the next process.
    private static bool IsOrdered(Type type) => type.IsArray || (type.IsGenericType
        && type.GetGenericTypeDefinition().FullName is string name
        && (name.StartsWith("System.Collections.Immutable.ImmutableArray`", StringComparison.Ordinal)
            || name.StartsWith("System.Collections.Immutable.ImmutableSorted", StringComparison.Ordinal)
            || name.StartsWith("System.Collections.Immutable.ImmutableList`", StringComparison.Ordinal)));

    private static bool IsPair(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>);
}
