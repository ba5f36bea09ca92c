using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Scenarios.Draws;

namespace ExchangeActors.Scenarios.Liquidity;

/// <summary>Depth at a moment.</summary>
/// <param name="Second">Seconds after the start.</param>
/// <param name="Bid">Cumulative notional (quote) from mid down to each band.</param>
/// <param name="Ask">Cumulative notional (quote) from mid up to each band.</param>
public sealed record DepthKnot(decimal Second, ImmutableArray<decimal> Bid, ImmutableArray<decimal> Ask);

/// <summary>
/// Liquidity that follows a path: at set times, the cumulative notional within some distances of mid; between the times it is interpolated
/// linearly, before the first and after the last it stays.
/// </summary>
/// <param name="BandsBps">The distances from mid in basis points, ascending, below 10,000.</param>
/// <param name="Knots">By time.</param>
/// <param name="Scales">What a market has of the profile's notional; none without an entry.</param>
/// <param name="LevelsPerSide">Quote levels per side.</param>
/// <param name="Deposit">What each market's liquidity account pays in, quote.</param>
public sealed record DepthProfile(
    ImmutableArray<decimal> BandsBps,
    ImmutableArray<DepthKnot> Knots,
    ImmutableSortedDictionary<MarketId, decimal> Scales,
    int LevelsPerSide,
    Money Deposit)
{
    /// <summary>Liquidity accounts are <c>liquidity-&lt;market&gt;</c>.</summary>
    public const string IdPrefix = AccountTotals.LiquidityPrefix;

    private const decimal BasisPoint = 0.0001m;
    private const decimal Percent = 0.01m; // of a basis point in per cent

    /// <summary>The account that quotes the market.</summary>
    public static AccountId AccountOf(MarketId market) => new(IdPrefix + market.Value);

    /// <summary>
    /// The levels to quote around a mid, bids from the best down, then asks from the best up. Quantities are whole lots, prices whole
    /// ticks, every bid is below mid and every ask above. A level holds the notional between its distance and that of the level before it,
    /// at its own (worse) price; levels without a whole lot are left out.
    /// </summary>
    /// <param name="second">Seconds after the start.</param>
    /// <param name="instrument">The market.</param>
    /// <param name="mid">Quoted around, &gt; 0.</param>
    public ImmutableArray<QuoteLevel> LevelsAt(decimal second, Instrument instrument, Price mid)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        if (!Scales.TryGetValue(instrument.Id, out var scale) || scale == 0m || mid.Value <= 0m)
        {
            return [];
        }

        var levels = ImmutableArray.CreateBuilder<QuoteLevel>(2 * LevelsPerSide);
        var (bid, ask) = (DepthAt(second, Side.Buy), DepthAt(second, Side.Sell));
        AddSide(levels, Side.Buy, distance => Within(bid, distance) * scale, instrument, mid.Value, 2);
        AddSide(levels, Side.Sell, distance => Within(ask, distance) * scale, instrument, mid.Value, 2);
        return levels.ToImmutable();
    }

    /// <summary>Notional (quote, with the market's scale) that a side has within a distance of mid at the start.</summary>
    /// <param name="market">The market.</param>
    /// <param name="side">The side.</param>
    /// <param name="bps">The distance, basis points.</param>
    public decimal Within(MarketId market, Side side, decimal bps) => Within(DepthAt(0m, side), bps) * Scales.GetValueOrDefault(market);

    /// <summary>
    /// The levels of a book whose cumulative depth is a power of the distance, out to the same distance and rounded as in
    /// <see cref="LevelsAt"/>, but denser still near mid, so that small orders pay what the power says.
    /// </summary>
    /// <param name="instrument">The market.</param>
    /// <param name="mid">Quoted around, &gt; 0.</param>
    /// <param name="bid">Notional within 1 % below mid, quote.</param>
    /// <param name="ask">Above mid.</param>
    /// <param name="exponent">κ.</param>
    public ImmutableArray<QuoteLevel> PowerLaw(Instrument instrument, Price mid, decimal bid, decimal ask, double exponent)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        var levels = ImmutableArray.CreateBuilder<QuoteLevel>(2 * LevelsPerSide);
        AddSide(levels, Side.Buy, distance => bid * Power(distance), instrument, mid.Value, 3);
        AddSide(levels, Side.Sell, distance => ask * Power(distance), instrument, mid.Value, 3);
        return levels.ToImmutable();

        decimal Power(decimal distance) => (decimal)PortableMath.Power((double)(distance * Percent), exponent);
    }

    /// <summary>Cumulative notional (quote, unscaled) of a side within each band at a time.</summary>
    public ImmutableArray<decimal> DepthAt(decimal second, Side side)
    {
        var after = 0;
        while (after < Knots.Length && Knots[after].Second <= second)
        {
            after++;
        }

        var from = Of(Knots[Math.Max(0, after - 1)], side);
        if (after == 0 || after == Knots.Length)
        {
            return from;
        }

        var to = Of(Knots[after], side);
        var weight = (second - Knots[after - 1].Second) / (Knots[after].Second - Knots[after - 1].Second);
        return [.. from.Select((depth, i) => depth + ((to[i] - depth) * weight))];
    }

    private static ImmutableArray<decimal> Of(DepthKnot knot, Side side) => side == Side.Buy ? knot.Bid : knot.Ask;

    /// <param name="levels">Added to.</param>
    /// <param name="side">The side.</param>
    /// <param name="depth">Cumulative notional within a distance in basis points.</param>
    /// <param name="instrument">The market.</param>
    /// <param name="mid">Quoted around.</param>
    /// <param name="density">Level k of n is at the last band's distance times (k/n) to this power: denser near mid.</param>
    private void AddSide(
        ImmutableArray<QuoteLevel>.Builder levels, Side side, Func<decimal, decimal> depth, Instrument instrument, decimal mid, int density)
    {
        var first = levels.Count;
        var taken = 0m;
        for (var level = 1; level <= LevelsPerSide; level++)
        {
            var (near, all) = density == 2
                ? ((decimal)(level * level), (decimal)(LevelsPerSide * LevelsPerSide))
                : ((decimal)(level * level * level), LevelsPerSide * LevelsPerSide * LevelsPerSide);
            var distance = BandsBps[^1] * near / all;
            var price = side == Side.Buy
                ? Rounding.Down(mid * (1m - (distance * BasisPoint)), instrument.TickSize)
                : Rounding.Up(mid * (1m + (distance * BasisPoint)), instrument.TickSize);
            if (price <= 0m)
            {
                break;
            }

            var upTo = depth(distance);
            var quantity = Rounding.Down((upTo - taken) / price, instrument.LotSize);
            if (quantity <= 0m)
            {
                continue;
            }

            taken = upTo;
            if (levels.Count > first && levels[^1].Price.Value == price)
            {
                levels[^1] = levels[^1] with { Quantity = new Quantity(levels[^1].Quantity.Value + quantity) };
            }
            else
            {
                levels.Add(new QuoteLevel(side, new Quantity(quantity), new Price(price)));
            }
        }
    }

    /// <summary>Linear between bands, and from nothing at mid to the first.</summary>
    private decimal Within(ImmutableArray<decimal> depth, decimal distance)
    {
        var (nearDistance, nearDepth) = (0m, 0m);
        for (var i = 0; i < BandsBps.Length; i++)
        {
            if (distance <= BandsBps[i])
            {
                return nearDepth + ((depth[i] - nearDepth) * (distance - nearDistance) / (BandsBps[i] - nearDistance));
            }

            (nearDistance, nearDepth) = (BandsBps[i], depth[i]);
        }

        return nearDepth;
    }
}
