using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues;

/// <summary>A position of an account in liquidation.</summary>
/// <param name="Market">The market.</param>
/// <param name="Instrument">Its instrument.</param>
/// <param name="Start">Signed size when the liquidation started.</param>
/// <param name="Left">Signed size still open.</param>
/// <param name="Mark">The mark of the start.</param>
/// <param name="MaintenanceMargin">At the start.</param>
public sealed record PositionToClose(MarketId Market, Instrument Instrument, Quantity Start, Quantity Left, Price Mark,
    Money MaintenanceMargin)
{
    /// <summary>Closed so far, unsigned.</summary>
    public Quantity Closed => Start.Absolute - Left.Absolute;
}

/// <summary>What a sizing policy knows: figures of the start, and what is left of it.</summary>
/// <param name="Equity">When the liquidation started.</param>
/// <param name="Positions">Every position of the start, also those closed since.</param>
public sealed record SizingInput(Money Equity, IReadOnlyList<PositionToClose> Positions);

/// <summary>The next piece.</summary>
/// <param name="Market">The market.</param>
/// <param name="Quantity">Unsigned, at most what is left.</param>
/// <param name="PauseMs">Wait so long before it.</param>
public readonly record struct NextClose(MarketId Market, Quantity Quantity, long PauseMs = 0);

/// <summary>
/// Which position a liquidation closes next, and how much of it. It is asked again after every piece, until margin is restored.
/// </summary>
public interface ILiquidationSizing : IPolicy
{
    /// <summary>The next piece; null when nothing is to be closed any more.</summary>
    NextClose? Next(SizingInput input);
}
