using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Markets;

/// <summary>A market's mark price and what its rule remembers.</summary>
/// <param name="Mark">Null before the first price.</param>
/// <param name="Basis">Smoothed basis, a fraction of the index.</param>
/// <param name="Version">Counts marks and funding updates.</param>
/// <param name="Time">Exchange time of the newest price.</param>
/// <param name="Held">A mark that waits for confirmation.</param>
/// <param name="LastTrade">The book's newest trade.</param>
/// <param name="FundingIndex">Cumulative funding per unit.</param>
/// <param name="Previous">The mark before the newest.</param>
/// <param name="MarkedAt">When the row was seen that gave the mark: from then on it ages.</param>
/// <param name="ObservedAt">When the row was seen that the newest price was made of, held or not.</param>
/// <param name="BasisTradeAt">When the newest trade was that the basis has taken.</param>
public sealed record MarkPrice(
    Price? Mark,
    decimal Basis,
    long Version,
    Moment? Time,
    HeldPrice? Held,
    ObservedPrice? LastTrade,
    decimal FundingIndex,
    Price? Previous,
    Moment? MarkedAt = null,
    Moment? ObservedAt = null,
    Moment? BasisTradeAt = null)
{
    /// <summary>No price yet.</summary>
    public static MarkPrice None { get; } = new(null, 0m, 0, null, null, null, 0m, null);

    /// <summary>What the rule makes of a price: an update, a hold or a refusal.</summary>
    public MarketEvent Next(UpdatePrice price, Instrument instrument)
    {
        if (Refusal(price) is { } code)
        {
            return new PriceRefused(price.Id, price.Index, price.Last, price.At, code);
        }

        var settings = instrument.MarkPrice;
        var index = new ObservedPrice(price.Index, price.IndexAt ?? price.At);
        var last = LastPrice(price, index, settings);
        var isNew = last is { } newest && (BasisTradeAt is not { } taken || newest.At > taken);
        var basis = settings.Rule == MarkPriceRule.SmoothedBasis ? NextBasis(price, index, isNew ? last : null, settings) : Basis;
        var basisTradeAt = settings.Rule == MarkPriceRule.SmoothedBasis && isNew ? last!.Value.At : BasisTradeAt;
        var raw = settings.Rule switch
        {
            MarkPriceRule.Last => (last ?? index).Price.Value,
            MarkPriceRule.Index => index.Price.Value,
            _ => index.Price.Value * (1m + basis),
        };
        // To the nearest tick, at least one: a mark is a reference, nobody gains by its direction.
        var candidate = new Price(Math.Max(instrument.TickSize, Rounding.Down(raw + (instrument.TickSize / 2m), instrument.TickSize)));
        var seen = settings.Rule == MarkPriceRule.Last ? (last ?? index).At
            : settings.Rule == MarkPriceRule.SmoothedBasis && isNew && IsTradesJump(index, candidate, settings) ? last!.Value.At
            : index.At;
        var (mark, held) = PriceGuard.Judge(Mark, Held, candidate, seen, price.At, settings);
        return mark is { } next
            ? new MarkPriceUpdated(price.Id, price.Index, last?.Price, basis, next, Version + 1, price.At, seen, basisTradeAt, held)
            : new PriceHeld(price.Id, price.Index, last?.Price, held!, Mark!.Value, price.At, seen, basisTradeAt);
    }

    /// <summary>After an update.</summary>
    public MarkPrice Updated(MarkPriceUpdated e) => this with
    {
        Previous = Mark,
        Mark = e.Mark,
        Basis = e.Basis,
        Version = e.Version,
        Time = e.PriceTime,
        Held = e.Held,
        MarkedAt = e.ObservedAt,
        ObservedAt = e.ObservedAt,
        BasisTradeAt = e.BasisTradeAt,
    };

    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer
        .Write(Mark?.Value).Write(Basis).Write(Version).Write(Time?.UnixMs)
        .Write(Held?.Price.Value).Write(Held?.ObservedAt.UnixMs).Write(Held?.Since.UnixMs).Write(Held?.Before?.Value)
        .Write(LastTrade?.Price.Value).Write(LastTrade?.At.UnixMs).Write(FundingIndex).Write(Previous?.Value)
        .Write(MarkedAt?.UnixMs).Write(ObservedAt?.UnixMs).Write(BasisTradeAt?.UnixMs);

    private string? Refusal(UpdatePrice price) =>
        price.Index.Value <= 0m || price.Last is { Value: <= 0m } ? "price-not-positive"
        : price.Index.Value > Largest.Price || price.Last is { Value: > Largest.Price } ? "price-too-large"
        : price.IndexAt > price.At || price.LastAt > price.At ? "price-from-the-future"
        : Time is { } time && price.At <= time ? "price-out-of-order"
        : null;

    /// <summary>The newest trade of the feed, or else of the own book, that is not too old to be a last price.</summary>
    private ObservedPrice? LastPrice(UpdatePrice price, ObservedPrice index, MarkPriceSettings settings) =>
        price.Last is { } last && new ObservedPrice(last, price.LastAt ?? price.At) is var trade
            && settings.IsLastPrice(trade.At, index.At, price.At) ? trade
        : LastTrade is { } own && settings.IsLastPrice(own.At, index.At, price.At) ? own
        : null;

    /// <summary>
    /// A trade moves the basis once. Without one for <see cref="MarkPriceSettings.MaxTradeAgeSeconds"/> the basis fades with every new
    /// index: what a premium was says ever less of what it is.
    /// </summary>
    private decimal NextBasis(UpdatePrice price, ObservedPrice index, ObservedPrice? trade, MarkPriceSettings settings)
    {
        if (trade is not { } traded)
        {
            var fades = BasisTradeAt is { } taken && price.At.SecondsSince(taken) > settings.MaxTradeAgeSeconds
                && (ObservedAt is not { } seen || index.At > seen);
            return fades ? decimal.Round((1m - settings.BasisSmoothing) * Basis, 12) : Basis;
        }

        var observed = (traded.Price.Value - index.Price.Value) / index.Price.Value;
        // The basis of the market's first price is taken whole; without one the average starts from zero. 12 digits keep the basis short in
        // the journal.
        var basis = decimal.Round(Version == 0 ? observed : (settings.BasisSmoothing * observed)
            + ((1m - settings.BasisSmoothing) * Basis), 12);
        return Math.Clamp(basis, -settings.BasisClamp, settings.BasisClamp);
    }

    /// <summary>
    /// True when it is the trade and not the index that makes the mark jump: then another trade bears it out, not another index.
    /// </summary>
    private bool IsTradesJump(ObservedPrice index, Price candidate, MarkPriceSettings settings) => Mark is { } known
        && PriceGuard.IsBeyond(candidate, known, settings.MaxJump)
        && !PriceGuard.IsBeyond(new Price(index.Price.Value * (1m + Basis)), known, settings.MaxJump);
}
