using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Markets.Lazy;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Review.Selection;

/// <summary>
/// Finds every name in events and messages by the types of their fields, and replaces it. A type or a text field that it does not know is
/// an error and never passed over: nobody would see that a name stayed behind. The ways through the types are found once by reflection,
/// since the contracts have more than a hundred.
/// </summary>
internal static class NamesInEvents
{
    // Texts whose content comes from this program or the venue's profile. None of them holds an account's id.
    private static readonly HashSet<string> Vocabulary =
    [
        "Code", "DeclineCode", "RefusalCode", "Pool", "Policy", "Rule", "Sizing", "LimitPolicy", "Trigger", "FeePolicy", "Allocation",
            "PricePolicy", "Severity", "Guard",
    ];

    // "Reason" is a word of the program but for halts, where an operator writes it.
    private static readonly HashSet<Type> WrittenByPeople = [typeof(HaltMarket), typeof(MarketHalted)];

    private static readonly HashSet<Type> Nameless =
    [
        typeof(decimal), typeof(Money), typeof(Price), typeof(Quantity), typeof(Moment), typeof(MarkBoard), typeof(MarkQuote),
            typeof(MarketSides), typeof(LazySide),
        typeof(SidePoint), typeof(SideBasis), typeof(ProfitHaircut),
    ];

    private static readonly ConcurrentDictionary<Type, Way?> Ways = new();

    private delegate object Way(object value, INames names);

    /// <summary>The event, message or part of one with its names replaced; the same object when none changed.</summary>
    /// <exception cref="NotSupportedException">A field's type or meaning is not known here.</exception>
    public static T Walk<T>(T value, INames names)
        where T : class => WayOf(value.GetType()) is { } way ? (T)way(value, names) : value;

    /// <summary>An order's, liquidation's, deleveraging's or loss sharing's id as events carry it in their metadata.</summary>
    public static string? Correlation(string? correlation, INames names) => correlation switch
    {
        null => null,
        _ when correlation.StartsWith("liq/", StringComparison.Ordinal) => Liquidation(correlation, names),
        _ when correlation.StartsWith("adl/", StringComparison.Ordinal) || correlation.StartsWith("loss/", StringComparison.Ordinal) =>
            correlation,
        _ => Order(correlation, names),
    };

    /// <summary>An entity's address.</summary>
    public static EntityRef Address(EntityRef entity, INames names) => entity.Kind switch
    {
        EntityKind.Account => entity with { Id = names.Account(entity.Id) },
        EntityKind.Outside => entity with { Id = names.Source(entity.Id) },
        EntityKind.RiskMonitor when entity != EntityRef.RiskMonitors => entity with { Id = names.Account(entity.Id) },
        _ => entity,
    };

    /// <summary>An event's identity.</summary>
    public static EventRef Event(EventRef reference, INames names) => reference with { Stream = Address(reference.Stream, names) };

    // liq/<account>/<n>; what has another form is a name of its own.
    private static string Liquidation(string id, INames names) => Derived(id, "liq/", 1, names) ?? names.Account(id);

    // A trader may ask to cancel an order of any name, so this may be anything.
    private static string Order(string id, INames names) =>
        Derived(id, "liq/", 2, names) ?? Derived(id, "quote/", 3, names) ?? PlacedOrder(id, names) ?? names.Account(id);

    // order/<account>/<source>/<n>
    private static string? PlacedOrder(string id, INames names)
    {
        const string Prefix = "order/";
        var number = id.LastIndexOf('/');
        var source = number <= Prefix.Length ? -1 : id.LastIndexOf('/', number - 1);
        return id.StartsWith(Prefix, StringComparison.Ordinal) && source > Prefix.Length && IsNumber(id.AsSpan(number + 1))
            ? $"{Prefix}{names.Account(id[Prefix.Length..source])}/{names.Source(id[(source + 1)..number])}{id[number..]}"
            : null;
    }

    // <prefix><account>/<so many parts, the last a number>
    private static string? Derived(string id, string prefix, int parts, INames names)
    {
        var end = id.Length;
        for (var part = 0; part < parts && end > prefix.Length; part++)
        {
            end = id.LastIndexOf('/', end - 1);
        }

        return id.StartsWith(prefix, StringComparison.Ordinal) && end > prefix.Length && IsNumber(id.AsSpan(id.LastIndexOf('/') + 1))
            ? prefix + names.Account(id[prefix.Length..end]) + id[end..]
            : null;
    }

