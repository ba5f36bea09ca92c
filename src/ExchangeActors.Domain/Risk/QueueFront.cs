using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Risk;

/// <summary>
/// The front of one side's ADL queue at one set of marks. Building it looks at every account once; after that an account that changes is
/// taken out and put back, so that the many deleveragings of one moment rank in O(recorded) each. It is built anew when a mark moves, or
/// when changes have used up its reserve.
/// </summary>
/// <param name="market">The market.</param>
/// <param name="marks">The marks that it was built at.</param>
/// <param name="limit">Candidates that a ranking records; the reserve comes on top.</param>
internal sealed class QueueFront(MarketId market, MarkBoard marks, int limit)
{
    /// <summary>Candidates kept beyond the limit, so that as many may leave the front before it has to be built anew.</summary>
    private const int Reserve = 4_096;

    private static readonly Comparer<Candidate> Order = Comparer<Candidate>.Create(QueueOrder.BestFirst);

    // A sorted array: taking thousands in order, once per deleveraging, is a copy; putting one in or out moves the rest.
    private readonly List<Candidate> _front = [];
    private readonly Dictionary<AccountId, Candidate> _byAccount = [];
    private bool _cut;
    private int _total;
    private decimal _quantity;
    private decimal _pnl;

    /// <summary>The marks that it was built at.</summary>
    public MarkBoard Marks => marks;

    /// <summary>True while the front still reaches as far as a ranking records.</summary>
    public bool IsUsable => !_cut || _front.Count >= limit;

    /// <summary>Takes the whole side, in any order, into a front that holds nobody yet.</summary>
    public void Fill(List<Candidate> side)
    {
        foreach (var candidate in side)
        {
            Count(candidate, 1);
        }

        side.Sort(Order);
        var kept = Math.Min(side.Count, limit + Reserve);
        _cut = kept < side.Count;
        _front.AddRange(CollectionsMarshal.AsSpan(side)[..kept]);
        foreach (var candidate in _front)
        {
            _byAccount.Add(candidate.Account, candidate);
        }
    }

    /// <summary>Counts a candidate and keeps it if it is in the front.</summary>
    public void Add(Candidate candidate)
    {
        Count(candidate, 1);
        if (_cut && (_front.Count == 0 || QueueOrder.BestFirst(candidate, _front[^1]) > 0))
        {
            return;
        }

        _front.Insert(~_front.BinarySearch(candidate, Order), candidate);
        _byAccount[candidate.Account] = candidate;
        if (_front.Count > limit + Reserve)
        {
            _byAccount.Remove(_front[^1].Account);
            _front.RemoveAt(_front.Count - 1);
            _cut = true;
        }
    }

    /// <summary>Takes out a candidate that was counted with these figures.</summary>
    public void Remove(Candidate left)
    {
        Count(left, -1);
        if (_byAccount.Remove(left.Account, out var candidate))
        {
            _front.RemoveAt(_front.BinarySearch(candidate, Order));
        }
    }

    /// <summary>
    /// The front as far as the limit reaches, and how many there are in all with what quantity and PnL; without one account.
    /// </summary>
    public (ImmutableArray<Candidate> Candidates, int Total, Quantity Quantity, Money Pnl) Take(AccountId excluded)
    {
        var (total, quantity, pnl) = (_total, _quantity, _pnl);
        if (_byAccount.TryGetValue(excluded, out var own))
        {
            total--;
            quantity -= Math.Abs(own.Size.Value);
            pnl -= PnlOf(own);
        }

        var front = CollectionsMarshal.AsSpan(_front);
        if (own is null)
        {
            return ([.. front[..Math.Min(limit, front.Length)]], total, new Quantity(quantity), new Money(pnl));
        }

        var place = _front.BinarySearch(own, Order);
        ImmutableArray<Candidate> taken = place >= limit ? [.. front[..limit]]
            : [.. front[..place], .. front[(place + 1)..Math.Min(limit + 1, front.Length)]];
        return (taken, total, new Quantity(quantity), new Money(pnl));
    }

    private void Count(Candidate candidate, int sign)
    {
        _total += sign;
        _quantity += sign * Math.Abs(candidate.Size.Value);
        _pnl += sign * PnlOf(candidate);
    }

    private decimal PnlOf(Candidate candidate) => (candidate.Size.Value * marks[market]!.Mark.Value) - candidate.Cost.Value;
}
