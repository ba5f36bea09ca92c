using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Text;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal.Tests.Fixtures;

/// <summary>
/// Makes values of every type of the contracts by reflection, so that no type is forgotten, and compares them by structure.
/// </summary>
internal static class Samples
{
    private const int MostItems = 3;

    private static readonly Type[] Contracts = typeof(DomainEvent).Assembly.GetTypes();

    /// <summary>The kinds of events, or of messages, that the domain knows.</summary>
    public static IEnumerable<Type> Kinds(Type root) => Concrete(root);

    /// <summary>A value whose every field depends on the source of numbers.</summary>
    public static object Make(Type type, Random random)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return random.Next(3) == 0 ? null! : Make(inner, random);
        }

        if (type.IsEnum)
        {
            var values = Enum.GetValues(type);
            return values.GetValue(random.Next(values.Length))!;
        }

        if (type == typeof(string))
        {
            return Text(random);
        }

        if (type == typeof(long))
        {
            return random.Next(4) == 0 ? random.NextInt64(long.MinValue, long.MaxValue) : random.NextInt64(0, 10_000);
        }

        if (type == typeof(int))
        {
            return random.Next(4) == 0 ? random.Next(int.MinValue, int.MaxValue) : random.Next(-1, 100);
        }

        if (type == typeof(bool))
        {
            return random.Next(2) == 0;
        }

        if (type == typeof(decimal))
        {
            return Number(random);
        }

        if (type == typeof(BigInteger))
        {
            return BigInteger.Pow(random.Next(-1_000, 1_000), random.Next(1, 9));
        }

        if (type == typeof(OrderBook))
        {
            return Book(random);
        }

        if (type == typeof(ToldClaims))
        {
            return Claims(random);
        }

        if (type == typeof(CandidateQueue))
        {
            return Queue(random);
        }

        if (type == typeof(LiquidationCase))
        {
            // The pool adds the budgets up, so they cannot be any numbers.
            return ((LiquidationCase)Record(type, random)) with { Budget = new Money(random.Next(1_000_000)) };
        }

        return type.IsGenericType ? Collection(type, random) : type.IsAbstract ? Make(Any(type, random), random) : Record(type, random);
    }

    // Places go with the rows.
    private static CandidateQueue Queue(Random random)
    {
        var rows = (ImmutableArray<Candidate>)Make(typeof(ImmutableArray<Candidate>), random);
        ImmutableArray<int> Places(int count) => [.. Enumerable.Range(0, 3 * count).Where(_ => random.Next(2) == 0).Take(count)];
        var places = Places(rows.Length);
        return random.Next(2) == 0 || places.Length < rows.Length ? CandidateQueue.Whole(rows)
            : new CandidateQueue(random.Next(1, 1_000), rows, places, Places(random.Next(MostItems)));
    }

    // Sums go with them, so they cannot be any numbers.
    private static ToldClaims Claims(Random random)
    {
        var claims = ToldClaims.None;
        var now = new Moment(random.NextInt64(2_000_000_000_000));
        for (var i = random.Next(MostItems + 1); i > 0; i--)
        {
            now = now.PlusMs(random.Next(100_000));
            var profit = WarmingProfit.None.Changed(new Money(random.Next(1_000_000) / 100m), now, random.Next(1, 1_000), 0.01m);
            claims = claims.With(new AccountId(Text(random)), new ToldClaim(i, new Money(random.Next(-1_000, 1_000)), profit), now);
        }

        return claims;
    }

    /// <summary>
    /// What could have been decided when the event was: nothing (it followed another), the answer that it holds itself, or any message.
    /// </summary>
    public static Message? Input(DomainEvent @event, Random random)
    {
        if (random.Next(3) == 0)
        {
            return null;
        }

        var message = (Message)Make(typeof(Message), random);
        return @event is not QueueRanked ranked || (message is not RankedQueue && random.Next(2) == 0) ? message
            : ranked.Queue.IsWhole ? ranked.Answer : null;
    }

    /// <summary>Every field by name and value, decimals by value, collections in order: equal texts are equal structures.</summary>
    public static string Structure(object? value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string or bool or Enum:
                text.Append('"').Append(value).Append('"');
                break;
            case BigInteger whole:
                text.Append(Canonical.Text(whole));
                break;
            case decimal number:
                text.Append(Canonical.Text(number));
                break;
            case IFormattable number when value.GetType().IsPrimitive:
                text.Append(number.ToString(null, CultureInfo.InvariantCulture));
                break;
            case IEnumerable items:
                text.Append('[');
                foreach (var item in items)
                {
                    Write(text, item);
                    text.Append(',');
                }

                text.Append(']');
                break;
            default:
                WriteFields(text, value);
                break;
        }
    }

    private static void WriteFields(StringBuilder text, object value)
    {
        text.Append(value.GetType().Name).Append('{');
        foreach (var parameter in Constructor(value.GetType())?.GetParameters() ?? [])
        {
            var member = value.GetType().GetProperty(parameter.Name!,
                BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)?.GetValue(value)
                ?? value.GetType().GetField(parameter.Name!,
                    BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)?.GetValue(value);
            text.Append(parameter.Name).Append('=');
            Write(text, member);
            text.Append(';');
        }

        foreach (var property in Initialised(value.GetType()))
        {
            text.Append(property.Name).Append('=');
            Write(text, property.GetValue(value));
            text.Append(';');
        }

        text.Append('}');
    }

    private static object Record(Type type, Random random)
    {
        var parameters = Constructor(type)?.GetParameters() ?? [];
        var nullability = new NullabilityInfoContext();
        var arguments = parameters
            .Select(parameter => !parameter.ParameterType.IsValueType
                && nullability.Create(parameter).ReadState == NullabilityState.Nullable && random.Next(3) == 0
                ? null
                : Make(parameter.ParameterType, random))
            .ToArray();
        var made = Activator.CreateInstance(type, arguments)!;
        foreach (var property in Initialised(type))
        {
            var isNull = !property.PropertyType.IsValueType && nullability.Create(property).ReadState == NullabilityState.Nullable
                && random.Next(3) == 0;
            property.SetValue(made, isNull ? null : Make(property.PropertyType, random));
        }

        return made;
    }

    /// <summary>What a record has beside its constructor's parameters.</summary>
    private static IEnumerable<PropertyInfo> Initialised(Type type)
    {
        var parameters = (Constructor(type)?.GetParameters() ?? []).Select(parameter => parameter.Name!)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true } && !parameters.Contains(property.Name))
            .OrderBy(property => property.Name, StringComparer.Ordinal);
    }

    private static ConstructorInfo? Constructor(Type type) =>
        type.GetConstructors().Where(candidate => candidate.GetParameters() is not [var only] || only.ParameterType != type)
            .MaxBy(candidate => candidate.GetParameters().Length);

    // A book whose parts agree with each other, as only its own operations make it.
    private static OrderBook Book(Random random) => Enumerable.Range(0, random.Next(12))
        .Aggregate(OrderBook.Empty, (book, number) => book.Add(
        ((RestingOrder)Make(typeof(RestingOrder), random)) with
        {
            Id = new OrderId($"order/{number}"),
            Price = new Price(random.Next(1, 5))
        }));

    private static object Collection(Type type, Random random)
    {
        var definition = type.GetGenericTypeDefinition();
        var arguments = type.GetGenericArguments();
        var element = arguments.Length == 1 ? arguments[0] : typeof(KeyValuePair<,>).MakeGenericType(arguments);
        if (definition == typeof(KeyValuePair<,>) || definition.FullName!.StartsWith("System.ValueTuple", StringComparison.Ordinal))
        {
            return Activator.CreateInstance(type, [.. arguments.Select(argument => Make(argument, random))])!;
        }

        var keys = new HashSet<object>();
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        for (var count = random.Next(MostItems + 1); count > 0; count--)
        {
            var item = Make(element, random);
            if (arguments.Length == 1 || keys.Add(element.GetProperty("Key")!.GetValue(item)!))
            {
                list.Add(item);
            }
        }

        return Immutable(definition, arguments, list);
    }

    private static object Immutable(Type definition, Type[] arguments, IList list)
    {
        var (factory, name) =
            definition == typeof(ImmutableArray<>) ? (typeof(ImmutableArray), nameof(ImmutableArray.CreateRange))
            : definition == typeof(ImmutableQueue<>) ? (typeof(ImmutableQueue), nameof(ImmutableQueue.CreateRange))
            : definition == typeof(ImmutableList<>) ? (typeof(ImmutableList), nameof(ImmutableList.CreateRange))
            : definition == typeof(ImmutableSortedSet<>) ? (typeof(ImmutableSortedSet), nameof(ImmutableSortedSet.CreateRange))
            : definition == typeof(ImmutableSortedDictionary<,>)
                ? (typeof(ImmutableSortedDictionary), nameof(ImmutableSortedDictionary.CreateRange))
            : throw new NotSupportedException($"Samples makes no {definition.Name}.");
        var ordinal = arguments.Length == 2 && arguments[0] == typeof(string);
        var method = factory.GetMethods().Single(candidate =>
            candidate.Name == name && candidate.GetParameters() is var parameters && parameters.Length == (ordinal ? 2 : 1)
            && parameters[^1].ParameterType.Name == "IEnumerable`1" && (!ordinal || parameters[0].ParameterType.Name == "IComparer`1")
            && candidate.GetGenericArguments().Length == arguments.Length);
        return method.MakeGenericMethod(arguments).Invoke(null, ordinal ? [StringComparer.Ordinal, list] : [list])!;
    }

    private static Type Any(Type root, Random random)
    {
        var kinds = Concrete(root).ToList();
        return kinds[random.Next(kinds.Count)];
    }

    private static IEnumerable<Type> Concrete(Type root) => Contracts
        .Where(type => type is { IsAbstract: false, IsPublic: true } && type.IsAssignableTo(root))
        .OrderBy(type => type.FullName, StringComparer.Ordinal);

    private static string Text(Random random)
    {
        string[] texts = ["", "alice", "BTC-PERP", "liq/alice/1", "λ-Ω", new string('x', 200)];
        return random.Next(8) is var choice && choice < texts.Length ? texts[choice] : $"t{random.Next(1_000_000)}";
    }

    private static decimal Number(Random random) => random.Next(8) switch
    {
        0 => 0m,
        1 => random.Next(2) == 0 ? decimal.MaxValue : decimal.MinValue,
        2 => new decimal(random.Next(), random.Next(), random.Next(), random.Next(2) == 0, (byte)random.Next(29)),
        3 => new decimal(-1, -1, 0, random.Next(2) == 0, (byte)random.Next(29)),
        4 => new decimal(random.Next(-1000, 1000)) * 1.000m,
        _ => new decimal(random.NextInt64(-10_000_000_000, 10_000_000_000)) / 10_000m,
    };
}
