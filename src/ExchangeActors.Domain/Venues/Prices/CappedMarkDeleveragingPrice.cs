using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Prices;

/// <summary>The mark, but never worse for the bankrupt trader than the bankruptcy price (Ethereal: m capped at b).</summary>
public sealed record CappedMarkDeleveragingPrice : IDeleveragingPrice
{
    /// <inheritdoc/>
    public string Name => "mark-capped-at-bankruptcy";

    /// <inheritdoc/>
    public Price Of(in PriceInput input) => input.PositionSide * (input.Mark.Value - input.Bankruptcy.Value) < 0m ? input.Bankruptcy
        : input.Mark;
}
