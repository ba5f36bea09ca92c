using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Risk;

/// <summary>
/// The five-step indicator that traders see. By quantity: ceil(5·cumulative quantity ÷ total quantity) from the front of the queue
/// (VENUES.md, bitmex); by account: the same of places (binance's quantiles). Turned round so that the front fifth shows 5 lights and the
/// last 1.
/// </summary>
public static class QueueIndicator
{
    /// <summary>Lights of those who are next.</summary>
    public const int Next = 5;

    /// <summary>Lights of a place, by what counts up to and with it, of a total above 0.</summary>
    public static int Lights(decimal cumulative, decimal total) => Next + 1 - (int)Math.Ceiling(Next * cumulative / total);

    /// <summary>Lights of each place in a queue, by the unsigned or signed size at that place.</summary>
    public static List<int> Lights(IReadOnlyCollection<Quantity> queue, IndicatorKind kind)
    {
        ArgumentNullException.ThrowIfNull(queue);
        decimal Counts(Quantity size) => kind == IndicatorKind.ByQuantity ? Math.Abs(size.Value) : 1m;
        var total = queue.Sum(Counts);
        var cumulative = 0m;
        var lights = new List<int>(queue.Count);
        foreach (var size in queue)
        {
            cumulative += Counts(size);
            lights.Add(Lights(cumulative, total));
        }

        return lights;
    }
}
