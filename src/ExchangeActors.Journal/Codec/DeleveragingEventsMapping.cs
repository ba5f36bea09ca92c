using ExchangeActors.Domain.Deleveraging;
using Riok.Mapperly.Abstractions;

namespace ExchangeActors.Journal.Codec;

/// <summary>Deleveraging events to and from their wire form.</summary>
[Mapper]
[UseStaticMapper(typeof(DeleveragingPartsMapping))]
[UseStaticMapper(typeof(MarketPartsMapping))]
[UseStaticMapper(typeof(PrimitivesMapping))]
[UseStaticMapper(typeof(RiskPartsMapping))]
[UseStaticMapper(typeof(ValuesMapping))]
internal static partial class DeleveragingEventsMapping
{
    /// <summary>Their manifests, append-only: an entry is never changed or removed, a new shape gets the next version.</summary>
    public static IReadOnlyList<ManifestEntry> Manifests { get; } =
    [
        ManifestEntry.Of<DeleveragingOpened, Wire.DeleveragingOpened>(
            "deleveraging.deleveraging-opened.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<QueueRanked, Wire.QueueRanked>("deleveraging.queue-ranked.2", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<ForceClosesPlanned, Wire.ForceClosesPlanned>(
            "deleveraging.force-closes-planned.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<ForceCloseConfirmed, Wire.ForceCloseConfirmed>(
            "deleveraging.force-close-confirmed.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<ForceCloseRefused, Wire.ForceCloseRefused>(
            "deleveraging.force-close-refused.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<NextRoundRequested, Wire.NextRoundRequested>(
            "deleveraging.next-round-requested.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<DeleveragingCompleted, Wire.DeleveragingCompleted>(
            "deleveraging.deleveraging-completed.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<SideShrinkRequested, Wire.SideShrinkRequested>(
            "deleveraging.side-shrink-requested.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<SideShrinkConfirmed, Wire.SideShrinkConfirmed>(
            "deleveraging.side-shrink-confirmed.1", source => source.ToWire(), wire => wire.ToDomain()),
    ];

    public static partial Wire.DeleveragingOpened ToWire(this DeleveragingOpened source);

    public static partial DeleveragingOpened ToDomain(this Wire.DeleveragingOpened wire);

    public static partial Wire.QueueRanked ToWire(this QueueRanked source);

    public static partial QueueRanked ToDomain(this Wire.QueueRanked wire);

    public static partial Wire.ForceClosesPlanned ToWire(this ForceClosesPlanned source);

    public static partial ForceClosesPlanned ToDomain(this Wire.ForceClosesPlanned wire);

    public static partial Wire.ForceCloseConfirmed ToWire(this ForceCloseConfirmed source);

    public static partial ForceCloseConfirmed ToDomain(this Wire.ForceCloseConfirmed wire);

    public static partial Wire.ForceCloseRefused ToWire(this ForceCloseRefused source);

    public static partial ForceCloseRefused ToDomain(this Wire.ForceCloseRefused wire);

    public static partial Wire.SideShrinkRequested ToWire(this SideShrinkRequested source);

    public static partial SideShrinkRequested ToDomain(this Wire.SideShrinkRequested wire);

    public static partial Wire.SideShrinkConfirmed ToWire(this SideShrinkConfirmed source);

    public static partial SideShrinkConfirmed ToDomain(this Wire.SideShrinkConfirmed wire);

    public static partial Wire.NextRoundRequested ToWire(this NextRoundRequested source);

    public static partial NextRoundRequested ToDomain(this Wire.NextRoundRequested wire);

    public static partial Wire.DeleveragingCompleted ToWire(this DeleveragingCompleted source);

    public static partial DeleveragingCompleted ToDomain(this Wire.DeleveragingCompleted wire);
}
