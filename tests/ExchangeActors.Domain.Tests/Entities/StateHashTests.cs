using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Entities;

/// <summary>
/// A state's hash covers all of the state, so that equal hashes are equal states: what a decision reads can nowhere differ unseen.
/// </summary>
public sealed class StateHashTests
{
    /// <summary>What a hash need not cover, each with the reason.</summary>
    private static readonly (string Place, string Reason)[] NotCovered =
    [
        (".Book.Owners", "follows from the orders in the book"),
        (".Book.Count", "follows from the orders in the book"),
        (".Book.Bids[].key", "the level's price is that of its orders"),
        (".Book.Asks[].key", "the level's price is that of its orders"),
        (".Book.Bids[].value=empty", "a level without orders is no level"),
        (".Book.Asks[].value=empty", "a level without orders is no level"),
        (".Lines.ByWanted", "those of Fund whose case asks nothing, by what it wants"),
        (".Lines.ByOrder", "the same by order"),
    ];

    private static readonly EntityKind[] WithState =
    [
        EntityKind.Account, EntityKind.Market, EntityKind.Liquidation, EntityKind.Deleveraging,
    ];

    public static TheoryData<EntityKind> Kinds => new(WithState);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_change_anywhere_in_a_state_changes_its_hash(EntityKind kind)
    {
        var decider = Deciders.All[kind]!;
        var state = StateLeaves.Make(TypeOf(kind), 0);
        var places = new Dictionary<string, string> { [Hash(decider, state)] = "nothing changed" };
        var unseen = new List<string>();
        foreach (var (place, changed) in StateLeaves.Changes(state, TypeOf(kind), string.Empty, canBeNull: false))
        {
            if (NotCovered.Any(known => place.StartsWith(known.Place, StringComparison.Ordinal)))
            {
                continue;
            }

            if (!places.TryAdd(Hash(decider, changed!), place))
            {
                unseen.Add($"{place} like {places[Hash(decider, changed!)]}");
            }
        }

        Assert.True(places.Count > 200, $"only {places.Count} places were found in a {kind}");
        Assert.True(unseen.Count == 0, $"WriteTo leaves out, or mixes up: {string.Join("; ", unseen)}");
    }

    [Fact]
    public void Nothing_is_left_out_for_a_reason_that_is_none()
    {
        var places = WithState
            .SelectMany(kind => StateLeaves.Changes(StateLeaves.Make(TypeOf(kind), 0), TypeOf(kind), string.Empty, false))
            .Select(change => change.Place)
            .ToList();
        Assert.All(NotCovered, known => Assert.Contains(places, place => place.StartsWith(known.Place, StringComparison.Ordinal)));
    }

    private static Type TypeOf(EntityKind kind) => kind switch
    {
        EntityKind.Account => typeof(Account),
        EntityKind.Market => typeof(Market),
        EntityKind.Liquidation => typeof(LiquidationPool),
        _ => typeof(DeleveragingCoordinator),
    };

    private static string Hash(IEntityDecider decider, object state)
    {
        using var writer = new CanonicalWriter();
        decider.WriteTo(state, writer);
        return writer.Finish();
    }
}
