namespace ExchangeActors.Domain.Venues;

/// <summary>Profit counts at once; realised profit can be withdrawn at once.</summary>
public sealed record PlainProfit : IProfitPolicy
{
    /// <inheritdoc/>
    public string Name => "none";
}
