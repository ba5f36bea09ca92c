using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Vectors;

/// <summary>A position of a vector's account.</summary>
/// <param name="Market">The market.</param>
/// <param name="Size">Signed, not 0.</param>
/// <param name="Entry">Average entry price.</param>
internal sealed record VectorPosition(MarketId Market, Quantity Size, Price Entry);

/// <summary>An account as a vector gives it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Wallet">May be below zero.</param>
/// <param name="Positions">One per market.</param>
internal sealed record VectorAccount(AccountId Id, Money Wallet, ImmutableArray<VectorPosition> Positions)
{
    /// <summary>The signed size in a market; 0 without a position.</summary>
    public Quantity SizeIn(MarketId market) => Positions.FirstOrDefault(position => position.Market == market)?.Size ?? Quantity.Zero;
}

/// <summary>A resting order of a vector's book.</summary>
internal sealed record VectorOrder(AccountId Account, MarketId Market, Side Side, Quantity Size, Price Price);

/// <summary>A market of a vector.</summary>
/// <param name="Mark">Its mark price.</param>
/// <param name="Instrument">Its margin rates; one tier, no fees, no band.</param>
internal sealed record VectorMarket(Price Mark, Instrument Instrument)
{
    private const decimal TickSize = 0.000000000001m;

    // Wider than any price: only the order's own limit counts.
    private const decimal Band = 1_000_000m;

    /// <summary>
    /// A market at a mark. Prices have twelve decimals, so that a bankruptcy price is as good as exact.
    /// </summary>
    public static VectorMarket Of(MarketId id, decimal mark, decimal maintenanceRate, decimal initialRate, decimal lotSize,
        decimal quoteTick) => new(
        new Price(mark),
        new Instrument(id, TickSize, lotSize, quoteTick, [new RiskTier(Money.Zero, initialRate, maintenanceRate)], 0m, 0m, Band,
            MarkPriceSettings.Default));
}
