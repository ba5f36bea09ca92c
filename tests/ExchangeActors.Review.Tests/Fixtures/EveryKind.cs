using System.Collections.Immutable;
using System.Reflection;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;

namespace ExchangeActors.Review.Tests.Fixtures;

/// <summary>Events of every kind, decided on messages of every kind, that name accounts wherever a name can stand.</summary>
internal sealed class EveryKind
{
    /// <summary>
    /// Ids that must not survive: one the beginning of another, one that is no plain word, one that sorts behind the vault.
    /// </summary>
    public static readonly string[] Secrets = ["alice-qz7k", "alice-qz7k-second", "juergen_qz7k", "zoe.qz7k", "qz7k.with.dots"];

    private const int Rounds = 6;

    private readonly Dictionary<EntityRef, long> _sequences = [];
    private readonly Type[] _contracts = typeof(DomainEvent).Assembly.GetTypes();
    private int _count;

    /// <summary>Some of every kind of event, with some of every kind of message.</summary>
    public static List<RecordedEvent> Events() => [.. new EveryKind().All()];

    private IEnumerable<RecordedEvent> All()
    {
        yield return Record(EntityRef.Market(new MarketId("BTC-PERP")),
            new MarketListed(new CommandId("setup", 1), (Instrument)Make(
                typeof(Instrument), "Instrument")! with
            { Id = new MarketId("BTC-PERP") }), null);
        foreach (var (id, kind) in (IEnumerable<(string, AccountKind)>)[
            ("exchange-main", AccountKind.Exchange), ("vault-main", AccountKind.Vault), ("liquidity-BTC-PERP", AccountKind.Trader)])
        {
            yield return Record(EntityRef.Account(new AccountId(id)),
                new AccountOpened(new CommandId("setup", 1), new AccountId(id), kind, Money.Zero, []), null);
        }

        // What an account tells its monitor, and what monitors of several processes are asked, is never decided by anybody, so no journal
        // has it.
        Type[] undecided =
        [
            typeof(AccountRisk), typeof(AskMonitor), typeof(MonitorPart), typeof(AskRest), typeof(MonitorRest), typeof(Remind),
            typeof(CommandNotTaken), typeof(ListQuarantine), typeof(Quarantine), typeof(RetryQuarantined), typeof(QuarantineRetried),
        ];
        var messages = Kinds(typeof(Message)).Where(type => !undecided.Contains(type)).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var type in Kinds(typeof(DomainEvent)))
            {
                var @event = (DomainEvent)Make(type, type.Name)!;
                yield return Record(StreamOf(@event), @event is AccountOpened opened ? opened with { Kind = AccountKind.Trader }
                    : @event, (Message)Make(messages[_count % messages.Count], "Input")!);
            }
        }
    }

    private IEnumerable<Type> Kinds(Type root) => _contracts.Where(
        type => type is { IsAbstract: false, IsPublic: true } && type.IsAssignableTo(root))
            .OrderBy(type => type.FullName, StringComparer.Ordinal);

    private EntityRef StreamOf(DomainEvent @event) => @event switch
    {
        AccountEvent => EntityRef.Account(new AccountId(Secret())),
        MarketEvent => EntityRef.Market(new MarketId("BTC-PERP")),
        LiquidationEvent => EntityRef.Liquidation("main"),
        DeleveragingEvent => EntityRef.Deleveraging(new MarketId("BTC-PERP")),
        _ => throw new NotSupportedException(@event.GetType().Name),
    };

    private RecordedEvent Record(EntityRef stream, DomainEvent @event, Message? input)
    {
        var sequence = _sequences[stream] = _sequences.GetValueOrDefault(stream) + 1;
        var cause = (_count++ % 3) switch
        {
            0 => new EventRef(EntityRef.Account(new AccountId(Secret())), 1),
            1 => new EventRef(new EntityRef(EntityKind.Outside, Secret()), _count),
            _ => new EventRef(EntityRef.Market(new MarketId("BTC-PERP")), 1),
        };
        return new RecordedEvent(new EventRef(stream, sequence), cause, @event.Correlation ?? (_count % 2 == 0 ? Order() : null),
            new Moment(1_760_097_600_000 + _count), @event)
        { Input = input };
    }

    private string Secret() => Secrets[_count++ % Secrets.Length];

    // A source is an account here and there, but has no slashes.
    private string Order() => (_count++ % 3) switch
    {
        0 => $"order/{Secret()}/{Secrets[_count % 4]}/7",
        1 => $"quote/{Secret()}/BTC-PERP/3/1",
        _ => $"my {Secret()} order",
    };

    // Orders of liquidations belong to the liquidation, so their own ids are no correlations.
    private string OrderOrLiquidationStep() => _count++ % 4 == 0 ? $"liq/{Secret()}/2/1" : Order();

    private object? Make(Type type, string name)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return _count++ % 4 == 0 ? null : Make(inner, name);
        }

        if (type.IsAbstract)
        {
            var kinds = Kinds(type).ToList();
            return Make(kinds[_count++ % kinds.Count], name);
        }

        if (type == typeof(CandidateQueue))
        {
            // A whole one needs no other event.
            return CandidateQueue.Whole((ImmutableArray<Candidate>)Make(typeof(ImmutableArray<Candidate>), name)!);
        }

        return type == typeof(AccountId) ? new AccountId(Secret())
            : type == typeof(OwnerId) ? new OwnerId(Secret())
            : type == typeof(OrderId) ? new OrderId(name == "Order.Id" ? Order() : OrderOrLiquidationStep())
            : type == typeof(LiquidationId) ? new LiquidationId($"liq/{Secret()}/{_count % 20}")
            : type == typeof(CommandId) ? new CommandId(_count % 3 == 0 ? "feed" : Secret(), _count)
            : type == typeof(MarketId) ? new MarketId("BTC-PERP")
            : type == typeof(string) ? Text(name)
            : type == typeof(System.Numerics.BigInteger) ? new System.Numerics.BigInteger(_count++ % 100)
            : type == typeof(decimal) ? (decimal)(_count++ % 100)
            : type == typeof(MarkBoard) ? MarkBoard.Empty.With(new MarketId("BTC-PERP"), new MarkQuote(new Price(1m), 0m, 1))
            : type.IsEnum ? Enum.GetValues(type).GetValue(_count++ % Enum.GetValues(type).Length)
            : type.IsPrimitive ? Convert.ChangeType(type == typeof(bool) ? _count++ % 2 : _count++ % 100, type,
                System.Globalization.CultureInfo.InvariantCulture)
            : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)
                ? MakeArray(type.GetGenericArguments()[0], name)
            : Activator.CreateInstance(
                type, [.. Constructor(type).GetParameters().Select(
                    parameter => Make(parameter.ParameterType, $"{type.Name}.{parameter.Name}"))]);
    }

    private string Text(string name) =>
        name.EndsWith(".Detail", StringComparison.Ordinal) || name is "HaltMarket.Reason" or "MarketHalted.Reason"
            ? $"{Secret()} is Freezing, asked by ({Secret()}): order/{Secret()}/x/1"
        : name.EndsWith(".About", StringComparison.Ordinal) ? (_count++ % 2 == 0 ? $"liq/{Secret()}/1" : Order())
        : "a-word";

    private object MakeArray(Type element, string name)
    {
        var items = Array.CreateInstance(element, 2);
        items.SetValue(Make(element, name), 0);
        items.SetValue(Make(element, name), 1);
        return typeof(ImmutableArray).GetMethods().Single(method =>
            method.Name == nameof(ImmutableArray.Create) && method.GetParameters() is [{ ParameterType.IsArray: true }])
            .MakeGenericMethod(element).Invoke(null, [items])!;
    }

    private static ConstructorInfo Constructor(Type type) =>
        type.GetConstructors().Where(candidate => candidate.GetParameters() is not [var only] || only.ParameterType != type)
            .MaxBy(candidate => candidate.GetParameters().Length)!;
}
