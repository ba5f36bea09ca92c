using System.Numerics;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets.Lazy;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Risk;

/// <summary>
/// The positions of a market by side and by the point up to which they were settled with it: how large a side is without visiting its
/// positions, and who is to be touched next. Kept in step with what accounts announce; not safe for concurrent use.
/// </summary>
internal sealed class SideHolders
{
    private readonly Dictionary<AccountId, Held> _held = [];
    private readonly SortedDictionary<(int Sign, long Number), Group> _groups = [];

    /// <summary>
    /// Positions of a side, and how large they are together after all that the side was shrunk by: costs as much as there are points that
    /// somebody still stands at, not as there are positions. Rounded down to lots once per point, where every position rounds by itself, so
    /// it is at least what they will settle to; which part of the holders stands where does not matter.
    /// </summary>
    /// <param name="parts">All holders, in parts.</param>
    /// <param name="sign">+1 longs, −1 shorts.</param>
    /// <param name="sides">How far the market's sides were shrunk; null for not at all.</param>
    /// <param name="lot">The instrument's lot.</param>
    public static (int Count, Quantity OpenInterest) OpenInterest(
        IEnumerable<SideHolders> parts, int sign, MarketSides? sides, decimal lot)
    {
        var points = new SortedDictionary<long, (SidePoint? Point, int Count, BigInteger Lots)>();
        foreach (var (key, group) in parts.SelectMany(part => part._groups))
        {
            if (key.Sign == sign)
            {
                var (_, count, lots) = points.GetValueOrDefault(key.Number);
                points[key.Number] = (group.Point, count + group.Accounts.Count, lots + group.Lots);
            }
        }

        var (all, open) = (0, Quantity.Zero);
        foreach (var (point, count, lots) in points.Values)
        {
            var size = new Quantity((decimal)lots * lot);
            all += count;
            open += sides?[sign] is { } side ? side.Effective(size, point, lot) : size;
        }

        return (all, open);
    }

    /// <summary>Takes an account's position, in place of what it had.</summary>
    public void Set(AccountId account, Position position, decimal lot)
    {
        Remove(account);
        var key = (position.Size.Sign, position.Side?.Number ?? 0);
        if (!_groups.TryGetValue(key, out var group))
        {
            _groups[key] = group = new Group(position.Side);
        }

        var lots = new BigInteger(position.Size.Absolute.Value / lot);
        group.Lots += lots;
        group.Accounts.Add((0, account));
        _held[account] = new Held(key, lots, 0);
    }

    /// <summary>An account has no position any more.</summary>
    public void Remove(AccountId account)
    {
        if (!_held.Remove(account, out var held))
        {
            return;
        }

        var group = _groups[held.Group];
        group.Lots -= held.Lots;
        group.Accounts.Remove((held.Touched, account));
        if (group.Accounts.Count == 0)
        {
            _groups.Remove(held.Group);
        }
    }

    /// <summary>
    /// Up to so many who have not settled with their side yet: those longest behind first, of them those who were touched longest ago,
    /// since one may be unable to settle at once.
    /// </summary>
    public IEnumerable<TouchPlace> Behind(MarketSides sides, int most) => _groups
        .Where(pair => sides[pair.Key.Sign] is { } side && pair.Key.Number < side.Now.Number)
        .SelectMany(pair => pair.Value.Accounts.Select(held => new TouchPlace(pair.Key.Sign, pair.Key.Number, held.Touched, held.Account)))
        .Take(most);

    /// <summary>An account is touched at a sweep, and goes behind those who were not.</summary>
    public void Touch(AccountId account, long sweep)
    {
        var held = _held[account];
        var group = _groups[held.Group];
        group.Accounts.Remove((held.Touched, account));
        group.Accounts.Add((sweep, account));
        _held[account] = held with { Touched = sweep };
    }

    private sealed record Held((int Sign, long Number) Group, BigInteger Lots, long Touched);

    private sealed class Group(SidePoint? point)
    {
        public SidePoint? Point { get; } = point;

        public BigInteger Lots { get; set; }

        public SortedSet<(long Touched, AccountId Account)> Accounts { get; } = [];
    }
}

/// <summary>The place of a holder among those who have to settle with their side, in the order in which they are touched.</summary>
/// <param name="Sign">The side.</param>
/// <param name="Number">The point that it stands at.</param>
/// <param name="Touched">The sweep at which it was touched; 0 for not yet.</param>
/// <param name="Account">The holder.</param>
internal readonly record struct TouchPlace(int Sign, long Number, long Touched, AccountId Account) : IComparable<TouchPlace>
{
    /// <inheritdoc/>
    public int CompareTo(TouchPlace other) =>
        (Sign, Number, Touched, Account).CompareTo((other.Sign, other.Number, other.Touched, other.Account));
}
