using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace ExchangeActors.Journal.Memory;

/// <summary>A dictionary, entry by entry; what stands at the same key of the freshly made one is the twin of an entry's value.</summary>
internal abstract class MapContent<TMap, TKey, TValue> : CollectionContent<TMap, KeyValuePair<TKey, TValue>>
    where TMap : class, IReadOnlyDictionary<TKey, TValue>
    where TKey : notnull
{
    protected override int CountOf(TMap collection) => collection.Count;

    protected override IEnumerable<KeyValuePair<TKey, TValue>> ElementsOf(TMap collection) => collection;

    protected static IEnumerable<KeyValuePair<TKey, TValue>> Entries(MemoryReader reader, TMap? twin, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var key = MemoryType<TKey>.Codec.Read(reader, default);
            yield return new(key, MemoryType<TValue>.Codec.Read(reader, twin is not null && twin.TryGetValue(key, out var there) ? there : default));
        }
    }
}

internal sealed class DictionaryContent<TKey, TValue> : MapContent<Dictionary<TKey, TValue>, TKey, TValue>
    where TKey : notnull
{
    protected override Compares ComparesBy(Dictionary<TKey, TValue> collection) => Equates(collection.Comparer);

    protected override object ReadElements(
        MemoryReader reader, int number, Compares compares, Dictionary<TKey, TValue>? twin, int count)
    {
        var map = new Dictionary<TKey, TValue>(count, Equater(compares, twin?.Comparer));
        reader.Register(number, map);
        foreach (var (key, value) in Entries(reader, twin, count))
        {
            map.Add(key, value);
        }

        return map;
    }
}

internal sealed class SortedDictionaryContent<TKey, TValue> : MapContent<SortedDictionary<TKey, TValue>, TKey, TValue>
    where TKey : notnull
{
    protected override Compares ComparesBy(SortedDictionary<TKey, TValue> collection) => Sorts(collection.Comparer);

    protected override object ReadElements(
        MemoryReader reader, int number, Compares compares, SortedDictionary<TKey, TValue>? twin, int count)
    {
        var map = new SortedDictionary<TKey, TValue>(Sorter(compares, twin?.Comparer));
        reader.Register(number, map);
        foreach (var (key, value) in Entries(reader, twin, count))
        {
            map.Add(key, value);
        }

        return map;
    }
}

internal sealed class ImmutableSortedDictionaryContent<TKey, TValue> : MapContent<ImmutableSortedDictionary<TKey, TValue>, TKey, TValue>
    where TKey : notnull
{
    protected override Compares ComparesBy(ImmutableSortedDictionary<TKey, TValue> collection) => Sorts(collection.KeyComparer);

    protected override object ReadElements(
        MemoryReader reader, int number, Compares compares, ImmutableSortedDictionary<TKey, TValue>? twin, int count)
    {
        var map = ImmutableSortedDictionary.CreateRange(Sorter(compares, twin?.KeyComparer), Entries(reader, twin, count));
        reader.Register(number, map);
        return map;
    }
}

[SuppressMessage("Performance", "CA1812", Justification = "Made by its type.")]
internal sealed class ImmutableDictionaryContent<TKey, TValue> : MapContent<ImmutableDictionary<TKey, TValue>, TKey, TValue>
    where TKey : notnull
{
    protected override Compares ComparesBy(ImmutableDictionary<TKey, TValue> collection) => Equates(collection.KeyComparer);

    protected override object ReadElements(
        MemoryReader reader, int number, Compares compares, ImmutableDictionary<TKey, TValue>? twin, int count)
    {
        var map = ImmutableDictionary.CreateRange(Equater(compares, twin?.KeyComparer), Entries(reader, twin, count));
        reader.Register(number, map);
        return map;
    }
}
