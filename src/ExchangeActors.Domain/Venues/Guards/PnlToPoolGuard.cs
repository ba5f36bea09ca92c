using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Guards;

/// <summary>
/// GMX v2: winners are closed only while their PnL over the pool is above a factor, and a step after which it would fall below a lower
/// factor is cut (VENUES.md: the only live guard against over-deleveraging). The pool is the insurance fund here. What may not be closed
/// goes back to the book.
/// </summary>
/// <param name="MaxFactor">ADL is allowed above it, &gt; 0.</param>
/// <param name="MinFactor">A step may not bring it below, ≥ 0.</param>
public sealed record PnlToPoolGuard(decimal MaxFactor, decimal MinFactor) : IGuard
{
    /// <inheritdoc/>
    public string Name => "pnl-to-pool";

    /// <inheritdoc/>
    public Quantity Allows(GuardInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.QueuePnl.Value > MaxFactor * Math.Max(0m, input.Fund.Value) ? input.Needed : Quantity.Zero;
    }

    /// <inheritdoc/>
    public Quantity AllowsStep(GuardInput input, Money takenPnl, Quantity quantity, Money pnl)
    {
        ArgumentNullException.ThrowIfNull(input);
        var room = input.QueuePnl.Value - takenPnl.Value - (MinFactor * Math.Max(0m, input.Fund.Value));
        return pnl.Value <= room ? quantity
            : room <= 0m ? Quantity.Zero
            : new Quantity(Rounding.Down(Proportion.Of(quantity.Value, room, pnl.Value), input.LotSize));
    }
}
