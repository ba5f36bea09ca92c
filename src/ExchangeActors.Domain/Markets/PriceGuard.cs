using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Markets;

/// <summary>A price and when it was seen.</summary>
public readonly record struct ObservedPrice(Price Price, Moment At);

/// <summary>A mark that waits for confirmation.</summary>
/// <param name="Price">The newest that lies beyond the guard.</param>
/// <param name="ObservedAt">When its row was seen: only a later row is another observation.</param>
/// <param name="Since">Exchange time since which every price was beyond the guard of the same mark.</param>
/// <param name="Before">The observation before, if that was held too.</param>
public sealed record HeldPrice(Price Price, Moment ObservedAt, Moment Since, Price? Before);

/// <summary>
/// Holds a mark that jumps, until other observations bear it out. A row that is sampled again is not another observation.
/// <list type="bullet">
/// <item>An observation back inside the guard ends the hold: the one before was an outlier.</item>
/// <item>One on the same side of the mark bears it out: the mark goes to the nearer of the two, which both have reached. From there the
/// newest is judged again, so that it is taken whole unless it jumps once more. So a lone outlier is never taken, not even beside a true
/// jump, and a crash that jumps with every row is followed one row behind.</item>
/// <item>When every observation of <see cref="MarkPriceSettings.MaxHoldSeconds"/> was beyond the guard, on whichever side, the mark is what
/// is wrong: it goes to the median of the newest three.</item>
/// </list>
/// </summary>
internal static class PriceGuard
{
    /// <summary>What becomes of a mark: the one to take, or null to stay, and what is held after it.</summary>
    /// <param name="mark">The mark before; null for none, when nothing can be judged.</param>
    /// <param name="held">What is held.</param>
    /// <param name="candidate">The newest.</param>
    /// <param name="observedAt">When its row was seen.</param>
    /// <param name="at">Exchange time.</param>
    /// <param name="settings">The market's.</param>
    public static (Price? Mark, HeldPrice? Held) Judge(
        Price? mark, HeldPrice? held, Price candidate, Moment observedAt, Moment at, MarkPriceSettings settings)
    {
        if (settings.MaxJump == 0m || mark is not { } current || !IsBeyond(candidate, current, settings.MaxJump))
        {
            return (candidate, null);
        }

        if (held is null)
        {
            return (null, new HeldPrice(candidate, observedAt, at, null));
        }

        if (observedAt <= held.ObservedAt)
        {
            return (null, held);
        }

        if (Agreed(current, held, candidate, at, settings) is not { } agreed)
        {
            return (null, new HeldPrice(candidate, observedAt, held.Since, held.Price));
        }

        return IsBeyond(candidate, agreed, settings.MaxJump) && IsBeyond(candidate, held.Price, settings.ConfirmWithin)
            ? (agreed, new HeldPrice(candidate, observedAt, at, null))
            : (candidate, null);
    }

    /// <summary>The price that the observations agree on; null when they do not.</summary>
    private static Price? Agreed(Price mark, HeldPrice held, Price candidate, Moment at, MarkPriceSettings settings)
    {
        if ((candidate > mark) == (held.Price > mark))
        {
            return candidate > mark ? Lower(candidate, held.Price) : Higher(candidate, held.Price);
        }

        return !IsBeyond(candidate, held.Price, settings.ConfirmWithin) ? candidate
            : settings.MaxHoldSeconds > 0m && held.Before is { } before && at.SecondsSince(held.Since) >= settings.MaxHoldSeconds
                ? Median(before, held.Price, candidate)
            : null;
    }

    /// <summary>True when a price differs from another by more than a fraction of that.</summary>
    public static bool IsBeyond(Price price, Price reference, decimal fraction) =>
        Math.Abs(price.Value - reference.Value) > fraction * reference.Value;

    private static Price Median(Price a, Price b, Price c) => Higher(Lower(a, b), Lower(Higher(a, b), c));

    private static Price Lower(Price a, Price b) => a < b ? a : b;

    private static Price Higher(Price a, Price b) => a > b ? a : b;
}
