using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Limits;

/// <summary>
/// dYdX v4's fillable price: (N − clamp(BA·(1 − TNC/TMM), 0, 1)·SMMR·PMM)/q, all signed (VENUES.md, building blocks): the mark when margin
/// only just broke, and further from it the closer the account is to bankruptcy. Rounded to the tick in the account's favour.
/// </summary>
/// <param name="BankruptcyAdjustment">BA, ≥ 1.</param>
/// <param name="SpreadToMaintenanceMarginRatio">SMMR, &gt; 0.</param>
public sealed record FillableLimit(decimal BankruptcyAdjustment, decimal SpreadToMaintenanceMarginRatio) : ILiquidationLimit
{
    /// <inheritdoc/>
    public string Name => "fillable";

    /// <summary>The exact price.</summary>
    /// <param name="size">Signed.</param>
    /// <param name="mark">Mark price.</param>
    /// <param name="positionMargin">PMM, the position's maintenance margin.</param>
    /// <param name="equity">TNC.</param>
    /// <param name="totalMargin">TMM, &gt; 0.</param>
    public decimal Fillable(Quantity size, Price mark, Money positionMargin, Money equity, Money totalMargin)
    {
        var adjusted = Math.Clamp(BankruptcyAdjustment * (1m - (equity.Value / totalMargin.Value)), 0m, 1m);
        return mark.Value - (adjusted * SpreadToMaintenanceMarginRatio * positionMargin.Value / size.Value);
    }

    /// <inheritdoc/>
    public Price Limit(LimitInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var exact = Fillable(input.Size, input.Mark, input.MaintenanceMargin, input.Equity, input.TotalMaintenanceMargin);
        var tick = input.Instrument.TickSize;
        return new Price(Math.Max(tick, input.Size.Sign > 0 ? Rounding.Up(exact, tick) : Rounding.Down(exact, tick)));
    }
}
