using System.Collections.Immutable;
using ExchangeActors.Scenarios.Vectors.Kinds;

namespace ExchangeActors.Scenarios.Vectors.Suites;

/// <summary>The kinds of vector by the name that files use.</summary>
internal static class VectorKinds
{
    /// <summary>How each kind is read; null with problems noted.</summary>
    public static ImmutableSortedDictionary<string, Func<VectorDraft,
        ConformanceVector?>> All
    { get; } = ImmutableSortedDictionary.CreateRange<string, Func<VectorDraft,
            ConformanceVector?>>(StringComparer.Ordinal,
    [
        new("deleverage", DeleverageVector.Read),
        new("liquidation", LiquidationVector.Read),
        new("bankruptcy-price", BankruptcyPriceVector.Read),
        new("fillable-price", FillablePriceVector.Read),
        new("insurance-fund-delta", InsuranceFundDeltaVector.Read),
        new("fund-capacity", FundCapacityVector.Read),
        new("adl-indicator", AdlIndicatorVector.Read),
        new("adl-selection", AdlSelectionVector.Read),
        new("adl-trigger", AdlTriggerVector.Read),
        new("allocation", AllocationVector.Read),
        new("haircut-queue", HaircutQueueVector.Read),
        new("social-loss", SocialLossVector.Read),
    ]);
}
