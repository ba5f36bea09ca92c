using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Prices;

/// <summary>
/// The mark, worse for the other side by the loss that the fund does not pay: m − s·(D − min(D, fund))/q with D = q·s·(b − m), the mark
/// when there is no loss (Percolator: the fund pays first, the side bears the rest; VENUES.md). Rounded to the tick towards the bankruptcy
/// price, so that the fund pays no more than it has.
/// </summary>
public sealed record FundFirstDeleveragingPrice : IDeleveragingPrice
{
    /// <inheritdoc/>
    public string Name => "mark-after-fund";

    /// <inheritdoc/>
    public Money FundPays(in PriceInput input) => new(Math.Min(Loss(input), Math.Max(0m, input.Fund.Value)));

    /// <inheritdoc/>
    public Price Of(in PriceInput input)
    {
        var loss = Loss(input);
        if (loss == 0m || input.Quantity.IsZero)
        {
            return input.Mark;
        }

        var price = input.Bankruptcy.Value - (input.PositionSide * FundPays(input).Value / input.Quantity.Value);
        return new Price(input.PositionSide > 0
            ? Math.Min(input.Bankruptcy.Value, Rounding.Up(price, input.TickSize))
            : Math.Max(input.Bankruptcy.Value, Rounding.Down(price, input.TickSize)));
    }

    private static decimal Loss(in PriceInput input) =>
        Math.Max(0m, input.Quantity.Value * input.PositionSide * (input.Bankruptcy.Value - input.Mark.Value));
}
