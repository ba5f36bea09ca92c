using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>What is known of a market's prices from a moment on.</summary>
/// <param name="At">When it became known, exchange time.</param>
/// <param name="Market">The market.</param>
/// <param name="Index">Index price, quote per unit, &gt; 0. A market whose sources have no index uses its last price here too.</param>
/// <param name="Last">The perpetual's last trade, quote per unit, &gt; 0; null when no source has one.</param>
/// <param name="IndexAt">When the row of the index is from: the same row, however often it is sampled, is one observation.</param>
/// <param name="LastAt">When the row of the last trade is from; null when there is none.</param>
public sealed record PricePoint(Moment At, MarketId Market, Price Index, Price? Last, Moment IndexAt, Moment? LastAt)
{
    /// <summary>
    /// What quotes are put around at a time: last (unless it is too old) or index by the mark's rule (the index under a smoothed basis),
    /// not rounded to a tick.
    /// </summary>
    public Price Middle(MarkPriceSettings settings, Moment now) =>
        settings.Rule == MarkPriceRule.Last && Last is { } last && settings.IsLastPrice(LastAt ?? At, IndexAt, now) ? last : Index;

    /// <summary>The price as it is sampled at a time.</summary>
    public UpdatePrice Sample(CommandId id, Moment now) => new(id, Index, Last, now, IndexAt, LastAt);
}

/// <summary>The newest prices of all markets at a tick, in the order of the scenario's markets.</summary>
/// <param name="Number">0 is the opening.</param>
/// <param name="At">The tick's moment; no point is later.</param>
/// <param name="Points">One per market. A market without news keeps the point that it had.</param>
public sealed record PriceTick(int Number, Moment At, ImmutableArray<PricePoint> Points);

/// <summary>A row of market data that was not used.</summary>
/// <param name="File">The file as the scenario names it.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record PriceReject(string File, long Line, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line}: {Reason}";
}