    private static bool IsNumber(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');

    private static Way? WayOf(Type type) => Ways.TryGetValue(type, out var known) ? known : Ways[type] = Find(type);

    private static Way? Find(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return WayOf(inner);
        }

        return type.IsPrimitive || type.IsEnum || Nameless.Contains(type) ? null
            : type == typeof(AccountId) ? (value, names) => new AccountId(names.Account(((AccountId)value).Value))
            : type == typeof(OwnerId) ? (value, names) => new OwnerId(names.Account(((OwnerId)value).Value))
            : type == typeof(OrderId) ? (value, names) => new OrderId(Order(((OrderId)value).Value, names))
            : type == typeof(LiquidationId) ? (value, names) => new LiquidationId(Liquidation(((LiquidationId)value).Value, names))
            : type == typeof(CommandId) ? (value, names) => ((CommandId)value) with { Source = names.Source(((CommandId)value).Source) }
            : type == typeof(EntityRef) ? (value, names) => Address((EntityRef)value, names)
            : type == typeof(CandidateQueue) ? (value, names) => ((CandidateQueue)value).Select(candidate => Walk(candidate, names))
            : type == typeof(EventRef) ? (value, names) => Event((EventRef)value, names)
            : type == typeof(MarketId) ? (value, names) => Meet((MarketId)value, value, names)
            : type == typeof(DeleveragingId) ? (value, names) => Meet(((DeleveragingId)value).Market, value, names)
            : type == typeof(StepId) ? (value, names) => Meet(((StepId)value).Deleveraging.Market, value, names)
            : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) ? FindArray(type)
            : type.IsAbstract ? (value, names) => WayOf(value.GetType())?.Invoke(value, names) ?? value
            : type.Assembly == typeof(DomainEvent).Assembly && (type.IsValueType || type.GetMethod("<Clone>$") is not null)
                ? FindRecord(type)
            : throw new NotSupportedException(
                $"{type.Name} in an event or a message: say in {nameof(NamesInEvents)} whether it can name an account.");
    }

    private static object Meet(MarketId market, object value, INames names)
    {
        names.Market(market);
        return value;
    }

    private static Way? FindArray(Type type)
    {
        var element = type.GetGenericArguments()[0];
        if (WayOf(element) is not { } way)
        {
            return null;
        }

        var walk = typeof(NamesInEvents).GetMethod(nameof(WalkArray), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(
            element).CreateDelegate<Func<object, Way, INames, object>>();
        return (value, names) => walk(value, way, names);
    }

    private static object WalkArray<T>(object value, Way way, INames names)
    {
        var array = (ImmutableArray<T>)value;
        ImmutableArray<T>.Builder? changed = null;
        for (var i = 0; i < array.Length; i++)
        {
            object item = array[i]!;
            var walked = way(item, names);
            if (!walked.Equals(item))
            {
                changed ??= array.ToBuilder();
                changed[i] = (T)walked;
            }
        }

        return changed?.ToImmutable() ?? value;
    }

    private static Way? FindRecord(Type type)
    {
        var constructor = type.GetConstructors().Where(candidate =>
            candidate.GetParameters() is not [var only] || only.ParameterType != type).MaxBy(candidate => candidate.GetParameters().Length);
        var fields = (constructor?.GetParameters() ?? []).Select(
            parameter => type.GetProperty(parameter.Name!) ?? throw Unknown(type, parameter.Name!)).ToArray();
        var others = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true } && !fields.Contains(property)).ToArray();
        if (others.FirstOrDefault(property =>
                (property.PropertyType == typeof(string)
                    ? FindText(type, property.Name)
                    : WayOf(property.PropertyType)) is not null) is { } other)
        {
            throw Unknown(type, other.Name);
        }

        var ways = fields.Select(field => field.PropertyType == typeof(string) ? FindText(type, field.Name) : WayOf(field.PropertyType))
            .ToArray();
        if (ways.All(way => way is null))
        {
            return null;
        }

        var make = ConstructorInvoker.Create(constructor!);
        return (value, names) =>
        {
            var arguments = new object?[fields.Length];
            var changed = false;
            for (var i = 0; i < fields.Length; i++)
            {
                var field = arguments[i] = fields[i].GetValue(value);
                if (field is not null && ways[i] is { } way)
                {
                    arguments[i] = way(field, names);
                    changed |= !ReferenceEquals(arguments[i], field) && !field.Equals(arguments[i]);
                }
            }

            if (!changed)
            {
                return value;
            }

            var made = make.Invoke(arguments.AsSpan())!;
            foreach (var nameless in others)
            {
                nameless.SetValue(made, nameless.GetValue(value));
            }

            return made;
        };
    }

    private static Way? FindText(Type type, string field) =>
        field == "Detail" || (field == "Reason" && WrittenByPeople.Contains(type)) ? (value, names) => names.Prose((string)value)
        : field == nameof(MarketNotice.About) ? (value, names) => Correlation((string)value, names)!
        : field == "Reason" || Vocabulary.Contains(field) ? null
        : throw Unknown(type, field);

    private static NotSupportedException Unknown(Type type, string field) =>
        new($"{type.Name}.{field}: say in {nameof(NamesInEvents)} whether it can name an account.");
}
