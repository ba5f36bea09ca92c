using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Risk;

/// <summary>
/// The five-step indicator that traders see: quantity-weighted, ceil(5·cumulative quantity ÷ total quantity) from the front of the queue (VENUES.md, bitmex), turned round so
/// that the front fifth shows 5 lights and the last 1.
/// </summary>
public static class QueueIndicator
{
    /// <summary>Lights of each place in a queue, by the unsigned or signed size at that place.</summary>
    public static List<int> Lights(IReadOnlyCollection<Quantity> queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        var total = 0m;
        foreach (var size in queue)
        {
            total += Math.Abs(size.Value);
        }

        var cumulative = 0m;
        var lights = new List<int>(queue.Count);
        foreach (var size in queue)
        {
            cumulative += Math.Abs(size.Value);
            lights.Add(6 - (int)Math.Ceiling(5m * cumulative / total));
        }

        return lights;
    }
}
