using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Conservation;

/// <summary>
/// Nothing is left to do: no message is owed, no liquidation is open. Postponed liquidations wait for time to pass, and those that await
/// the fund for others that do, with the accounts that asked for
/// them. Nobody waits for a turn: at rest there is room for everybody.
/// </summary>
internal sealed class UnfinishedInvariant : IInvariant
{
    /// <inheritdoc/>
    public InvariantResult Check(ExchangeState state) => Rest(state);

    /// <inheritdoc/>
    public InvariantResult? After(ExchangeState state, IReadOnlyCollection<EntityRef> changed) => null;

    /// <summary>Whether anything is left to do.</summary>
    public static InvariantResult Rest(ExchangeState state)
    {
        var parked = new HashSet<EntityRef>();
        var busy = 0;
        foreach (var pool in state.Pools.Values)
        {
            var waits = pool.Cases.Values.Any(liquidation => liquidation.Phase == CasePhase.Postponed && liquidation.Budget > Money.Zero);
            foreach (var liquidation in pool.Cases.Values)
            {
                if (liquidation.Phase == CasePhase.Postponed || (waits && liquidation.Phase == CasePhase.AwaitingFund))
                {
                    parked.Add(EntityRef.Account(liquidation.Account));
                }
                else
                {
                    busy++;
                }
            }
        }

        var owing = state.Outstanding()
            .Where(owed => !parked.Contains(owed.Entity) || owed.Outbox.Messages.Values.Any(message => message.Body is not OpenLiquidation))
            .Select(owed => owed.Entity)
            .ToList();
        var count = owing.Count + busy;
        var first = owing.Count == 0 ? string.Empty : $"first: {owing[0]}";
        return new InvariantResult(Invariants.UnfinishedName, count == 0, count, first) { OnlyAtRest = true };
    }
}
