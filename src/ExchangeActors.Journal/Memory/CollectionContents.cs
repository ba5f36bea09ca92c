using System.Collections.Immutable;

namespace ExchangeActors.Journal.Memory;

/// <summary>A collection, element by element in its order; what orders or compares its elements is the freshly made one's.</summary>
/// <typeparam name="TCollection">The collection.</typeparam>
/// <typeparam name="T">Its elements.</typeparam>
internal abstract class CollectionContent<TCollection, T> : IContent
    where TCollection : class
{
    public void Write(MemoryWriter writer, object value)
    {
        var collection = (TCollection)value;
        writer.Into.Write((byte)ComparesBy(collection));
        writer.Into.Write7BitEncodedInt(CountOf(collection));
        WriteElements(writer, collection);
    }

    public object Read(MemoryReader reader, int number, object? twin)
    {
        var compares = (Compares)reader.From.ReadByte();
        var other = twin as TCollection;
        if (compares == Compares.Otherwise && other is null)
        {
            throw MemoryTypes.Unsupported(typeof(TCollection));
        }

        return ReadElements(reader, number, compares, other, reader.Count());
    }

    protected abstract Compares ComparesBy(TCollection collection);

    protected abstract int CountOf(TCollection collection);

    protected abstract IEnumerable<T> ElementsOf(TCollection collection);

    protected virtual void WriteElements(MemoryWriter writer, TCollection collection)
    {
        foreach (var element in ElementsOf(collection))
        {
            MemoryType<T>.Codec.Write(writer, element);
        }
    }

    protected abstract object ReadElements(MemoryReader reader, int number, Compares compares, TCollection? twin, int count);

    protected static IEnumerable<T> Elements(MemoryReader reader, int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return MemoryType<T>.Codec.Read(reader, default);
        }
    }

    protected static Compares Sorts<TKey>(IComparer<TKey>? comparer) =>
        comparer is null || ReferenceEquals(comparer, Comparer<TKey>.Default) ? Compares.Naturally
        : ReferenceEquals(comparer, StringComparer.Ordinal) ? Compares.Ordinally
        : Compares.Otherwise;

    protected static Compares Equates<TKey>(IEqualityComparer<TKey>? comparer) =>
        comparer is null || ReferenceEquals(comparer, EqualityComparer<TKey>.Default) ? Compares.Naturally
        : ReferenceEquals(comparer, StringComparer.Ordinal) ? Compares.Ordinally
        : Compares.Otherwise;

    protected static IComparer<TKey>? Sorter<TKey>(Compares compares, IComparer<TKey>? other) =>
        compares == Compares.Otherwise ? other : compares == Compares.Ordinally ? (IComparer<TKey>)StringComparer.Ordinal : null;

    protected static IEqualityComparer<TKey>? Equater<TKey>(Compares compares, IEqualityComparer<TKey>? other) =>
        compares == Compares.Otherwise ? other : compares == Compares.Ordinally ? (IEqualityComparer<TKey>)StringComparer.Ordinal : null;
}

/// <summary>What orders or compares the elements of a collection.</summary>
internal enum Compares : byte
{
    /// <summary>What their type says.</summary>
    Naturally,

    /// <summary>The code units of texts.</summary>
    Ordinally,

    /// <summary>Something of its own.</summary>
    Otherwise,
}

internal sealed class ListContent<T> : CollectionContent<List<T>, T>
{
    protected override Compares ComparesBy(List<T> collection) => Compares.Naturally;

    protected override int CountOf(List<T> collection) => collection.Count;

    protected override IEnumerable<T> ElementsOf(List<T> collection) => collection;

    protected override object ReadElements(MemoryReader reader, int number, Compares compares, List<T>? twin, int count)
    {
        var list = new List<T>(count);
        reader.Register(number, list);
        list.AddRange(Elements(reader, count));
        return list;
    }
}

internal sealed class QueueContent<T> : CollectionContent<Queue<T>, T>
{
    protected override Compares ComparesBy(Queue<T> collection) => Compares.Naturally;

    protected override int CountOf(Queue<T> collection) => collection.Count;

    protected override IEnumerable<T> ElementsOf(Queue<T> collection) => collection;

    protected override object ReadElements(MemoryReader reader, int number, Compares compares, Queue<T>? twin, int count)
    {
        var queue = new Queue<T>(count);
        reader.Register(number, queue);
        foreach (var element in Elements(reader, count))
        {
            queue.Enqueue(element);
        }

        return queue;
    }
}

internal sealed class HashSetContent<T> : CollectionContent<HashSet<T>, T>
{
    protected override Compares ComparesBy(HashSet<T> collection) => Equates(collection.Comparer);

