using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Markets;

/// <summary>A market's mark price and what its rule remembers.</summary>
/// <param name="Mark">Null before the first price.</param>
/// <param name="Basis">Smoothed basis, a fraction of the index.</param>
/// <param name="Version">Counts marks and funding updates.</param>
/// <param name="Time">Exchange time of the newest price.</param>
/// <param name="Held">A mark that waits for confirmation.</param>
/// <param name="LastTrade">The book's newest trade price.</param>
/// <param name="FundingIndex">Cumulative funding per unit.</param>
/// <param name="Previous">The mark before the newest.</param>
public sealed record MarkPrice(Price? Mark, decimal Basis, long Version, Moment? Time, Price? Held, Price? LastTrade, decimal FundingIndex, Price? Previous)
{
    /// <summary>No price yet.</summary>
    public static MarkPrice None { get; } = new(null, 0m, 0, null, null, null, 0m, null);

    /// <summary>What the rule makes of a price: an update, a hold or a refusal.</summary>
    public MarketEvent Next(UpdatePrice price, Instrument instrument)
    {
        if (price.Index.Value <= 0m || price.Last is { Value: <= 0m })
        {
            return new PriceRefused(price.Id, price.Index, price.Last, price.At, "price-not-positive");
        }

        if (price.Index.Value > Largest.Price || price.Last is { Value: > Largest.Price })
        {
            return new PriceRefused(price.Id, price.Index, price.Last, price.At, "price-too-large");
        }

        if (Time is { } time && price.At <= time)
        {
            return new PriceRefused(price.Id, price.Index, price.Last, price.At, "price-out-of-order");
        }

        var settings = instrument.MarkPrice;
        var last = price.Last ?? LastTrade;
        var basis = Basis;
        if (settings.Rule == MarkPriceRule.SmoothedBasis && last is { } traded)
        {
            var observed = (traded.Value - price.Index.Value) / price.Index.Value;
            // The basis of the market's first price is taken whole; without one the average starts from zero. 12 digits keep the basis short in the journal.
            basis = decimal.Round(Version == 0 ? observed : (settings.BasisSmoothing * observed) + ((1m - settings.BasisSmoothing) * Basis), 12);
            basis = Math.Clamp(basis, -settings.BasisClamp, settings.BasisClamp);
        }

        var raw = settings.Rule switch
        {
            MarkPriceRule.Last => (last ?? price.Index).Value,
            MarkPriceRule.Index => price.Index.Value,
            _ => price.Index.Value * (1m + basis),
        };
        // To the nearest tick, at least one: a mark is a reference, nobody gains by its direction.
        var mark = new Price(Math.Max(instrument.TickSize, Rounding.Down(raw + (instrument.TickSize / 2m), instrument.TickSize)));
        return Jumps(mark, settings)
            ? new PriceHeld(price.Id, price.Index, price.Last, mark, Mark!.Value, price.At)
            : new MarkPriceUpdated(price.Id, price.Index, last, basis, mark, Version + 1, price.At);
    }

    private bool Jumps(Price mark, MarkPriceSettings settings)
    {
        if (settings.MaxJump == 0m || Mark is not { } current || Math.Abs(mark.Value - current.Value) <= settings.MaxJump * current.Value)
        {
            return false;
        }

        return Held is not { } held || Math.Abs(mark.Value - held.Value) > settings.ConfirmWithin * held.Value;
    }

    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer
        .Write(Mark?.Value).Write(Basis).Write(Version).Write(Time?.UnixMs).Write(Held?.Value).Write(LastTrade?.Value).Write(FundingIndex).Write(Previous?.Value);
}
