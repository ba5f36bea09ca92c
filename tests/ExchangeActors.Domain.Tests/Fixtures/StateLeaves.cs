using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Fixtures;

/// <summary>
/// Walks a state's type by reflection: makes a state in which nothing is empty, and every state that differs from it in one place, with
/// the place's name. New fields are in it without being named anywhere.
/// </summary>
internal static class StateLeaves
{
    private const BindingFlags Instance = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;

    private static readonly Type[] Types = typeof(DomainEvent).Assembly.GetTypes();

    /// <summary>
    /// A value of the type in which nothing is null or empty; two of different variants differ in every leaf. Of a type with several
    /// kinds, one of them.
    /// </summary>
    public static object Make(Type type, int variant)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            return $"text-{variant}";
        }

        if (type.IsEnum)
        {
            return Enum.GetValues(type).GetValue(variant % Enum.GetValues(type).Length)!;
        }

        if (type == typeof(bool))
        {
            return variant % 2 == 0;
        }

        if (type == typeof(System.Numerics.BigInteger))
        {
            return new System.Numerics.BigInteger(variant + 5);
        }

        if (type.IsPrimitive || type == typeof(decimal))
        {
            return Convert.ChangeType(variant + 5, type, System.Globalization.CultureInfo.InvariantCulture);
        }

        if (ItemOf(type) is { } item)
        {
            return Collect(type, [Make(item, variant)]);
        }

        if (type.IsAbstract)
        {
            return Make(Kinds(type)[0], variant);
        }

        var made = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var member in Members(type))
        {
            Set(made, member, Make(TypeOf(member), variant));
        }

        return made;
    }

    /// <summary>Every value that differs from this one in one place.</summary>
    public static IEnumerable<(string Place, object? Value)> Changes(object value, Type declared, string place, bool canBeNull)
    {
        if (canBeNull)
        {
            yield return (place + "=null", null);
        }

        var type = value.GetType();
        if (type == typeof(string) || type.IsPrimitive || type.IsEnum || type == typeof(decimal)
            || type == typeof(System.Numerics.BigInteger))
        {
            yield return (place, Make(type, 1));
            yield break;
        }

        if (ItemOf(type) is { } item)
        {
            foreach (var change in ItemChanges(value, type, item, place))
            {
                yield return change;
            }

            yield break;
        }

        foreach (var kind in declared.IsAbstract ? Kinds(declared) : [])
        {
            foreach (var change in Kind(value, kind, place))
            {
                yield return change;
            }
        }

        foreach (var change in declared.IsAbstract ? [] : MemberChanges(value, place))
        {
            yield return change;
        }
    }

    /// <summary>The kinds of an abstract record.</summary>
    public static List<Type> Kinds(Type root) =>
        [.. Types.Where(type => !type.IsAbstract && type.IsAssignableTo(root)).OrderBy(type => type.FullName, StringComparer.Ordinal)];

    /// <summary>
    /// Another kind in its place, and then what can change in that: compared among themselves by the caller, since all are different.
    /// </summary>
    private static IEnumerable<(string, object?)> Kind(object value, Type kind, string place)
    {
        var made = Make(kind, 0);
        if (kind != value.GetType())
        {
            yield return ($"{place}<{kind.Name}>", made);
        }

        foreach (var change in MemberChanges(made, $"{place}<{kind.Name}>"))
        {
            yield return change;
        }
    }

    private static IEnumerable<(string, object?)> MemberChanges(object value, string place)
    {
        foreach (var member in Members(value.GetType()))
        {
            var (inner, isNullable) = (TypeOf(member), IsNullable(member));
            foreach (var (path, changed) in Changes(Get(value, member)!, Nullable.GetUnderlyingType(inner) ?? inner,
                $"{place}.{member.Name}", isNullable))
            {
                var copy = Copy(value);
                Set(copy, member, changed);
                yield return (path, copy);
            }
        }
    }

    private static IEnumerable<(string, object?)> ItemChanges(object value, Type type, Type item, string place)
    {
        var only = ((IEnumerable)value).Cast<object>().Single();
        yield return (place + "=empty", Collect(type, []));
        foreach (var (path, changed) in Changes(only, item, place + "[]", canBeNull: false))
        {
            yield return (path, Collect(type, [changed!]));
        }

        var other = Make(item, 1);
        yield return (place + "+1", Collect(type, [only, other]));
        if (!type.Name.StartsWith("ImmutableSorted", StringComparison.Ordinal))
        {
            yield return (place + "+1 before", Collect(type, [other, only]));
        }
    }

    private static Type? ItemOf(Type type) => type.IsGenericType && type.Namespace == "System.Collections.Immutable"
        ? type.GetGenericArguments() is [var item] ? item : typeof(KeyValuePair<,>).MakeGenericType(type.GetGenericArguments())
        : null;

    private static object Collect(Type type, object[] items)
    {
        var item = ItemOf(type)!;
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
        foreach (var one in items)
        {
            list.Add(one);
        }

        var factory = typeof(ImmutableArray).Assembly.GetType($"System.Collections.Immutable.{type.Name.Split('`')[0]}")!;
        return factory.GetMethods()
            .Single(method => method.Name == "CreateRange" && method.GetGenericArguments().Length == type.GetGenericArguments().Length
                && method.GetParameters() is [{ ParameterType: { Name: "IEnumerable`1" } }])
            .MakeGenericMethod(type.GetGenericArguments()).Invoke(null, [list])!;
    }

    /// <summary>What a value is made of: properties that can be set, and the fields of tuples and of pairs.</summary>
    private static MemberInfo[] Members(Type type) => type.FullName!.StartsWith("System.", StringComparison.Ordinal)
        ? type.GetFields(Instance)
        : [.. type.GetProperties(Instance).Where(property => property.SetMethod is not null && property.GetMethod is not null)];

    private static Type TypeOf(MemberInfo member) =>
        member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;

    private static bool IsNullable(MemberInfo member) => Nullable.GetUnderlyingType(TypeOf(member)) is not null
        || (member is PropertyInfo property && !TypeOf(member).IsValueType
            && new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable);

    private static object? Get(object value, MemberInfo member) =>
        member is PropertyInfo property ? property.GetValue(value) : ((FieldInfo)member).GetValue(value);

    private static void Set(object value, MemberInfo member, object? content)
    {
        if (member is PropertyInfo property)
        {
            property.SetValue(value, content);
        }
        else
        {
            ((FieldInfo)member).SetValue(value, content);
        }
    }

    private static object Copy(object value) => typeof(object).GetMethod(nameof(MemberwiseClone), Instance)!.Invoke(value, null)!;
}