    protected override int CountOf(HashSet<T> collection) => collection.Count;

    protected override IEnumerable<T> ElementsOf(HashSet<T> collection) => collection;

    protected override object ReadElements(MemoryReader reader, int number, Compares compares, HashSet<T>? twin, int count)
    {
        var set = new HashSet<T>(count, Equater(compares, twin?.Comparer));
        reader.Register(number, set);
        set.UnionWith(Elements(reader, count));
        return set;
    }
}

internal sealed class SortedSetContent<T> : CollectionContent<SortedSet<T>, T>
{
    protected override Compares ComparesBy(SortedSet<T> collection) => Sorts(collection.Comparer);

    protected override int CountOf(SortedSet<T> collection) => collection.Count;

    protected override IEnumerable<T> ElementsOf(SortedSet<T> collection) => collection;

    protected override object ReadElements(MemoryReader reader, int number, Compares compares, SortedSet<T>? twin, int count)
    {
        var set = new SortedSet<T>(Sorter(compares, twin?.Comparer));
        reader.Register(number, set);
        foreach (var element in Elements(reader, count))
        {
            set.Add(element);
        }

        return set;
    }
}

/// <summary>Each node has a number of its own, right after the one before it: others may refer to it.</summary>
internal sealed class LinkedListContent<T> : CollectionContent<LinkedList<T>, T>
{
    protected override Compares ComparesBy(LinkedList<T> collection) => Compares.Naturally;

    protected override int CountOf(LinkedList<T> collection) => collection.Count;

    protected override IEnumerable<T> ElementsOf(LinkedList<T> collection) => collection;

    protected override void WriteElements(MemoryWriter writer, LinkedList<T> collection)
    {
        for (var node = collection.First; node is not null; node = node.Next)
        {
            writer.Register(node);
            MemoryType<T>.Codec.Write(writer, node.Value);
        }
    }

    protected override object ReadElements(MemoryReader reader, int number, Compares compares, LinkedList<T>? twin, int count)
    {
        var list = new LinkedList<T>();
        reader.Register(number, list);
        for (var i = 0; i < count; i++)
        {
            var own = reader.Reserve();
            reader.Register(own, list.AddLast(MemoryType<T>.Codec.Read(reader, default)));
        }

        return list;
    }
}

internal sealed class PriorityQueueContent<T, TPriority> : CollectionContent<PriorityQueue<T, TPriority>, (T Element, TPriority Priority)>
{
    protected override Compares ComparesBy(PriorityQueue<T, TPriority> collection) => Sorts(collection.Comparer);

    protected override int CountOf(PriorityQueue<T, TPriority> collection) => collection.Count;

    protected override IEnumerable<(T Element, TPriority Priority)> ElementsOf(PriorityQueue<T, TPriority> collection) =>
        collection.UnorderedItems;

    protected override object ReadElements(
        MemoryReader reader, int number, Compares compares, PriorityQueue<T, TPriority>? twin, int count)
    {
        var queue = new PriorityQueue<T, TPriority>(count, Sorter(compares, twin?.Comparer));
        reader.Register(number, queue);
        queue.EnqueueRange(Elements(reader, count).ToList());
        return queue;
    }
}

internal sealed class ImmutableListContent<T> : CollectionContent<ImmutableList<T>, T>
{
    protected override Compares ComparesBy(ImmutableList<T> collection) => Compares.Naturally;

    protected override int CountOf(ImmutableList<T> collection) => collection.Count;

    protected override IEnumerable<T> ElementsOf(ImmutableList<T> collection) => collection;

    protected override object ReadElements(MemoryReader reader, int number, Compares compares, ImmutableList<T>? twin, int count)
    {
        var list = ImmutableList.CreateRange(Elements(reader, count));
        reader.Register(number, list);
        return list;
    }
}

internal sealed class ImmutableSortedSetContent<T> : CollectionContent<ImmutableSortedSet<T>, T>
{
    protected override Compares ComparesBy(ImmutableSortedSet<T> collection) => Sorts(collection.KeyComparer);

    protected override int CountOf(ImmutableSortedSet<T> collection) => collection.Count;

    protected override IEnumerable<T> ElementsOf(ImmutableSortedSet<T> collection) => collection;

    protected override object ReadElements(MemoryReader reader, int number, Compares compares, ImmutableSortedSet<T>? twin, int count)
    {
        var set = ImmutableSortedSet.CreateRange(Sorter(compares, twin?.KeyComparer), Elements(reader, count));
        reader.Register(number, set);
        return set;
    }
}
