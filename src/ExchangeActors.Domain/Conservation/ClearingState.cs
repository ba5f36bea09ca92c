using System.Collections.Immutable;

namespace ExchangeActors.Domain.Conservation;

/// <summary>All that a <see cref="Clearing"/> knows after an event, in plain values, to be stored.</summary>
/// <param name="Fills">Sides of trades whose other end was not seen yet.</param>
/// <param name="Owed">Quote of what is not over, signed.</param>
/// <param name="Contracts">Contracts without another side so far, signed.</param>
/// <param name="Breaks">As in <see cref="Clearing.Breaks"/>.</param>
/// <param name="Cash">As in <see cref="Clearing.Cash"/>.</param>
/// <param name="Astray">As in <see cref="Clearing.Astray"/>.</param>
/// <param name="Fees">As in <see cref="Clearing.Fees"/>.</param>
/// <param name="AppliedBeforeTraded">As in <see cref="Clearing.AppliedBeforeTraded"/>.</param>
public sealed record ClearingState(
    ImmutableArray<ClearingState.Fill> Fills,
    ImmutableArray<ClearingState.Amount> Owed,
    ImmutableArray<ClearingState.Open> Contracts,
    ImmutableArray<string> Breaks,
    decimal Cash,
    decimal Astray,
    decimal Fees,
    int AppliedBeforeTraded)
{
    /// <summary>One side of a trade.</summary>
    public sealed record Fill(string Market, long Trade, string Order, bool Buys, decimal Quantity, decimal Price, decimal Fee);

    /// <summary>Quote of a liquidation, a shared loss or a withdrawal.</summary>
    public sealed record Amount(string What, decimal Quote);

    /// <summary>Contracts of a liquidation.</summary>
    public sealed record Open(string Liquidation, string Market, decimal Quantity);
}
