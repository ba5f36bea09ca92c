using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Limits;

/// <summary>
/// The bankruptcy price while the fund pays for nothing beyond it; otherwise a price beyond any band, so that only the fund's budget and
/// the market's band decide.
/// </summary>
public sealed record BudgetLimit : ILiquidationLimit
{
    /// <summary>A buy's limit is this multiple of the mark: beyond any band.</summary>
    private const decimal WorstMultiple = 1_000m;

    /// <inheritdoc/>
    public string Name => "budget";

    /// <inheritdoc/>
    public Price Limit(LimitInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Budget <= Money.Zero ? input.BankruptcyOnBook
            : input.Size.Sign > 0 ? new Price(input.Instrument.TickSize)
            : new Price(Rounding.Up(Math.Max(input.BankruptcyPrice.Value, input.Mark.Value) * WorstMultiple, input.Instrument.TickSize));
    }
}
