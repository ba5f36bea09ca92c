using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Review.States;

/// <summary>A field that changed.</summary>
/// <param name="Path">Where it is in the state.</param>
/// <param name="Before">Null when it was not there.</param>
/// <param name="After">Null when it is not there any more.</param>
public sealed record FieldChange(string Path, string? Before, string? After);

/// <summary>An entity whose state changed.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Events">How many events it had in between.</param>
/// <param name="Fields">Field by field, by path.</param>
public sealed record EntityChange(EntityRef Entity, long Events, ImmutableArray<FieldChange> Fields);

/// <summary>What happened to the states between two events.</summary>
/// <param name="First">The earlier event.</param>
/// <param name="Second">The later event.</param>
/// <param name="Entities">In order of address.</param>
/// <param name="Money">How money moved; it adds up, unless some was made or lost in between.</param>
public sealed record StateDifference(long First, long Second, ImmutableArray<EntityChange> Entities, MoneyLedger Money)
{
    /// <summary>Compares the states after two events.</summary>
    /// <param name="first">The earlier.</param>
    /// <param name="second">The later.</param>
    /// <param name="only">The entities that are of interest; null for all.</param>
    public static StateDifference Between(StateView first, StateView second, Func<EntityRef, bool>? only = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var changes = ImmutableArray.CreateBuilder<EntityChange>();
        foreach (var entity in All(second.State))
        {
            var events = second.State.VersionOf(entity) - first.State.VersionOf(entity);
            if (events != 0 && (only is null || only(entity)))
            {
                changes.Add(new EntityChange(entity, events, Fields(first, second, entity)));
            }
        }

        return new StateDifference(first.Ordering, second.Ordering, changes.DrainToImmutable(), second.Money.Since(first.Money));
    }

    private static IEnumerable<EntityRef> All(ExchangeState state) =>
        state.Accounts.Keys.Select(EntityRef.Account)
            .Concat(state.Markets.Keys.Select(EntityRef.Market))
            .Concat(state.Pools.Keys.Select(EntityRef.Liquidation))
            .Concat(state.Coordinators.Keys.Select(EntityRef.Deleveraging))
            .Order();

    private static ImmutableArray<FieldChange> Fields(StateView first, StateView second, EntityRef entity)
    {
        var before = Flat(first.Entity(entity)).ToDictionary(field => field.Path, field => field.Value, StringComparer.Ordinal);
        var after = Flat(second.Entity(entity)).ToDictionary(field => field.Path, field => field.Value, StringComparer.Ordinal);
        return
        [
            .. before.Keys.Union(after.Keys)
                .Where(path => before.GetValueOrDefault(path) != after.GetValueOrDefault(path))
                .Order(StringComparer.Ordinal)
                .Select(path => new FieldChange(path, before.GetValueOrDefault(path), after.GetValueOrDefault(path))),
        ];
    }

    private static IEnumerable<(string Path, string Value)> Flat(JsonObject? state) => state is null ? [] : FlatDocument.Of(state);
}
