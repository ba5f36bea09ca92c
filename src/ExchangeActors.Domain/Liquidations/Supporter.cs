using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Liquidations;

/// <summary>What the pool knows of a liquidity-support participant.</summary>
/// <param name="Offers">Offers made to it, which are numbered from 1.</param>
/// <param name="Open">Numbers of those that it has not answered.</param>
/// <param name="Rests">By cooldown group: its limit is used up until then, so it is not asked before.</param>
public sealed record Supporter(long Offers, ImmutableSortedSet<long> Open, ImmutableSortedDictionary<int, Moment> Rests)
{
    /// <summary>One that was never asked.</summary>
    public static Supporter None { get; } = new(0, ImmutableSortedSet<long>.Empty, ImmutableSortedDictionary<int, Moment>.Empty);

    /// <summary>All offers up to this one were answered.</summary>
    public long Through => Open.IsEmpty ? Offers : Open.Min - 1;

    /// <summary>After an offer was made.</summary>
    public Supporter Asked(long number) => this with { Offers = number, Open = Open.Add(number) };

    /// <summary>After an offer was answered.</summary>
    public Supporter Answered(long number, int group, Moment? restsUntil) => this with
    {
        Open = Open.Remove(number),
        Rests = restsUntil is { } until ? Rests.SetItem(group, until) : Rests.Remove(group),
    };

    /// <summary>True while its limit in the group is known to be used up; before the first tick nothing is known.</summary>
    public bool IsResting(int group, Moment? now) => Rests.TryGetValue(group, out var until) && now < until;

    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer
        .Write(Offers)
        .Each(Open, static (into, number) => into.Write(number))
        .Each(Rests, static (into, rest) => into.Write(rest.Key).Write(rest.Value.UnixMs));
}
