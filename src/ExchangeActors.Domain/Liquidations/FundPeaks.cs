using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Liquidations;

/// <summary>A value of the fund and since when it had it.</summary>
public readonly record struct FundPoint(Moment At, Money Value);

/// <summary>
/// The fund's highest balance and highest profit of the last 8 hours (Bybit, OKX; VENUES.md). Only the points that may still become the
/// highest are kept: each is lower than the one before.
/// </summary>
/// <param name="Balances">Falling.</param>
/// <param name="Profits">Credits less debits since the beginning, falling; deposits do not count.</param>
public sealed record FundPeaks(ImmutableList<FundPoint> Balances, ImmutableList<FundPoint> Profits)
{
    /// <summary>How far back peaks count, ms.</summary>
    public const long WindowMs = 8 * 60 * 60 * 1000;

    /// <summary>Nothing seen yet.</summary>
    public static FundPeaks None { get; } = new([], []);

    /// <summary>Highest balance.</summary>
    public Money Balance => Balances.IsEmpty ? Money.Zero : Balances[0].Value;

    /// <summary>Highest profit.</summary>
    public Money Profit => Profits.IsEmpty ? Money.Zero : Profits[0].Value;

    /// <summary>With the fund as it stands at a moment.</summary>
    public FundPeaks With(Moment at, Money balance, Money profit) => new(With(Balances, at, balance), With(Profits, at, profit));

    private static ImmutableList<FundPoint> With(ImmutableList<FundPoint> points, Moment at, Money value)
    {
        // A value that was left behind counted until the next one came, so the first point beyond the window still stands for its edge.
        while (points.Count > 1 && points[1].At.UnixMs <= at.UnixMs - WindowMs)
        {
            points = points.RemoveAt(0);
        }

        while (points.Count > 0 && points[^1].Value <= value)
        {
            points = points.RemoveAt(points.Count - 1);
        }

        return points.Add(new FundPoint(at, value));
    }

    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer)
    {
        foreach (var points in (ImmutableList<FundPoint>[])[Balances, Profits])
        {
            writer.Each(points, static (into, point) => into.Write(point.At.UnixMs).Write(point.Value.Value));
        }
    }
}
