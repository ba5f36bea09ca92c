using System.Collections.Immutable;

namespace ExchangeActors.Domain.Primitives;

/// <summary>
/// What a state owes to others, by number. An entity's fold adds a message when an event creates the debt and removes it when an event
/// settles it, so that after a crash the same messages are sent again. Numbers rise and are never reused; enumeration is in that order.
/// </summary>
public sealed record Outbox(long Next, ImmutableSortedDictionary<long, Owed> Messages)
{
    /// <summary>Owes nothing, never did.</summary>
    public static Outbox Empty { get; } = new(1, ImmutableSortedDictionary<long, Owed>.Empty);

    /// <summary>True when nothing is owed.</summary>
    public bool IsEmpty => Messages.IsEmpty;

    /// <summary>Owes one more message; its number is <see cref="Next"/> before the call.</summary>
    public Outbox Add(EntityRef to, OwedMessage body, long cause) => new(Next + 1, Messages.Add(Next, new Owed(to, body, cause)));

    /// <summary>Settles one debt; settling it twice changes nothing.</summary>
    public Outbox Remove(long number) => Messages.ContainsKey(number) ? this with { Messages = Messages.Remove(number) } : this;

    /// <summary>Settles every debt that <paramref name="match"/> accepts.</summary>
    public Outbox RemoveWhere(Func<Owed, bool> match)
    {
        var settled = Messages.Where(pair => match(pair.Value)).Select(pair => pair.Key).ToList();
        return settled.Count == 0 ? this : this with { Messages = Messages.RemoveRange(settled) };
    }

    /// <summary>Feeds the outbox into a state hash: every message with all its fields.</summary>
    public void WriteTo(CanonicalWriter writer) => writer.Write(Next).Each(Messages, static (into, entry) =>
    {
        var (number, owed) = entry;
        into.Write(number).Write(owed.To).Write(owed.Cause).Write(owed.Body.GetType().Name);
        owed.Body.WriteTo(into);
    });

    /// <summary>The debts that came into being since <paramref name="earlier"/> and are still open, in order.</summary>
    public IEnumerable<Owed> Since(Outbox earlier)
    {
        for (var number = earlier.Next; number < Next; number++)
        {
            if (Messages.TryGetValue(number, out var owed))
            {
                yield return owed;
            }
        }
    }
}
