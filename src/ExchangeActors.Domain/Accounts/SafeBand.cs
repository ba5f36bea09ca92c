using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Accounts;

/// <summary>
/// The marks of one market between which nothing needs to be decided about an account: it is looked at when the mark falls below
/// <see cref="Lower"/> or rises above
/// <see cref="Upper"/>. Null is no bound on that side.
/// </summary>
/// <param name="Lower">Crossed by a mark below it.</param>
/// <param name="Upper">Crossed by a mark above it.</param>
public readonly record struct SafeBand(Price? Lower, Price? Upper)
{
    private const decimal Greatest = 1_000_000_000_000_000_000_000_000_000m;

    /// <summary>True when the mark has left the band.</summary>
    public bool IsCrossedBy(Price mark) => (Lower is { } lower && mark < lower) || (Upper is { } upper && mark > upper);

    /// <summary>
    /// The band of a position that may lose <paramref name="slack"/> of equity over <paramref name="level"/> × maintenance margin. While
    /// every position of an account stays inside a band whose slacks sum to no more than the account's, equity ≥ level × maintenance margin
    /// holds. With one position the bound is the exact liquidation price, moved to the tick on the safe side.
    /// </summary>
    /// <param name="instrument">Tiers and tick.</param>
    /// <param name="size">Signed, not 0.</param>
    /// <param name="mark">The mark that the slack was measured at.</param>
    /// <param name="slack">≥ 0, quote.</param>
    /// <param name="level">Multiple of maintenance margin.</param>
    /// <param name="recovery">For an account in margin call: equity that this position has to gain before a check is worth while, &gt; 0,
    /// over <paramref name="recoveryLevel"/>; null for none.</param>
    /// <param name="recoveryLevel">Multiple of maintenance margin that ends a margin call.</param>
    public static SafeBand Of(Instrument instrument, Quantity size, Price mark, Money slack, decimal level, Money? recovery,
        decimal recoveryLevel)
    {
        var adverse = PriceAt(instrument, size, mark, -slack.Value, level);
        var better = recovery is { } gain ? PriceAt(instrument, size, mark, gain.Value, recoveryLevel) : null;
        var tick = instrument.TickSize;
        // The mark itself is always inside: the account has just been checked at it, and a band that its own mark crosses would be asked
        // for again for ever.
        return size.Sign > 0
            ? new SafeBand(NotAbove(Tick(adverse, tick, up: true), mark),
                NotBelow(better is { } high ? new Price(Rounding.Up(high, tick) - tick) : null, mark))
            : new SafeBand(NotAbove(better is { } low ? new Price(Rounding.Down(low, tick) + tick) : null, mark),
                NotBelow(Tick(adverse, tick, up: false), mark));
    }

    /// <summary>The marks that are inside both bands.</summary>
    public SafeBand Within(SafeBand other) => new(
        Lower is { } lower && !(other.Lower > lower) ? lower : other.Lower,
        Upper is { } upper && !(other.Upper < upper) ? upper : other.Upper);

    private static Price? NotAbove(Price? bound, Price mark) => bound > mark ? mark : bound;

    private static Price? NotBelow(Price? bound, Price mark) => bound < mark ? mark : bound;

    private static Price? Tick(decimal? price, decimal tick, bool up) =>
        price is { } value ? new Price(up ? Rounding.Up(value, tick) : Rounding.Down(value, tick)) : null;

    /// <summary>
    /// The price at which size·p − level·MM(|size|·p) has changed by <paramref name="change"/> since the mark: linear within a tier, so
    /// each tier is solved and the solution that lies in its own tier is taken. Null when no positive price does; the mark itself when
    /// margin grows faster than the position's value.
    /// </summary>
    private static decimal? PriceAt(Instrument instrument, Quantity size, Price mark, decimal change, decimal level)
    {
        var quantity = size.Absolute.Value;
        var side = (decimal)size.Sign;
        var target = (size.Value * mark.Value) - (level * MarginSchedule.Maintenance(instrument, mark * size.Absolute).Value) + change;
        for (var i = 0; i < instrument.Tiers.Length; i++)
        {
            var (rate, amount) = MarginSchedule.MaintenanceTier(instrument, instrument.Tiers[i].Floor);
            // Per unit of notional; solved for the notional first, so that neither a tiny slope nor a tiny position overflows.
            var slope = side - (level * rate);
            if (side > 0m && slope <= 0m)
            {
                return mark.Value;
            }

            var notional = Proportion.Ratio(target - (level * amount), slope, Greatest);
            var price = Proportion.Ratio(notional, quantity, Greatest);
            if (notional >= instrument.Tiers[i].Floor.Value && (
                i == instrument.Tiers.Length - 1 || notional <= instrument.Tiers[i + 1].Floor.Value))
            {
                return price > 0m ? price : null;
            }
        }

        return null;
    }
}
