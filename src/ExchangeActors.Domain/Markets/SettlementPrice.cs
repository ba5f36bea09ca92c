using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Markets;

/// <summary>
/// Prices of transfers outside the book: bankruptcy prices, and with them forced closes and take-overs. They are as fine as the amounts
/// need: where one tick of a position is worth more than the quote tick
/// (3e-8 on a tick of 1e-8 is a third of the notional), rounding a bankruptcy price to the tick would give or take what is not the
/// account's. What goes to the book stays on the instrument's tick.
/// </summary>
public static class SettlementPrice
{
    /// <summary>
    /// The step of settlement prices for a position: the tick where it is fine enough, else the largest power of ten at which one step of
    /// the whole position is worth no more than the quote tick; not so fine that
    /// a lot at such a price is no whole multiple of <see cref="Largest.Fineness"/>.
    /// </summary>
    /// <param name="instrument">Tick, lot and quote tick.</param>
    /// <param name="size">Signed.</param>
    public static decimal Step(Instrument instrument, Quantity size)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        var quantity = size.Absolute.Value;
        var step = instrument.TickSize;
        for (var finer = PowerOfTenUpTo(step); step > instrument.QuoteTick / quantity; finer /= 10m)
        {
            if (Largest.IsTooFine(finer, instrument.LotSize))
            {
                break;
            }

            step = finer;
        }

        return step;
    }

    /// <summary>
    /// A transfer price: the reference price moved by a spread against the position, so in the receiver's favour, and rounded so: a long
    /// goes
    /// below it, a short above (Deribit, "Liquidity Support Program", transfer pricing). At least one step.
    /// </summary>
    /// <param name="reference">The mark.</param>
    /// <param name="positionSide">+1 long, −1 short.</param>
    /// <param name="spread">Fraction of the reference price, in [0, 1).</param>
    /// <param name="step">Of the price.</param>
    public static Price AtSpread(Price reference, int positionSide, decimal spread, decimal step) => new(positionSide > 0
        ? Math.Max(step, Rounding.Down(reference.Value * (1m - spread), step))
        : Rounding.Up(reference.Value * (1m + spread), step));

    /// <summary>
    /// The price as a limit on the book: on the tick and at least one tick, a sell's rounded up, a buy's down, so that a fill there is no
    /// worse for the account than the price.
    /// </summary>
    public static Price OnBook(Price price, Side side, Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        var tick = instrument.TickSize;
        return new Price(Math.Max(tick, side == Side.Sell ? Rounding.Up(price.Value, tick) : Rounding.Down(price.Value, tick)));
    }

    private static decimal PowerOfTenUpTo(decimal value)
    {
        var power = 1m;
        while (power > value)
        {
            power /= 10m;
        }

        while (power * 10m <= value)
        {
            power *= 10m;
        }

        return power;
    }
}
