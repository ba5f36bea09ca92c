using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Risk;

/// <summary>
/// The front of one side's ADL queue at one set of marks. Building it looks at every account once; after that an account that changes is taken out and put back, so that the
/// many deleveragings of one moment rank in O(recorded) each. It is built anew when a mark moves, or when changes have used up its reserve.
/// </summary>
/// <param name="marks">The marks that it was built at.</param>
/// <param name="limit">Candidates that a ranking records; the reserve comes on top.</param>
internal sealed class QueueFront(MarkBoard marks, int limit)
{
    /// <summary>Candidates kept beyond the limit, so that as many may leave the front before it has to be built anew.</summary>
    private const int Reserve = 4_096;

    private readonly SortedSet<Candidate> _front = new(Comparer<Candidate>.Create(BestFirst));
    private readonly Dictionary<AccountId, Candidate> _byAccount = [];
    private bool _cut;
    private int _total;
    private decimal _quantity;

    /// <summary>The marks that it was built at.</summary>
    public MarkBoard Marks => marks;

    /// <summary>True while the front still reaches as far as a ranking records.</summary>
    public bool IsUsable => !_cut || _front.Count >= limit;

    /// <summary>Best score first, ties by account id: a total order.</summary>
    public static int BestFirst(Candidate? a, Candidate? b) => a!.Score != b!.Score ? b.Score.CompareTo(a.Score) : a.Account.CompareTo(b.Account);

    /// <summary>Counts a candidate and keeps it if it is in the front.</summary>
    public void Add(Candidate candidate)
    {
        _total++;
        _quantity += Math.Abs(candidate.Size.Value);
        if (_cut && BestFirst(candidate, _front.Max) > 0)
        {
            return;
        }

        _front.Add(candidate);
        _byAccount[candidate.Account] = candidate;
        if (_front.Count > limit + Reserve)
        {
            var worst = _front.Max!;
            _front.Remove(worst);
            _byAccount.Remove(worst.Account);
            _cut = true;
        }
    }

    /// <summary>Takes out a candidate that was counted with this size.</summary>
    public void Remove(AccountId account, Quantity size)
    {
        _total--;
        _quantity -= Math.Abs(size.Value);
        if (_byAccount.Remove(account, out var candidate))
        {
            _front.Remove(candidate);
        }
    }

    /// <summary>The front as far as the limit reaches, and how many there are in all with what quantity; without one account.</summary>
    public (ImmutableArray<Candidate> Candidates, int Total, Quantity Quantity) Take(AccountId excluded)
    {
        var (total, quantity) = (_total, _quantity);
        if (_byAccount.TryGetValue(excluded, out var own))
        {
            total--;
            quantity -= Math.Abs(own.Size.Value);
        }

        var taken = ImmutableArray.CreateBuilder<Candidate>(Math.Min(limit, _front.Count));
        foreach (var candidate in _front)
        {
            if (taken.Count == limit)
            {
                break;
            }

            if (candidate.Account != excluded)
            {
                taken.Add(candidate);
            }
        }

        return (taken.DrainToImmutable(), total, new Quantity(quantity));
    }
}
