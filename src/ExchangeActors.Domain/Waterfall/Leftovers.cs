using System.Collections.Immutable;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Markets;

namespace ExchangeActors.Domain.Waterfall;

/// <summary>A market whose newest price is held back.</summary>
/// <param name="Market">The market.</param>
/// <param name="Since">Exchange time since when.</param>
/// <param name="Held">The price.</param>
/// <param name="Mark">The mark that stands.</param>
/// <param name="DistancePercent">From the mark to the price, per cent of the mark.</param>
public sealed record HeldMarket(string Market, string Since, decimal Held, decimal Mark, decimal DistancePercent);

/// <summary>A market whose prices are old.</summary>
/// <param name="Market">The market.</param>
/// <param name="Since">Exchange time of its newest row.</param>
/// <param name="Seconds">From then to the end.</param>
public sealed record StaleMarket(string Market, string Since, decimal Seconds);

/// <summary>Accounts that owe more than they have, at the last marks: a loss that nobody has booked yet.</summary>
/// <param name="Accounts">How many.</param>
/// <param name="Equity">The sum of their equities, below zero; 0 without any.</param>
public sealed record UnderWaterTotals(int Accounts, decimal Equity);

/// <summary>What of a run's end is easily overlooked: it is in no layer of the waterfall.</summary>
public static class Leftovers
{
    /// <summary>A market without a row of prices for longer is stale, where nothing else is said; seconds.</summary>
    public const decimal StaleAfterSeconds = 300m;

    /// <summary>Accounts whose equity at the last marks is below zero.</summary>
    public static UnderWaterTotals UnderWater(ExchangeState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var below = state.Accounts.Values.Select(account => OwnerLedger.Equity(account, state)).Where(equity => equity < 0m).ToList();
        return new UnderWaterTotals(below.Count, WaterfallObserver.Plain(below.Sum()));
    }

    /// <summary>Markets whose newest price the guard holds back.</summary>
    public static ImmutableArray<HeldMarket> Held(IEnumerable<Market> markets) =>
        [.. markets.Select(market => market.Mark is { Held: { } held, Mark: { } mark }
            ? new HeldMarket(
                market.Id.Value, held.Since.ToString(), held.Price.Value, mark.Value, decimal.Round(
                    100m * (held.Price.Value - mark.Value) / mark.Value, 2))
            : null).OfType<HeldMarket>()];

    /// <summary>Markets without a row of prices for longer than so many seconds.</summary>
    public static ImmutableArray<StaleMarket> Stale(IEnumerable<Market> markets, decimal afterSeconds) =>
        [.. markets.Select(market => market.Mark is { ObservedAt: { } seen, Time: { } now }
            && now.SecondsSince(seen) is var age && age > afterSeconds
            ? new StaleMarket(market.Id.Value, seen.ToString(), age)
            : null).OfType<StaleMarket>()];
}
