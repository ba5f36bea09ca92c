using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Backstops;
using ExchangeActors.Domain.Venues.Fees;
using ExchangeActors.Domain.Venues.Triggers;
using ExchangeActors.Scenarios.Loading;

namespace ExchangeActors.Scenarios.Simulating.Exhaustive;

/// <summary>
/// The exchange at the moment at which a saga begins. That of an ADL: one bankrupt long of 10 at a mark of 1700, its shorts, an empty
/// book, and a fund of 50 with which the pool can pay no price. That of a vault: it is long 10, the position of a bankrupt account is on
/// its way to it, and before it comes its margin breaks at 1700, which the pool has not heard. Everything before was delivered in order,
/// without faults.
/// </summary>
internal sealed class SagaWorld
{
    private const decimal VaultSize = 10m;

    private const decimal VaultEntry = 1_840m;

    private static readonly MarketId Eth = new("ETH-PERP");

    private readonly List<RecordedEvent> _events = [];
    private readonly Queue<Envelope> _queue = new();
    private readonly List<Envelope> _heldBack = [];
    private readonly RiskMonitors _monitors;
    private readonly DeciderSet _deciders;
    private long _commands;

    public SagaWorld(SagaBounds bounds, DeciderSet deciders)
    {
        _deciders = deciders;
        var maintenance = bounds.Inherits is null ? 0.01m : 0.05m;
        var instrument = new Instrument(
            Eth,
            0.1m,
            0.01m,
            0.000001m,
            [new RiskTier(Money.Zero, 0.1m, maintenance)],
            0m,
            0m,
            0.1m,
            MarkPriceSettings.Default with { MaxJump = 0m });
        var profile = ShippedVenues.Load("bitmex") with { Fee = new RateFee(0m), Trigger = new BookExhaustedTrigger() };
        Rules = new ExchangeRules(
            ImmutableSortedDictionary<MarketId, Instrument>.Empty.Add(Eth, instrument),
            bounds.Inherits is null ? profile : profile with { Backstop = new TakeOverBackstop(2m / 3m, 1m, false) },
            "main",
            Money.Zero);
        _monitors = new RiskMonitors(Rules);
        Submit(EntityRef.Market(Eth), id => new ListMarket(id, instrument));
        Submit(EntityRef.Account(Rules.TakeOverAccount), id =>
            new OpenAccount(id, Rules.TakeOverAccount, AccountKind.Exchange, Money.Zero, []));
        Submit(EntityRef.Liquidation(Rules.Pool), id => new SeedInsuranceFund(id, new Money(50m)));
        if (bounds.Inherits is { } inherited)
        {
            Begin = "a position is on its way to the vault, whose margin has broken meanwhile";
            Sizes = inherited == -VaultSize ? [] : [-VaultSize - inherited];
            BeginVault(inherited);
        }
        else
        {
            Begin = "the pool has asked for the ADL";
            Sizes = bounds.Counterparties switch { 1 => [-10m], 2 => [-7m, -3m], _ => [-4m, -3m, -3m] };
            BeginDeleveraging();
        }
    }

    /// <summary>What has happened when the saga begins.</summary>
    public string Begin { get; }

    /// <summary>The most contracts of counterparties that may be closed.</summary>
    public decimal MostClosed => IsOfVault ? Sizes.Sum(Math.Abs) : 10m;

    private bool IsOfVault => Rules.Profile.Backstop.Vault is not null;

    private AccountId Vault => Rules.VaultOf(Eth);

    public ExchangeRules Rules { get; }

    public ExchangeState State { get; } = new();

    /// <summary>What has happened so far.</summary>
    public IReadOnlyList<RecordedEvent> Events => _events;

    /// <summary>What is under way when it begins.</summary>
    public IReadOnlyList<Envelope> UnderWay => _heldBack;

    /// <summary>Contracts of the counterparties, signed.</summary>
    public ImmutableArray<decimal> Sizes { get; }

    /// <summary>Everybody who has part in the saga.</summary>
    public IEnumerable<EntityRef> Entities =>
    [
        EntityRef.Account(new AccountId("alice")),
        .. Enumerable.Range(0, Sizes.Length).Select(i => EntityRef.Account(new AccountId(Name(i)))),
        .. Rules.Vaults.Select(EntityRef.Account), EntityRef.Account(Rules.TakeOverAccount),
        EntityRef.Market(Eth), EntityRef.Liquidation(Rules.Pool), EntityRef.Deleveraging(Eth), EntityRef.RiskMonitors,
    ];

