using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Accounts;

/// <summary>
/// What was assigned to a participant in a cooldown group: since when, and notional at the marks, quote. It stays as it is until the window
/// ends;
/// then all of it is free at once.
/// </summary>
public readonly record struct SupportWindow(Moment Start, Money Used);

/// <summary>What a participant answered to an offer, for retries.</summary>
public sealed record SupportOutcome(Quantity Quantity, Price? Price, Price? Mark, string? Code, Moment? RestsUntil)
{
    /// <summary>Of an accepted offer.</summary>
    public static SupportOutcome Of(SupportAccepted e)
    {
        ArgumentNullException.ThrowIfNull(e);
        return new(e.Quantity, e.Price, e.Mark, null, e.RestsUntil);
    }

    /// <summary>Of a declined one.</summary>
    public static SupportOutcome Of(SupportDeclined e)
    {
        ArgumentNullException.ThrowIfNull(e);
        return new(Quantity.Zero, null, e.Mark, e.Code, e.RestsUntil);
    }
}

/// <summary>An account as a liquidity-support participant.</summary>
/// <param name="Windows">By cooldown group, the newest window.</param>
/// <param name="Outcomes">Answers by number of the offer, as long as the pool may ask again.</param>
/// <param name="Through">Offers up to this one are not asked again.</param>
public sealed record SupportRecord(
    ImmutableSortedDictionary<int, SupportWindow> Windows, ImmutableSortedDictionary<long, SupportOutcome> Outcomes, long Through)
{
    /// <summary>Nothing was offered yet.</summary>
    public static SupportRecord None { get; } = new(
        ImmutableSortedDictionary<int, SupportWindow>.Empty, ImmutableSortedDictionary<long, SupportOutcome>.Empty, 0);

    /// <summary>The group's window at a moment; null when none is open: at its end a window is closed.</summary>
    public (Moment Start, Money Used)? At(int group, Moment now, long lengthMs) =>
        Windows.TryGetValue(group, out var window) && now < window.Start.PlusMs(lengthMs) ? (window.Start, window.Used) : null;

    /// <summary>After an assignment.</summary>
    public SupportRecord With(SupportAccepted e)
    {
        ArgumentNullException.ThrowIfNull(e);
        return Remembering(e.Number, SupportOutcome.Of(e), e.Through) with
        {
            Windows = Windows.SetItem(e.Group, new SupportWindow(e.WindowStart, e.UsedBefore + (e.Mark * e.Quantity))),
        };
    }

    /// <summary>After a refusal.</summary>
    public SupportRecord With(SupportDeclined e)
    {
        ArgumentNullException.ThrowIfNull(e);
        return Remembering(e.Number, SupportOutcome.Of(e), e.Through);
    }

    private SupportRecord Remembering(long number, SupportOutcome outcome, long through)
    {
        var newest = Math.Max(Through, through);
        return this with
        {
            Outcomes = Outcomes.RemoveRange(Outcomes.Keys.TakeWhile(old => old <= newest)).SetItem(number, outcome),
            Through = newest,
        };
    }

    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer
        .Each(Windows, static (into, window) => into.Write(window.Key).Write(window.Value.Start.UnixMs).Write(window.Value.Used.Value))
        .Each(Outcomes, static (into, outcome) => into
            .Write(outcome.Key).Write(outcome.Value.Quantity.Value).Write(outcome.Value.Price?.Value)
            .Write(outcome.Value.Mark?.Value).Write(outcome.Value.Code).Write(outcome.Value.RestsUntil?.UnixMs))
        .Write(Through);
}
