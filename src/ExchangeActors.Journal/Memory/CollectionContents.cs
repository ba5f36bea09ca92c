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
        var elements = ElementsOf(collection);
        writer.Into.Write((byte)ComparesBy(collection));
        writer.Into.Write7BitEncodedInt(elements.Count);
        WriteElements(writer, collection, elements);
    }

    public object Read(MemoryReader reader, int number, object? twin)
    {
        var compares = (Compares)reader.From.ReadByte();
        var other = twin as TCollection;
        if (compares == Compares.Otherwise && other is null)
        {
            throw new FormatException($"what orders a {typeof(TCollection)} is not there: it was made by other settings");
        }

        return ReadElements(reader, number, compares, other, reader.Count());
    }

    protected virtual Compares ComparesBy(TCollection collection) => Compares.Naturally;

    protected virtual IReadOnlyCollection<T> ElementsOf(TCollection collection) => (IReadOnlyCollection<T>)collection;

    protected virtual void WriteElements(MemoryWriter writer, TCollection collection, IReadOnlyCollection<T> elements)
    {
        foreach (var element in elements)
        {
            MemoryType<T>.Codec.Write(writer, element);
        }
    }

    protected abstract object ReadElements(MemoryReader reader, int number, Compares compares, TCollection? twin, int count);

    /// <summary>The elements as they are read; a dictionary's values have their twins at the same keys.</summary>
    protected virtual IEnumerable<T> Elements(MemoryReader reader, TCollection? twin, int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return MemoryType<T>.Codec.Read(reader, default);
        }
    }

    protected static Compares Sorts<TKey>(IComparer<TKey> comparer) => By(comparer, Comparer<TKey>.Default);

    protected static Compares Equates<TKey>(IEqualityComparer<TKey> comparer) => By(comparer, EqualityComparer<TKey>.Default);

    protected static IComparer<TKey>? Sorter<TKey>(Compares compares, IComparer<TKey>? other) => Chosen(compares, other);

    protected static IEqualityComparer<TKey>? Equater<TKey>(Compares compares, IEqualityComparer<TKey>? other) => Chosen(compares, other);

    private static Compares By(object comparer, object natural) =>
        ReferenceEquals(comparer, natural) ? Compares.Naturally
        : ReferenceEquals(comparer, StringComparer.Ordinal) ? Compares.Ordinally
        : Compares.Otherwise;

    private static TComparer? Chosen<TComparer>(Compares compares, TComparer? other)
        where TComparer : class => compares switch
        {
            Compares.Otherwise => other,
            Compares.Ordinally => (TComparer)(object)StringComparer.Ordinal,
            _ => null,
        };
}

/// <summary>A collection that is filled: it is there, for whoever refers to it, before its elements are.</summary>
internal abstract class FilledContent<TCollection, T> : CollectionContent<TCollection, T>
    where TCollection : class
{
    protected sealed override object ReadElements(MemoryReader reader, int number, Compares compares, TCollection? twin, int count)
    {
        var collection = Make(compares, twin, count);
        reader.Register(number, collection);
        Fill(collection, Elements(reader, twin, count));
        return collection;
    }

    protected abstract TCollection Make(Compares compares, TCollection? twin, int count);

    protected virtual void Fill(TCollection collection, IEnumerable<T> elements)
    {
        var filled = (ICollection<T>)collection;
        foreach (var element in elements)
        {
            filled.Add(element);
        }
    }
}

/// <summary>A collection that is made of its elements at once.</summary>
internal abstract class MadeContent<TCollection, T> : CollectionContent<TCollection, T>
    where TCollection : class
{
    protected sealed override object ReadElements(MemoryReader reader, int number, Compares compares, TCollection? twin, int count)
    {
        var collection = Make(compares, twin, Elements(reader, twin, count));
        reader.Register(number, collection);
        return collection;
    }

    protected abstract TCollection Make(Compares compares, TCollection? twin, IEnumerable<T> elements);
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

internal sealed class ListContent<T> : FilledContent<List<T>, T>
{
    protected override List<T> Make(Compares compares, List<T>? twin, int count) => new(count);
}

internal sealed class QueueContent<T> : FilledContent<Queue<T>, T>
{
    protected override Queue<T> Make(Compares compares, Queue<T>? twin, int count) => new(count);

    protected override void Fill(Queue<T> collection, IEnumerable<T> elements)
    {
        foreach (var element in elements)
        {
            collection.Enqueue(element);
        }
    }
}

internal sealed class HashSetContent<T> : FilledContent<HashSet<T>, T>
{
    protected override Compares ComparesBy(HashSet<T> collection) => Equates(collection.Comparer);

    protected override HashSet<T> Make(Compares compares, HashSet<T>? twin, int count) => new(count, Equater(compares, twin?.Comparer));
}

internal sealed class SortedSetContent<T> : FilledContent<SortedSet<T>, T>
{
    protected override Compares ComparesBy(SortedSet<T> collection) => Sorts(collection.Comparer);

    protected override SortedSet<T> Make(Compares compares, SortedSet<T>? twin, int count) => new(Sorter(compares, twin?.Comparer));
}

/// <summary>Each node has a number of its own, right after the one before it: others may refer to it.</summary>
internal sealed class LinkedListContent<T> : CollectionContent<LinkedList<T>, T>
{
    protected override void WriteElements(MemoryWriter writer, LinkedList<T> collection, IReadOnlyCollection<T> elements)
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

internal sealed class PriorityQueueContent<T, TPriority> : FilledContent<PriorityQueue<T, TPriority>, (T Element, TPriority Priority)>
{
    protected override Compares ComparesBy(PriorityQueue<T, TPriority> collection) => Sorts(collection.Comparer);

    protected override IReadOnlyCollection<(T Element, TPriority Priority)> ElementsOf(PriorityQueue<T, TPriority> collection) =>
        collection.UnorderedItems;

    protected override PriorityQueue<T, TPriority> Make(Compares compares, PriorityQueue<T, TPriority>? twin, int count) =>
        new(count, Sorter(compares, twin?.Comparer));

    // Into an empty queue they are put as they stand and made a heap, which they are already: so they stand as they stood.
    protected override void Fill(PriorityQueue<T, TPriority> collection, IEnumerable<(T Element, TPriority Priority)> elements) =>
        collection.EnqueueRange(elements.ToList());
}

internal sealed class ImmutableListContent<T> : MadeContent<ImmutableList<T>, T>
{
    protected override ImmutableList<T> Make(Compares compares, ImmutableList<T>? twin, IEnumerable<T> elements) =>
        ImmutableList.CreateRange(elements);
}

internal sealed class ImmutableQueueContent<T> : MadeContent<ImmutableQueue<T>, T>
{
    protected override IReadOnlyCollection<T> ElementsOf(ImmutableQueue<T> collection) => [.. collection];

    protected override ImmutableQueue<T> Make(Compares compares, ImmutableQueue<T>? twin, IEnumerable<T> elements) =>
        ImmutableQueue.CreateRange(elements);
}

internal sealed class ImmutableSortedSetContent<T> : MadeContent<ImmutableSortedSet<T>, T>
{
    protected override Compares ComparesBy(ImmutableSortedSet<T> collection) => Sorts(collection.KeyComparer);

    protected override ImmutableSortedSet<T> Make(Compares compares, ImmutableSortedSet<T>? twin, IEnumerable<T> elements) =>
        ImmutableSortedSet.CreateRange(Sorter(compares, twin?.KeyComparer), elements);
}
