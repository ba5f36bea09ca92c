using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.InMemory;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Scenarios.Vectors;

/// <summary>
/// The deterministic runtime in a vector's situation. The situation is told by events, since accounts may be in it that no command could
/// open; what follows is decided by the deciders alone. Hints that an account's margin could have broken are not carried: a vector looks at
/// one account, and the others stay as they are.
/// </summary>
internal sealed class VectorExchange
{
    private const string Source = "vector";

    /// <summary>Messages after which a vector that has not come to rest is given up.</summary>
    private const long MostMessages = 1_000_000;

    private static readonly Moment Now = new(0);
    private static readonly Money Ample = new(1_000_000_000_000m);

    private readonly List<RecordedEvent> _events = [];
    private readonly InMemoryExchange _exchange;
    private long _commands;

    /// <summary>Takes up the situation.</summary>
    /// <param name="setting">Venue and markets.</param>
    /// <param name="accounts">Accounts and their positions.</param>
    /// <param name="fund">Balance of the insurance fund.</param>
    /// <param name="carries">Which messages arrive, beyond those that never do.</param>
    public VectorExchange(VectorSetting setting, IEnumerable<VectorAccount> accounts, Money fund, Func<EntityRef, EntityRef, Message,
        bool>? carries = null)
    {
        Rules = setting.Rules;
        _exchange = InMemoryExchange.Recover(
            Rules, Situation(setting, accounts, fund), Now, _events.Add, (from, to, message) =>
                message is not CheckMargin && carries?.Invoke(from, to, message) != false);
        Settle();
    }

    /// <summary>Its rules.</summary>
    public ExchangeRules Rules { get; }

    /// <summary>The states of all entities.</summary>
    public ExchangeState State => _exchange.State;

    /// <summary>What has happened since the situation was taken up, with the streams.</summary>
    public IReadOnlyList<RecordedEvent> Recorded => _events;

    /// <summary>What has happened since the situation was taken up.</summary>
    public IEnumerable<DomainEvent> Events => _events.Select(recorded => recorded.Event);

    /// <summary>The markets' marks.</summary>
    public MarkBoard Marks => State.Markets.Values.Aggregate(
        MarkBoard.Empty, (board, market) => market.Quote is { } quote ? board.With(market.Id, quote) : board);

    /// <summary>True once no message is under way.</summary>
    public bool AtRest { get; private set; }

    /// <summary>An account with ample margin and no position.</summary>
    public static VectorAccount AmpleAccount(AccountId id) => new(id, Ample, []);

    /// <summary>Sends a message and works it off.</summary>
    public void Send(EntityRef to, Message message)
    {
        _exchange.Submit(to, new CommandId(Source, ++_commands), message, Now);
        Settle();
    }

    /// <summary>Places an order, which the account may refuse; then it is not on the book.</summary>
    public void Place(VectorOrder order) => Send(
        EntityRef.Account(order.Account),
        new PlaceOrder(new CommandId(Source, _commands + 1), order.Market, order.Side, order.Size, order.Price,
            TimeInForce.GoodTillCancelled, false, MarginMode.Cross, Marks));

    private static IEnumerable<RecordedEvent> Situation(VectorSetting setting, IEnumerable<VectorAccount> accounts, Money fund)
    {
        var rules = setting.Rules;
        var command = new CommandId("situation", 1);
        var price = new CommandId("situation", 2);
        RecordedEvent Recorded(EntityRef stream, long sequence, DomainEvent @event) =>
            new(new EventRef(stream, sequence), new EventRef(stream, sequence), null, Now, @event);

        foreach (var (id, market) in setting.Markets)
        {
            yield return Recorded(EntityRef.Market(id), 1, new MarketListed(command, market.Instrument));
            yield return Recorded(EntityRef.Market(id), 2, new MarkPriceUpdated(price, market.Mark, null, 0m, market.Mark, 1, Now, Now));
        }

        foreach (var account in accounts)
        {
            yield return Recorded(EntityRef.Account(account.Id), 1,
                new AccountOpened(command, account.Id, AccountKind.Trader, account.Wallet, Opening(account)));
        }

        yield return Recorded(EntityRef.Account(rules.TakeOverAccount), 1,
            new AccountOpened(command, rules.TakeOverAccount, AccountKind.Exchange, Money.Zero, []));
        foreach (var vault in rules.Vaults)
        {
            yield return Recorded(EntityRef.Account(vault), 1, new AccountOpened(command, vault, AccountKind.Vault, Money.Zero, []));
        }

        if (fund != Money.Zero)
        {
            yield return Recorded(EntityRef.Liquidation(rules.Pool), 1, new InsuranceFundSeeded(command, fund, fund));
        }
    }

    private static ImmutableArray<OpeningPosition> Opening(VectorAccount account) =>
        [.. account.Positions.Select(position => new OpeningPosition(position.Market, position.Size, position.Entry, null))];

    private void Settle() => AtRest = _exchange.Run(MostMessages);
}
