namespace ExchangeActors.Review.Verifying;

/// <summary>
/// The newest entries of a table that would grow with a journal; the oldest goes when there are too many, and is read from the journal
/// again by whoever needs it.
/// </summary>
/// <param name="most">The most entries.</param>
internal sealed class Recent<TKey, TValue>(int most)
    where TKey : notnull
    where TValue : class
{
    private readonly Dictionary<TKey, TValue> _entries = [];
    private readonly Queue<TKey> _order = [];

    /// <summary>True when an entry has gone: what is not here may have been.</summary>
    public bool HasForgotten { get; private set; }

    /// <summary>The entry; null when there is none, or none any more.</summary>
    public TValue? this[TKey key] => _entries.GetValueOrDefault(key);

    /// <summary>Adds an entry, or puts it in the place of an earlier one.</summary>
    public void Set(TKey key, TValue value)
    {
        if (!_entries.ContainsKey(key))
        {
            _order.Enqueue(key);
            if (_order.Count > most)
            {
                _entries.Remove(_order.Dequeue());
                HasForgotten = true;
            }
        }

        _entries[key] = value;
    }
}
