using System.Collections.Immutable;

namespace ExchangeActors.Web.Figures;

/// <summary>A market's marks in a slice of the series.</summary>
/// <param name="Market">The market.</param>
/// <param name="Mark">The last of each piece; null before the first price.</param>
/// <param name="Flags">1 where a price was held, plus 2 where the mark was older than the venue allows.</param>
public sealed record MarkSeries(string Market, ImmutableArray<decimal?> Mark, ImmutableArray<int> Flags);

/// <summary>Pieces of time, in order, for charts; arrays of one length. Amounts in quote.</summary>
/// <param name="Version">What of the series its reader has now.</param>
/// <param name="From">Earlier pieces stay as they are; 0 where all are here, and what was known before is not to be kept.</param>
/// <param name="At">The last moment of each piece, Unix milliseconds.</param>
/// <param name="Event">The last event of each.</param>
/// <param name="Fund">The insurance funds.</param>
/// <param name="Deficit">What nobody paid.</param>
/// <param name="Liquidated">
/// Notional whose liquidation began in it, at the marks at which margin broke; empty for who may not see it.
/// </param>
/// <param name="Deleveraged">Notional of forced closes in it, at the ADL prices; empty for who may not see it.</param>
/// <param name="Markets">In order of id.</param>
public sealed record SeriesSlice(
    SeriesVersion Version,
    int From,
    ImmutableArray<long> At,
    ImmutableArray<long> Event,
    ImmutableArray<decimal> Fund,
    ImmutableArray<decimal> Deficit,
    ImmutableArray<decimal> Liquidated,
    ImmutableArray<decimal> Deleveraged,
    ImmutableArray<MarkSeries> Markets);

/// <summary>How far a reader has come.</summary>
/// <param name="Changes">Changes of the series that it knows.</param>
/// <param name="Layout">How often pieces were joined by then, or a market was added.</param>
/// <param name="Pieces">How many pieces it has.</param>
public readonly record struct SeriesVersion(long Changes, int Layout, int Pieces);
