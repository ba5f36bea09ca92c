using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Guards;

/// <summary>
/// Closes only what the remaining deficit asks for at the mark of the ranking: deficit = needed·max(0, s·(b − m)) − what the fund has;
/// quantity = deficit/(s·(b − m)), rounded up to the lot. When the mark has come back to the bankruptcy price, or the fund can pay the
/// rest, nobody is closed and the position goes back to the book.
/// </summary>
public sealed record OverDeleveragingGuard : IGuard
{
    /// <inheritdoc/>
    public string Name => "over-deleveraging";

    /// <inheritdoc/>
    public Quantity Allows(GuardInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var loss = input.PositionSide * (input.Bankruptcy.Value - input.Mark.Value);
        var deficit = (loss * input.Needed.Value) - Math.Max(0m, input.Fund.Value);
        return loss <= 0m || deficit <= 0m
            ? Quantity.Zero
            : Quantity.Min(input.Needed, new Quantity(Rounding.Up(Proportion.Ratio(deficit, loss, Largest.Quantity), input.LotSize)));
    }
}
