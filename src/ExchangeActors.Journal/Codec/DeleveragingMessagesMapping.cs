using ExchangeActors.Domain.Deleveraging;
using Riok.Mapperly.Abstractions;

namespace ExchangeActors.Journal.Codec;

/// <summary>Deleveraging messages to and from their wire form.</summary>
[Mapper]
[UseStaticMapper(typeof(MarketPartsMapping))]
[UseStaticMapper(typeof(PrimitivesMapping))]
[UseStaticMapper(typeof(ValuesMapping))]
internal static partial class DeleveragingMessagesMapping
{
    /// <summary>Their manifests, append-only: an entry is never changed or removed, a new shape gets the next version.</summary>
    public static IReadOnlyList<ManifestEntry> Manifests { get; } =
    [
        ManifestEntry.Of<Deleverage, Wire.Deleverage>("deleveraging.deleverage.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<ForceCloseResult, Wire.ForceCloseResult>(
            "deleveraging.force-close-result.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<ForceClose, Wire.ForceClose>("deleveraging.force-close.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<DeleveragingResult, Wire.DeleveragingResult>(
            "deleveraging.deleveraging-result.1", source => source.ToWire(), wire => wire.ToDomain()),
    ];

    public static partial Wire.Deleverage ToWire(this Deleverage source);

    public static partial Deleverage ToDomain(this Wire.Deleverage wire);

    public static partial Wire.ForceCloseResult ToWire(this ForceCloseResult source);

    public static partial ForceCloseResult ToDomain(this Wire.ForceCloseResult wire);

    public static partial Wire.ForceClose ToWire(this ForceClose source);

    public static partial ForceClose ToDomain(this Wire.ForceClose wire);

    public static partial Wire.DeleveragingResult ToWire(this DeleveragingResult source);

    public static partial DeleveragingResult ToDomain(this Wire.DeleveragingResult wire);
}