    private static string Name(int counterparty) => $"counterparty-{counterparty + 1}";

    /// <summary>What the risk monitors answer that know these accounts.</summary>
    public Message Rank(RankQueue query, Market market, IEnumerable<Account> accounts)
    {
        var monitors = RiskMonitors.ForRanking(Rules, MarkBoard.Empty.With(Eth, market.Quote!));
        foreach (var account in accounts)
        {
            monitors.Know(new AccountRisk(account));
        }

        return monitors.Rank(query);
    }

    /// <summary>What a risk monitor passes on of the pool's question.</summary>
    public Outgoing Look(LookAtLiquidation look, Market market)
    {
        var monitors = RiskMonitors.ForRanking(Rules, MarkBoard.Empty.With(Eth, market.Quote!));
        var passed = monitors.Handle(
            new Envelope(EntityRef.RiskMonitor(look.Account), EntityRef.Liquidation(look.Pool), look, default, null, default)).Single();
        return new Outgoing(passed.To, passed.Body);
    }

    private void BeginDeleveraging()
    {
        Open("alice", 2_180m, 10m, 2_000m);
        for (var i = 0; i < Sizes.Length; i++)
        {
            // The last of several is in profit at the mark, but not at alice's bankruptcy price, and has nothing else: it declines.
            var declines = i > 0 && i == Sizes.Length - 1;
            Open(Name(i), declines ? 0m : 5_000m, Sizes[i], declines ? 1_750m : 2_000m);
        }

        Mark(1_700m);
    }

    /// <summary>Alice holds what the vault inherits: her margin breaks at a price 40 against her, at which the vault is sound.</summary>
    private void BeginVault(decimal inherited)
    {
        Open(Vault.Value, 2_000m, VaultSize, VaultEntry, AccountKind.Vault);
        Open("alice", 95m * Math.Abs(inherited), inherited, VaultEntry);
        for (var i = 0; i < Sizes.Length; i++)
        {
            Open(Name(i), 1_000_000m, Sizes[i], VaultEntry);
        }

        Mark(VaultEntry);
        Mark(VaultEntry - (Math.Sign(inherited) * 40m));
        Mark(1_700m);
    }

    private void Mark(decimal price) =>
        Submit(EntityRef.Market(Eth), id => new UpdatePrice(id, new Price(price), null, new Moment(_commands)));

    private void Open(string name, decimal deposit, decimal size, decimal entry, AccountKind kind = AccountKind.Trader)
    {
        var id = new AccountId(name);
        Submit(
            EntityRef.Account(id),
            command => new OpenAccount(
                command, id, kind, new Money(deposit), [new OpeningPosition(Eth, new Quantity(size), new Price(entry), null)]));
    }

    private void Submit(EntityRef to, Func<CommandId, Message> command)
    {
        var id = new CommandId("client", ++_commands);
        var source = new EntityRef(EntityKind.Outside, id.Source);
        if (Deliver(new Envelope(to, source, command(id), new EventRef(source, id.Number), null, default)) is not CommandAccepted)
        {
            throw new InvalidOperationException($"{command(id)} was refused");
        }

        while (_queue.TryDequeue(out var next))
        {
            if (next.Body is Deleverage or TransferPosition || (next.Body is OpenLiquidation open && IsOfVault && open.Account == Vault))
            {
                _heldBack.Add(next);
            }
            else
            {
                Deliver(next);
            }
        }
    }

    private Message? Deliver(Envelope envelope)
    {
        if (_deciders[envelope.To.Kind] is not { } decider)
        {
            Send(envelope.To, _monitors.Handle(envelope).Select(send => new Outgoing(send.To, send.Body)));
            return null;
        }

        var step = EntityStep.Take(decider, decider.StateOf(State, envelope.To.Id), envelope, Rules);
        decider.Store(State, step.After);
        _events.AddRange(step.Events);
        Send(envelope.To, step.Sends.Select(send => new Outgoing(send.To, send.Body)));
        return step.Reply;
    }

    private void Send(EntityRef from, IEnumerable<Outgoing> messages)
    {
        foreach (var (to, body) in messages)
        {
            _queue.Enqueue(new Envelope(to, from, body, default, null, default));
        }
    }
}
