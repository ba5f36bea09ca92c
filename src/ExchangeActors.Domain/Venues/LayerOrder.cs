using System.Collections.Immutable;

namespace ExchangeActors.Domain.Venues;

/// <summary>
/// The layers of a venue's waterfall in the order in which a try to close a position goes through them: what one leaves is offered to the
/// next. The residual is the last, and equal orders are equal.
/// </summary>
public sealed class LayerOrder : IEquatable<LayerOrder>
{
    private readonly ImmutableArray<WaterfallLayer> _layers;

    private LayerOrder(ImmutableArray<WaterfallLayer> layers) => _layers = layers;

    /// <summary>Book, backstop, fund, winners, residual: what most venues document.</summary>
    public static LayerOrder Default { get; } = new([.. Enum.GetValues<WaterfallLayer>()]);

    /// <summary>Every layer's name in files, in the default order.</summary>
    public static ImmutableArray<string> AllNames { get; } = Default.Names;

    /// <summary>The layers, the first first.</summary>
    public ImmutableArray<WaterfallLayer> Layers => _layers;

    /// <summary>Their names in files.</summary>
    public ImmutableArray<string> Names => [.. _layers.Select(NameOf)];

    /// <summary>The layer that a try begins with.</summary>
    public WaterfallLayer First => _layers[0];

    /// <summary>The name of a layer in files.</summary>
    public static string NameOf(WaterfallLayer layer) => layer switch
    {
        WaterfallLayer.Book => "book",
        WaterfallLayer.Backstop => "backstop",
        WaterfallLayer.Fund => "fund",
        WaterfallLayer.Winners => "winners",
        _ => "residual",
    };

    /// <summary>
    /// The order of these names, or null with what is wrong: unknown, named twice, without the book, not ending with the residual.
    /// </summary>
    public static LayerOrder? Of(IReadOnlyList<string> names, out ImmutableArray<string> problems)
    {
        ArgumentNullException.ThrowIfNull(names);
        var found = ImmutableArray.CreateBuilder<string>();
        var all = string.Join(", ", AllNames);
        found.AddRange(names.Where(name => !AllNames.Contains(name)).Distinct().Select(name => $"\"{name}\" is unknown; there are: {all}"));
        found.AddRange(
            names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => $"\"{group.Key}\" is named more than once"));
        if (!names.Contains(NameOf(WaterfallLayer.Book)))
        {
            found.Add("\"book\" is missing: a liquidation that never tries the book is no venue's; name it where it has its turn");
        }

        if (names.Count == 0 || names[^1] != NameOf(WaterfallLayer.Residual))
        {
            found.Add("must end with \"residual\", which decides on what all the others have left");
        }

        problems = found.ToImmutable();
        return problems.IsEmpty ? new LayerOrder([.. names.Select(name => (WaterfallLayer)AllNames.IndexOf(name))]) : null;
    }

    /// <summary>True when the layer is one of them.</summary>
    public bool Has(WaterfallLayer layer) => _layers.Contains(layer);

    /// <summary>True when both are there, the one before the other.</summary>
    public bool Comes(WaterfallLayer layer, WaterfallLayer before) => Has(layer) && _layers.IndexOf(before) > _layers.IndexOf(layer);

    /// <summary>The layers after one, in order; all when there is none such.</summary>
    public ImmutableArray<WaterfallLayer> After(WaterfallLayer layer) => _layers[(_layers.IndexOf(layer) + 1)..];

    /// <inheritdoc/>
    public bool Equals(LayerOrder? other) => other is not null && _layers.AsSpan().SequenceEqual(other._layers.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LayerOrder);

    /// <inheritdoc/>
    public override int GetHashCode() => _layers.Aggregate(0, (hash, layer) => (hash * 5) + (int)layer);

    /// <inheritdoc/>
    public override string ToString() => string.Join(" → ", Names);
}
