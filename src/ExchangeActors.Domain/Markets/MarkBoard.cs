using System.Collections.Immutable;
using ExchangeActors.Domain.Markets.Lazy;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Markets;

/// <summary>A market's mark price, its cumulative funding per unit, and the version that orders them in time.</summary>
/// <param name="Mark">Mark price.</param>
/// <param name="FundingIndex">Cumulative funding per unit.</param>
/// <param name="Version">Counts marks and funding updates.</param>
/// <param name="Previous">The mark before; null for the market's first.</param>
public sealed record MarkQuote(Price Mark, decimal FundingIndex, long Version, Price? Previous = null)
{
    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer)
    {
        writer.Write(Mark.Value).Write(FundingIndex).Write(Version).Write(Previous?.Value).Write(SeenAt?.UnixMs).Write(Sides is not null);
        Sides?.WriteTo(writer);
    }

    /// <summary>When the row was seen that the mark was made of: from then on it ages. Null where that is not known.</summary>
    public Moment? SeenAt { get; init; }

    /// <summary>The market's sides where positions are deleveraged lazily; null before the first time.</summary>
    public MarketSides? Sides { get; init; }
}

/// <summary>The newest mark of every market that the sender knew: the inputs of a margin decision.</summary>
public sealed record MarkBoard(ImmutableSortedDictionary<MarketId, MarkQuote> Quotes)
{
    /// <summary>No mark yet.</summary>
    public static MarkBoard Empty { get; } = new(ImmutableSortedDictionary<MarketId, MarkQuote>.Empty);

    /// <summary>
    /// How much of released profit is paid for, as the pool knew when a trader's command came in; null where profit takes no haircut, and
    /// on boards that no command brought.
    /// </summary>
    public ProfitHaircut? Haircut { get; init; }

    /// <summary>The board with a newer quote; an older one changes nothing.</summary>
    public MarkBoard With(MarketId market, MarkQuote quote) =>
        Quotes.TryGetValue(market, out var known) && known.Version >= quote.Version
            ? this
            : this with { Quotes = Quotes.SetItem(market, quote) };

    /// <summary>The market's quote, or null when it has no mark yet.</summary>
    public MarkQuote? this[MarketId market] => Quotes.GetValueOrDefault(market);

    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer
        .Each(Quotes, static (into, entry) => entry.Value.WriteTo(into.Write(entry.Key.Value)))
        .Write(Haircut?.Backing.Value).Write(Haircut?.Matured.Value);
}
