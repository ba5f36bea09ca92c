using System.Collections.Immutable;
using System.Text;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Memory;

namespace ExchangeActors.Journal.Tests.Memory;

/// <summary>Objects as they stand in memory, to bytes and back.</summary>
public sealed class MemoryCodecTests
{
    private static readonly Rule Rules = new("exact");

    [Fact]
    public void Everything_comes_back_private_fields_shared_references_orders_and_nodes_included()
    {
        var before = new Holder(Rules);
        before.Fill();

        var after = There(before);

        Assert.NotSame(before, after);
        Assert.Equal(before.Told(), after.Told());
        Assert.Same(Rules, after.Rules);
        Assert.Same(after.Shared[0], after.Shared[1]);
        Assert.NotSame(before.Shared[0], after.Shared[0]);
        Assert.Same(after.Line, after.Node!.List);
        after.Line.Remove(after.Node);
        Assert.Equal(["first", "third"], after.Line);
        Assert.Equal("b", after.Next());
    }

    [Fact]
    public void What_is_written_again_is_the_same()
    {
        var before = new Holder(Rules);
        before.Fill();

        Assert.Equal(MemoryCodec.Write([before], Rules), MemoryCodec.Write([There(before)], Rules));
    }

    [Fact]
    public void The_freshly_made_object_stays_as_it_is()
    {
        var (before, fresh) = (new Holder(Rules), new Holder(Rules));
        before.Fill();
        var told = fresh.Told();

        MemoryCodec.Read(MemoryCodec.Write([before], Rules), [fresh], Rules);

        Assert.Equal(told, fresh.Told());
    }

    [Fact]
    public void Bytes_that_are_cut_or_longer_or_of_other_objects_are_refused()
    {
        var before = new Holder(Rules);
        before.Fill();
        var bytes = MemoryCodec.Write([before], Rules);

        Assert.Throws<FormatException>(() => MemoryCodec.Read(bytes[..^1], [new Holder(Rules)], Rules));
        Assert.Throws<FormatException>(() => MemoryCodec.Read([.. bytes, 0], [new Holder(Rules)], Rules));
        Assert.Throws<FormatException>(() => MemoryCodec.Read(bytes, [new Holder(Rules), new Holder(Rules)], Rules));
        Assert.Throws<FormatException>(() => MemoryCodec.Read(bytes, [new Rule("other")], Rules));
        Assert.Throws<FormatException>(() => MemoryCodec.Read(bytes, [new Holder(Rules)], new Money(1m)));
    }

    [Fact]
    public void A_byte_may_be_changed_without_more_than_a_refusal()
    {
        var before = new Holder(Rules);
        before.Fill();
        var bytes = MemoryCodec.Write([before], Rules);
        var refused = 0;
        for (var i = 0; i < bytes.Length; i += 11)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 0x15;
            try
            {
                MemoryCodec.Read(changed, [new Holder(Rules)], Rules);
            }
            catch (FormatException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, bytes.Length);
    }

    [Theory]
    [InlineData(typeof(Holder))]
    [InlineData(typeof(Pair))]
    [InlineData(typeof(HashSet<AccountId>))]
    public void A_type_whose_fields_were_others_is_refused_by_name(Type type)
    {
        var before = new Holder(Rules);
        before.Fill();
        var bytes = MemoryCodec.Write([before], Rules);
        var name = Encoding.UTF8.GetBytes(type.AssemblyQualifiedName!);

        // Behind the name stands a hash of the fields, as hexadecimal digits.
        var layout = bytes.AsSpan().IndexOf(name) + name.Length + 1;
        Assert.InRange(layout, name.Length, bytes.Length);
        bytes[layout] = bytes[layout] == (byte)'0' ? (byte)'1' : (byte)'0';

        var refused = Assert.Throws<FormatException>(() => MemoryCodec.Read(bytes, [new Holder(Rules)], Rules));
        Assert.Contains(type.Name, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_form_outside_of_memory_is_refused_when_it_is_written()
    {
        var unwritable = new Dictionary<string, object> { ["stream"] = new MemoryStream() };
        Assert.Throws<NotSupportedException>(() => MemoryCodec.Write([unwritable], Rules));
    }

    private static Holder There(Holder before) =>
        (Holder)MemoryCodec.Read(MemoryCodec.Write([before], Rules), [new Holder(Rules)], Rules)[0];

    private sealed record Rule(string Name);

    private sealed record Pair(AccountId Account, Money? Amount);

    private enum Kind
    {
        None,
        Some = 300,
    }

    private sealed class Holder(Rule rules)
    {
        private readonly PriorityQueue<string, (decimal Bound, string Name)> _byBound = new(
            Comparer<(decimal Bound, string Name)>.Create((a, b) => b.Bound.CompareTo(a.Bound)));

        private readonly Dictionary<(AccountId Account, MarketId Market), decimal> _sizes = [];
        private readonly HashSet<AccountId> _seen = [];
        private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);
        private readonly SortedSet<AccountId> _turn = [];
        private ImmutableArray<object> _any = [];
        private ImmutableSortedDictionary<MarketId, Pair> _pairs = ImmutableSortedDictionary<MarketId, Pair>.Empty;
        private Kind _kind;
        private System.Numerics.BigInteger _units;
        private Moment? _at;
        private Holder? _self;

        public Rule Rules => rules;

        public List<Pair> Shared { get; } = [];

        public LinkedList<string> Line { get; } = [];

        public LinkedListNode<string>? Node { get; private set; }

        public void Fill()
        {
            _byBound.Enqueue("a", (1m, "a"));
            _byBound.Enqueue("b", (2.50m, "b"));
            _sizes[(new AccountId("alice"), new MarketId("ETH-PERP"))] = -3.10m;
            _seen.Add(new AccountId("alice"));
            _counts["Z"] = 1;
            _counts["a"] = long.MinValue;
            _turn.UnionWith([new AccountId("b"), new AccountId("a")]);
            _any = [new AccountId("x"), 5, "text"];
            _kind = Kind.Some;
            _units = System.Numerics.BigInteger.Pow(7, 90);
            _at = new Moment(-5);
            _self = this;
            var pair = new Pair(new AccountId("alice"), new Money(1.00m));
            Shared.AddRange([pair, pair, pair with { Amount = null }]);
            _pairs = _pairs.SetItem(new MarketId("B"), pair).SetItem(new MarketId("A"), Shared[2]);
            Line.AddLast("first");
            Node = Line.AddLast("second");
            Line.AddLast("third");
        }

        public string? Next() => _byBound.Dequeue();

        public string Told() => string.Join(
            '|',
            string.Join(',', _byBound.UnorderedItems.Order()),
            string.Join(',', _sizes),
            string.Join(',', _seen),
            string.Join(',', _counts),
            string.Join(',', _turn),
            string.Join(',', _any),
            string.Join(',', _pairs),
            _kind,
            _units,
            _at?.UnixMs,
            ReferenceEquals(_self, this),
            string.Join(',', Shared),
            string.Join(',', Line),
            Node?.Value);
    }
}
