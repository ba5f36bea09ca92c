using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Markets.Lazy;

/// <summary>Both sides of a market that is deleveraged lazily.</summary>
/// <param name="Long">Null until it was shrunk for the first time.</param>
/// <param name="Short">Likewise.</param>
public sealed record MarketSides(LazySide? Long, LazySide? Short)
{
    /// <summary>The side of a sign; null until it was shrunk for the first time.</summary>
    public LazySide? this[int sign] => sign > 0 ? Long : Short;

    /// <summary>With another side.</summary>
    public MarketSides With(int sign, LazySide side) => sign > 0 ? this with { Long = side } : this with { Short = side };

    /// <summary>Feeds both into a hash.</summary>
    public void WriteTo(CanonicalWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach (var side in new[] { Long, Short })
        {
            writer.Write(side is not null);
            side?.WriteTo(writer);
        }
    }
}
