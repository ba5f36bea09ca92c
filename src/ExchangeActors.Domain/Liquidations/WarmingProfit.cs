using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Liquidations;

/// <summary>
/// Profit that is released over time, in whole seconds of exchange time (Percolator, specification v11–v12, counts slots; VENUES.md).
/// </summary>
/// <param name="Amount">All of it, ≥ 0.</param>
/// <param name="Reserve">Of it not released at <paramref name="Since"/>.</param>
/// <param name="PerSecond">Released with every second from then on, whole quote ticks.</param>
/// <param name="Since">Up to when releases are counted in the reserve.</param>
/// <param name="Until">When all is released.</param>
public sealed record WarmingProfit(Money Amount, Money Reserve, Money PerSecond, Moment Since, Moment Until)
{
    private const long MsPerSecond = 1_000;

    /// <summary>No profit.</summary>
    public static WarmingProfit None { get; } = new(Money.Zero, Money.Zero, Money.Zero, default, default);

    /// <summary>
    /// When the reserve is used up: at <see cref="Until"/>, or earlier where whole ticks per second are more than it takes.
    /// </summary>
    public Moment End => PerSecond <= Money.Zero || Reserve <= Money.Zero
        ? Since
        : new Moment(Math.Min(
            Until.UnixMs, (Second(Since) + (long)Math.Min(Math.Ceiling(Reserve.Value / PerSecond.Value), int.MaxValue)) * MsPerSecond));

    /// <summary>The whole second of a moment.</summary>
    public static long Second(Moment moment) => moment.UnixMs / MsPerSecond;

    /// <summary>Not released at a time.</summary>
    public Money ReservedAt(Moment now) => now >= End
        ? Money.Zero
        : Reserve - (PerSecond * Math.Max(0L, Second(now) - Second(Since)));

    /// <summary>Released at a time; without new profit or loss it only grows.</summary>
    public Money MaturedAt(Moment now) => Amount - ReservedAt(now);

    /// <summary>
    /// When there is as much profit as this now. New profit is reserved and restarts the clock: R/T per second, rounded down to whole
    /// quote ticks and at least one, all after T. A loss takes the reserve first, and of what is left as much of it is released per
    /// second, until the same end.
    /// </summary>
    /// <param name="amount">≥ 0.</param>
    /// <param name="now">Exchange time.</param>
    /// <param name="warmupSeconds">T, whole seconds, &gt; 0.</param>
    /// <param name="quoteTick">Amounts are released in these.</param>
    public WarmingProfit Changed(Money amount, Moment now, long warmupSeconds, decimal quoteTick)
    {
        if (amount == Amount)
        {
            return this;
        }

        var reserved = ReservedAt(now);
        if (amount < Amount)
        {
            // Less is released per second, too: a profit that stood for a moment makes nothing else warm up sooner.
            var left = Money.Max(Money.Zero, reserved - (Amount - amount));
            var slower = left <= Money.Zero
                ? 0m
                : Math.Max(quoteTick, Rounding.Down(Proportion.Of(PerSecond.Value, left.Value, reserved.Value), quoteTick));
            return this with { Amount = amount, Reserve = left, PerSecond = new Money(slower), Since = now > Since ? now : Since };
        }

        var reserve = reserved + amount - Amount;
        var perSecond = Math.Max(quoteTick, Rounding.Down(reserve.Value / warmupSeconds, quoteTick));
        return new WarmingProfit(amount, reserve, new Money(perSecond), now, now.PlusMs(warmupSeconds * MsPerSecond));
    }

    /// <summary>Without what was released and has left.</summary>
    public WarmingProfit Without(Money released) => this with { Amount = Amount - released };

    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer
        .Write(Amount.Value).Write(Reserve.Value).Write(PerSecond.Value).Write(Since.UnixMs).Write(Until.UnixMs);
}
