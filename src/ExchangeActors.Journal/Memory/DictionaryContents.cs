using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace ExchangeActors.Journal.Memory;

/// <summary>The entries of a dictionary; what stands at the same key of the freshly made one is the twin of an entry's value.</summary>
internal static class DictionaryEntries
{
    public static IEnumerable<KeyValuePair<TKey, TValue>> Read<TKey, TValue>(
        MemoryReader reader, IReadOnlyDictionary<TKey, TValue>? twin, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var key = MemoryType<TKey>.Codec.Read(reader, default);
            var other = twin is not null && twin.TryGetValue(key, out var there) ? there : default;
            yield return new(key, MemoryType<TValue>.Codec.Read(reader, other));
        }
    }
}

internal sealed class DictionaryContent<TKey, TValue> : FilledContent<Dictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    protected override Compares ComparesBy(Dictionary<TKey, TValue> collection) => Equates(collection.Comparer);

    protected override IEnumerable<KeyValuePair<TKey, TValue>> Elements(MemoryReader reader, Dictionary<TKey, TValue>? twin, int count) =>
        DictionaryEntries.Read(reader, twin, count);

    protected override Dictionary<TKey, TValue> Make(Compares compares, Dictionary<TKey, TValue>? twin, int count) =>
        new(count, Equater(compares, twin?.Comparer));
}

internal sealed class SortedDictionaryContent<TKey, TValue> : FilledContent<SortedDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    protected override Compares ComparesBy(SortedDictionary<TKey, TValue> collection) => Sorts(collection.Comparer);

    protected override IEnumerable<KeyValuePair<TKey, TValue>> Elements(
        MemoryReader reader, SortedDictionary<TKey, TValue>? twin, int count) => DictionaryEntries.Read(reader, twin, count);

    protected override SortedDictionary<TKey, TValue> Make(Compares compares, SortedDictionary<TKey, TValue>? twin, int count) =>
        new(Sorter(compares, twin?.Comparer));
}

internal sealed class ImmutableSortedDictionaryContent<TKey, TValue>
    : MadeContent<ImmutableSortedDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    protected override Compares ComparesBy(ImmutableSortedDictionary<TKey, TValue> collection) => Sorts(collection.KeyComparer);

    protected override IEnumerable<KeyValuePair<TKey, TValue>> Elements(
        MemoryReader reader, ImmutableSortedDictionary<TKey, TValue>? twin, int count) => DictionaryEntries.Read(reader, twin, count);

    protected override ImmutableSortedDictionary<TKey, TValue> Make(
        Compares compares, ImmutableSortedDictionary<TKey, TValue>? twin, IEnumerable<KeyValuePair<TKey, TValue>> elements) =>
        ImmutableSortedDictionary.CreateRange(Sorter(compares, twin?.KeyComparer), elements);
}

[SuppressMessage("Performance", "CA1812", Justification = "Made by its type.")]
internal sealed class ImmutableDictionaryContent<TKey, TValue> : MadeContent<ImmutableDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    protected override Compares ComparesBy(ImmutableDictionary<TKey, TValue> collection) => Equates(collection.KeyComparer);

    protected override IEnumerable<KeyValuePair<TKey, TValue>> Elements(
        MemoryReader reader, ImmutableDictionary<TKey, TValue>? twin, int count) => DictionaryEntries.Read(reader, twin, count);

    protected override ImmutableDictionary<TKey, TValue> Make(
        Compares compares, ImmutableDictionary<TKey, TValue>? twin, IEnumerable<KeyValuePair<TKey, TValue>> elements) =>
        ImmutableDictionary.CreateRange(Equater(compares, twin?.KeyComparer), elements);
}
