using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Conservation;

/// <summary>
/// What changes hands reaches the other side: fills are what was traded; liquidations, shared losses and withdrawals come out even; at
/// rest nothing is on its way.
/// </summary>
internal sealed class ClearingInvariant(Clearing clearing) : IInvariant
{
    /// <inheritdoc/>
    public InvariantResult Check(ExchangeState state) => clearing.Breaks.Count > 0
        ? InvariantResult.Of(Invariants.ClearingName, clearing.Breaks)
        : new InvariantResult(
            Invariants.ClearingName, clearing.Left is null, clearing.Left is null ? 0m : 1m, clearing.Left ?? string.Empty)
        {
            OnlyAtRest = true,
        };

    /// <inheritdoc/>
    public InvariantResult? After(ExchangeState state, IReadOnlyCollection<EntityRef> changed) =>
        InvariantResult.Of(Invariants.ClearingName, clearing.AppliedBeforeTraded, "a fill was applied that was not traded").IfBroken()
        ?? InvariantResult.Of(Invariants.ClearingName, clearing.Breaks).IfBroken();
}
