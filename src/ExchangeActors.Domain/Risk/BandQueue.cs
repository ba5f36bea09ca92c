using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Risk;

/// <summary>
/// One bound of every account's band, so that the crossed ones are found in O(log n) each and none costs O(1). A heap with late removal: a
/// bound that was replaced stays until it comes up or until such remains are the larger part, when the heap is built anew. Ties come out by
/// account id.
/// </summary>
internal sealed class BandQueue(bool lowestFirst)
{
    private readonly Dictionary<AccountId, decimal> _bounds = [];
    private readonly PriorityQueue<AccountId, (decimal Bound, AccountId Account)> _heap = new(
        Comparer<(decimal Bound, AccountId Account)>.Create((a, b) =>
        a.Bound != b.Bound ? (lowestFirst ? a.Bound.CompareTo(b.Bound) : b.Bound.CompareTo(a.Bound)) : a.Account.CompareTo(b.Account)));

    /// <summary>Sets an account's bound; null takes it out.</summary>
    public void Set(AccountId account, decimal? bound)
    {
        if (bound is not { } value)
        {
            Remove(account);
            return;
        }

        if (_bounds.TryGetValue(account, out var known) && known == value)
        {
            return;
        }

        _bounds[account] = value;
        _heap.Enqueue(account, (value, account));
        if (_heap.Count > 64 && _heap.Count > 2 * _bounds.Count)
        {
            _heap.Clear();
            _heap.EnqueueRange(_bounds.Select(pair => (pair.Key, (pair.Value, pair.Key))));
        }
    }

    /// <summary>Takes an account out; one that is not there changes nothing.</summary>
    public void Remove(AccountId account) => _bounds.Remove(account);

    /// <summary>Takes out, in order, every account whose bound is crossed.</summary>
    public List<(AccountId Account, decimal Bound)> TakeWhile(Func<decimal, bool> crossed)
    {
        var taken = new List<(AccountId Account, decimal Bound)>();
        while (_heap.TryPeek(out var account, out var priority))
        {
            var current = _bounds.TryGetValue(account, out var bound) && bound == priority.Bound;
            if (current && !crossed(priority.Bound))
            {
                break;
            }

            _heap.Dequeue();
            if (current)
            {
                _bounds.Remove(account);
                taken.Add((account, priority.Bound));
            }
        }

        return taken;
    }
}
