using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Limits;

/// <summary>The bankruptcy price while the account's equity is above zero, the mark otherwise (Dango; FORMAT.md).</summary>
public sealed record SolventLimit : ILiquidationLimit
{
    /// <inheritdoc/>
    public string Name => "bankruptcy-while-solvent";

    /// <inheritdoc/>
    public Price Limit(LimitInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Equity > Money.Zero ? input.BankruptcyOnBook : input.Mark;
    }
}
