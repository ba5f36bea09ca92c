using System.Text.Json;
using System.Text.Json.Nodes;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.States;

/// <summary>The exchange after an event of its journal, as its entities' own folds give it.</summary>
/// <param name="Ordering">The event; 0 is before the first.</param>
/// <param name="State">The states.</param>
/// <param name="Clearing">What is between them.</param>
/// <param name="Rules">Instruments and venue.</param>
public sealed record StateView(long Ordering, ExchangeState State, Clearing Clearing, ExchangeRules Rules)
{
    /// <summary>Where all money is.</summary>
    public MoneyLedger Money => MoneyLedger.Of(State, Clearing);

    /// <summary>All of an account's state, with its equity and its margins at the newest marks.</summary>
    /// <exception cref="ReviewException">There is no such account yet.</exception>
    public JsonObject Account(AccountId id)
    {
        if (!State.Accounts.TryGetValue(id, out var account))
        {
            throw new ReviewException($"there is no account \"{id}\" after event {Ordering}");
        }

        var positions = new JsonObject();
        foreach (var (market, position) in account.Positions)
        {
            if (State.Market(market).Quote is { } quote)
            {
                positions[market.Value] = new JsonObject
                {
                    ["mark"] = Number(quote.Mark.Value),
                    ["notional"] = Number(position.Notional(quote.Mark).Value),
                    ["unrealisedPnl"] = Number(position.UnrealisedPnl(quote.Mark).Value),
                    ["maintenanceMargin"] = Number(MarginSchedule.Maintenance(Rules[market], position.Notional(quote.Mark)).Value),
                };
            }
        }

        return new JsonObject
        {
            ["entity"] = EntityRef.Account(id).ToString(),
            ["atTheNewestMarks"] = new JsonObject { ["equity"] = Number(AccountEquity.Of(account, State)), ["positions"] = positions },
            ["state"] = Documents.Of(account),
        };
    }

    /// <summary>All of a market's state.</summary>
    /// <exception cref="ReviewException">There is no such market yet.</exception>
    public JsonObject Market(MarketId id) => State.Markets.TryGetValue(id, out var market)
        ? new JsonObject
        {
            ["entity"] = EntityRef.Market(id).ToString(),
            ["openInterest"] = Number(OpenInterest(id)),
            ["state"] = Documents.Of(market)
        }
        : throw NoMarket(id);

    /// <summary>The insurance pool: the fund's ledger and the liquidations that are not over.</summary>
    public JsonObject Fund()
    {
        var pool = State.Pool(Rules.Pool);
        return new JsonObject
        {
            ["entity"] = EntityRef.Liquidation(Rules.Pool).ToString(),
            ["floor"] = Number(Rules.FundFloor.Value),
            ["state"] = Documents.Of(pool)
        };
    }

    /// <summary>The ADL coordinator of a market.</summary>
    /// <exception cref="ReviewException">There is no such market yet.</exception>
    public JsonObject Coordinator(MarketId market) => State.Markets.ContainsKey(market)
        ? new JsonObject { ["entity"] = EntityRef.Deleveraging(market).ToString(), ["state"] = Documents.Of(State.Coordinator(market)) }
        : throw NoMarket(market);

    /// <summary>The coordinator of a deleveraging's market, at whatever it is with by then.</summary>
    /// <exception cref="ReviewException">The deleveraging was not asked for yet.</exception>
    public JsonObject Coordinator(DeleveragingId id)
    {
        var state = Coordinator(id.Market);
        return State.Coordinator(id.Market).LastNumber is var last && id.Number >= 1 && id.Number <= last
            ? state
            : throw new ReviewException(
                $"there is no {id} after event {Ordering}; "
                    + $"{(last == 0 ? "the market has none" : $"the last one of the market is {new DeleveragingId(id.Market, last)}")}");
    }

    /// <summary>Contracts of all longs in a market.</summary>
    public decimal OpenInterest(MarketId market) => State.Accounts.Values.Sum(
        account => account.Positions.TryGetValue(market, out var position) ? Math.Max(0m, position.Size.Value) : 0m);

    /// <summary>Any entity's state; null when it has no event yet.</summary>
    public JsonObject? Entity(EntityRef entity) =>
        Deciders.All[entity.Kind] is { } decider && decider.StateOf(State, entity.Id) is var state && decider.Version(state) > 0
            ? Documents.Of(state) : null;

    private ReviewException NoMarket(MarketId id) =>
        new($"there is no market \"{id}\" after event {Ordering}; there are {string.Join(", ", State.Markets.Keys.Order())}");

    private static JsonNode Number(decimal value) => JsonSerializer.SerializeToNode(new Money(value), Documents.Layout)!;
}
