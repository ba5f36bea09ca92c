using System.Numerics;
using ExchangeActors.Domain.Markets.Lazy;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Risk;

/// <summary>
/// The positions of a market by side and by the point up to which they were settled with it: how large a side is without visiting its
/// positions, and who is to be touched next. Kept in step with what accounts announce; not safe for concurrent use.
/// </summary>
/// <param name="lot">The instrument's lot.</param>
internal sealed class SideHolders(decimal lot)
{
    private readonly Dictionary<AccountId, Held> _held = [];
    private readonly SortedDictionary<(int Sign, long Number), Group> _groups = [];

    /// <summary>Takes an account's position, in place of what it had.</summary>
    public void Set(AccountId account, RiskPosition position)
    {
        Remove(account);
        var key = (position.Size.Sign, position.Side?.Number ?? 0);
        if (!_groups.TryGetValue(key, out var group))
        {
            _groups[key] = group = new Group(position.Side);
        }

        group.Lots += new BigInteger(position.Size.Absolute.Value / lot);
        _held[account] = new Held(key, position.Size, group.Accounts.AddLast(account));
    }

    /// <summary>An account has no position any more.</summary>
    public void Remove(AccountId account)
    {
        if (!_held.Remove(account, out var held))
        {
            return;
        }

        var group = _groups[held.Group];
        group.Lots -= new BigInteger(held.Size.Absolute.Value / lot);
        group.Accounts.Remove(held.Node);
        if (group.Accounts.Count == 0)
        {
            _groups.Remove(held.Group);
        }
    }

    /// <summary>
    /// Positions of a side, and how large they are together after all that the side was shrunk by: costs as much as there are points that
    /// somebody still stands at, not as there are positions. Rounded down to lots once per point, where every position rounds by itself, so
    /// it is at least what they will settle to.
    /// </summary>
    public (int Count, Quantity OpenInterest) OpenInterest(int sign, MarketSides? sides)
    {
        var (count, open) = (0, Quantity.Zero);
        foreach (var (key, group) in _groups)
        {
            if (key.Sign == sign)
            {
                var size = new Quantity((decimal)group.Lots * lot);
                count += group.Accounts.Count;
                open += sides?[sign] is { } side ? side.Effective(size, group.Point, lot) : size;
            }
        }

        return (count, open);
    }

    /// <summary>
    /// Up to so many of each side who have not settled with it yet, those longest behind first; each in turn, since one may be unable to
    /// settle at once.
    /// </summary>
    public IEnumerable<AccountId> NextBehind(MarketSides sides, int most)
    {
        var next = new List<AccountId>();
        foreach (var (key, group) in _groups)
        {
            if (sides[key.Sign] is { } side && key.Number < side.Now.Number)
            {
                for (var left = Math.Min(most - next.Count, group.Accounts.Count); left > 0; left--)
                {
                    var node = group.Accounts.First!;
                    group.Accounts.RemoveFirst();
                    group.Accounts.AddLast(node);
                    next.Add(node.Value);
                }
            }
        }

        return next;
    }

    private sealed record Held((int Sign, long Number) Group, Quantity Size, LinkedListNode<AccountId> Node);

    private sealed class Group(SidePoint? point)
    {
        public SidePoint? Point { get; } = point;

        public BigInteger Lots { get; set; }

        public LinkedList<AccountId> Accounts { get; } = [];
    }
}
