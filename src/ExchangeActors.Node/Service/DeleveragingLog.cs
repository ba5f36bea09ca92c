using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Node.Service;

/// <summary>A deleveraging, from its beginning to its end.</summary>
/// <param name="Opened">The request.</param>
/// <param name="At">Exchange time of it.</param>
/// <param name="Completed">Its end; null while it is under way.</param>
/// <param name="EndedAt">Exchange time of that.</param>
internal sealed record LoggedDeleveraging(DeleveragingOpened Opened, Moment At, DeleveragingCompleted? Completed, Moment? EndedAt);

/// <summary>The newest deleveragings; the journal has all.</summary>
internal sealed class DeleveragingLog
{
    private const int Kept = 5_000;

    private readonly SortedDictionary<long, LoggedDeleveraging> _all = [];
    private readonly Dictionary<DeleveragingId, long> _places = [];
    private long _count;

    /// <summary>The newest first.</summary>
    public IEnumerable<LoggedDeleveraging> Newest => _all.Reverse().Select(pair => pair.Value);

    /// <summary>Takes notice of an event.</summary>
    public void Observe(RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        switch (recorded.Event)
        {
            case DeleveragingOpened e:
                _all[++_count] = new LoggedDeleveraging(e, recorded.At, null, null);
                _places[e.Id] = _count;
                Cut();
                break;
            case DeleveragingCompleted e when _places.TryGetValue(e.Id, out var place):
                _all[place] = _all[place] with { Completed = e, EndedAt = recorded.At };
                break;
            default:
                break;
        }
    }

    private void Cut()
    {
        if (_all.Count <= Kept)
        {
            return;
        }

        var (place, oldest) = _all.First();
        _all.Remove(place);
        _places.Remove(oldest.Opened.Id);
    }
}
