using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Node.Service.Answers;
using ExchangeActors.Node.Service.Api;
using ExchangeActors.Scenarios.Answering;
using ExchangeActors.Scenarios.Reacting;
using ExchangeActors.Scenarios.Running;

namespace ExchangeActors.Node.Feeding;

/// <summary>
/// A node somewhere, as a run sees it: inputs go there by HTTP, at the pace of the scenario's time. Every input has a key that is a
/// function of the scenario, so that a feed which is started again has no second effect; what the node knows already is not waited for.
/// </summary>
internal sealed class FeedRuntime : IExchangeRuntime
{
    private readonly FeedClient _client;
    private readonly string _scenario;
    private readonly bool _tellsTime;
    private readonly Pace _pace;
    private long _sent;
    private long _replayed;

    /// <summary>A node.</summary>
    /// <param name="client">Talks to it.</param>
    /// <param name="scenario">The scenario's hash.</param>
    /// <param name="speed">Scenario seconds per second; null for as fast as it goes.</param>
    /// <param name="tellsTime">True when the node has its time from its feed.</param>
    /// <param name="clock">Paces.</param>
    public FeedRuntime(FeedClient client, string scenario, decimal? speed, bool tellsTime, TimeProvider clock) =>
        (_client, _scenario, _tellsTime, _pace) = (client, scenario, tellsTime, new Pace(speed, clock));

    /// <inheritdoc/>
    public string Name => "node";

    /// <inheritdoc/>
    public long Events { get; private set; }

    /// <summary>Commands sent so far.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Of them, those that the node had answered before.</summary>
    public long Replayed => Interlocked.Read(ref _replayed);

    /// <inheritdoc/>
    public MarkBoard Marks { get; private set; } = MarkBoard.Empty;

    /// <inheritdoc/>
    public TakerFlow Flow { get; } = new();

    /// <inheritdoc/>
    public TraderNews News { get; } = new();

    /// <inheritdoc/>
    public async Task<Message> Submit(EntityRef to, CommandId id, Message message, Moment at, CommandOrigin origin,
        CancellationToken cancellation)
    {
        if (Request(to, message, at) is not var (path, body))
        {
            return new CommandAccepted(id);
        }

        if (_tellsTime)
        {
            body["at"] = at.ToString();
        }

        await _pace.Until(at, cancellation);
        var answer = await _client.Post(path, Key(to, id), body, cancellation);
        Interlocked.Increment(ref _sent);
        if (answer.Replayed)
        {
            Interlocked.Increment(ref _replayed);
        }
        else
        {
            // Until then the node was told what it knew.
            _pace.Begin(at);
        }

        return answer.Refusal is { } code ? new CommandRefused(id, code, answer.Detail) : new CommandAccepted(id);
    }

    /// <inheritdoc/>
    public async Task Quiesce(CancellationToken cancellation)
    {
        while (true)
        {
            var status = await _client.Get("/api/v1/status?rest=true", cancellation);
            Events = (long)status["asOf"]!["event"]!;
            if ((bool)status["atRest"]!)
            {
                break;
            }
        }

        var markets = await _client.Get("/api/v1/markets", cancellation);
        var board = MarkBoard.Empty;
        foreach (var market in (JsonArray)markets["markets"]!)
        {
            if (Amounts.Parse((string?)market!["mark"]) is { } mark)
            {
                board = board.With(new MarketId((string)market["id"]!),
                    new MarkQuote(new Price(mark), Amounts.Parse((string?)market["fundingIndex"]) ?? 0m, 0));
            }
        }

        Marks = board;
    }

    /// <inheritdoc/>
    public Task<ExchangeState> State(CancellationToken cancellation) => throw new NotSupportedException("A node's states stay with it.");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Where an input goes and what it says; null for what a node does by itself.</summary>
    private (string Path, JsonObject Body)? Request(EntityRef to, Message message, Moment at)
    {
        var account = $"/api/v1/accounts/{Uri.EscapeDataString(to.Id)}";
        var market = $"/api/v1/markets/{Uri.EscapeDataString(to.Id)}";
        return message switch
        {
            OpenAccount { Kind: AccountKind.Trader } open => ("/api/v1/accounts", new JsonObject
            {
                ["account"] = open.Account.Value,
                ["deposit"] = Amounts.Of(open.Deposit.Value),
                ["owner"] = open.Owner?.Value,
                ["positions"] = new JsonArray([.. open.Positions.Select(position => new JsonObject
                {
                    ["market"] = position.Market.Value,
                    ["size"] = Amounts.Of(position.Size.Value),
                    ["entryPrice"] = Amounts.Of(position.EntryPrice.Value),
                    ["isolatedMargin"] = Amounts.Of(position.IsolatedMargin?.Value),
                })]),
            }),
            Deposit deposit => ($"{account}/deposits", new JsonObject { ["amount"] = Amounts.Of(deposit.Amount.Value) }),
            Withdraw withdraw => ($"{account}/withdrawals", new JsonObject { ["amount"] = Amounts.Of(withdraw.Amount.Value) }),
            PlaceOrder order => ($"{account}/orders", new JsonObject
            {
                ["market"] = order.Market.Value,
                ["side"] = AccountDocuments.Name(order.Side),
                ["quantity"] = Amounts.Of(order.Quantity.Value),
                ["limit"] = Amounts.Of(order.Limit?.Value),
                ["timeInForce"] = AccountDocuments.Name(order.TimeInForce),
                ["reduceOnly"] = order.ReduceOnly,
                ["marginMode"] = AccountDocuments.Name(order.MarginMode),
            }),
            PlaceQuotes quotes => ($"{account}/quotes", new JsonObject
            {
                ["market"] = quotes.Market.Value,
                ["levels"] = new JsonArray([.. quotes.Levels.Select(level => new JsonObject
                {
                    ["side"] = AccountDocuments.Name(level.Side),
                    ["quantity"] = Amounts.Of(level.Quantity.Value),
                    ["price"] = Amounts.Of(level.Price.Value),
                })]),
            }),
            CancelAllOrders cancel => ($"{account}/cancellations", new JsonObject { ["market"] = cancel.Market.Value }),
            UpdatePrice price => ($"{market}/prices", new JsonObject
            {
                ["index"] = Amounts.Of(price.Index.Value),
                ["last"] = Amounts.Of(price.Last?.Value),
                ["indexAgeMs"] = at.UnixMs - (price.IndexAt ?? at).UnixMs,
                ["lastAgeMs"] = at.UnixMs - (price.LastAt ?? at).UnixMs,
            }),
            UpdateFunding funding => ($"{market}/funding", new JsonObject { ["rate"] = Amounts.Of(funding.Rate) }),
            Tick => _tellsTime ? ("/api/v1/clock", []) : null,
            ListMarket or SeedInsuranceFund or OpenAccount => null,
            _ => throw new InvalidOperationException($"{message.GetType().Name} has no way to a node."),
        };
    }

    private string Key(EntityRef to, CommandId id) => "feed-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{_scenario}\n{to}\n{id.Source}\n{id.Number}"))));
}
