using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Liquidations;

/// <summary>
/// What a pool's cases come to, kept up with them so that thousands can wait: what they reserve of the fund, how many move in each market, and who waits for a turn or for the fund, in the order in which they were opened.
/// </summary>
/// <param name="Reserved">Σ budget.</param>
/// <param name="Moving">Σ budget of those that move.</param>
/// <param name="AwaitingFund">Σ budget of those that await the fund.</param>
/// <param name="InFlight">Those that move, by market.</param>
/// <param name="Turns">Those that wait for their turn, by market and order.</param>
/// <param name="Fund">Those that await the fund, by order.</param>
internal sealed record CaseLines(
    Money Reserved,
    Money Moving,
    Money AwaitingFund,
    ImmutableSortedDictionary<MarketId, int> InFlight,
    ImmutableSortedDictionary<MarketId, ImmutableSortedDictionary<long, LiquidationId>> Turns,
    ImmutableSortedDictionary<long, LiquidationId> Fund)
{
    private static readonly CaseLines None = new(
        Money.Zero,
        Money.Zero,
        Money.Zero,
        ImmutableSortedDictionary<MarketId, int>.Empty,
        ImmutableSortedDictionary<MarketId, ImmutableSortedDictionary<long, LiquidationId>>.Empty,
        ImmutableSortedDictionary<long, LiquidationId>.Empty);

    /// <summary>Of these cases.</summary>
    public static CaseLines Of(IEnumerable<LiquidationCase> cases) => cases.Aggregate(None, (lines, liquidation) => lines.With(liquidation));

    /// <summary>With one more case.</summary>
    public CaseLines With(LiquidationCase liquidation) => Counted(liquidation, 1) with
    {
        Turns = liquidation is { Phase: CasePhase.Waiting, TurnIn: { } market } ? Turns.SetItem(market, TurnsOf(market).SetItem(liquidation.Order, liquidation.Id)) : Turns,
        Fund = liquidation.Phase == CasePhase.AwaitingFund ? Fund.SetItem(liquidation.Order, liquidation.Id) : Fund,
    };

    /// <summary>Without a case, as it was counted.</summary>
    public CaseLines Without(LiquidationCase liquidation)
    {
        var turns = Turns;
        if (liquidation is { Phase: CasePhase.Waiting, TurnIn: { } market })
        {
            var others = TurnsOf(market).Remove(liquidation.Order);
            turns = others.IsEmpty ? turns.Remove(market) : turns.SetItem(market, others);
        }

        return Counted(liquidation, -1) with { Turns = turns, Fund = liquidation.Phase == CasePhase.AwaitingFund ? Fund.Remove(liquidation.Order) : Fund };
    }

    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer.Write(Reserved.Value).Write(Moving.Value).Write(AwaitingFund.Value)
        .Each(InFlight, static (into, entry) => into.Write(entry.Key.Value).Write(entry.Value))
        .Each(Turns, static (into, entry) => into.Write(entry.Key.Value).Each(entry.Value, static (turns, turn) => turns.Write(turn.Key).Write(turn.Value.Value)))
        .Each(Fund, static (into, entry) => into.Write(entry.Key).Write(entry.Value.Value));

    private ImmutableSortedDictionary<long, LiquidationId> TurnsOf(MarketId market) => Turns.GetValueOrDefault(market) ?? ImmutableSortedDictionary<long, LiquidationId>.Empty;

    private CaseLines Counted(LiquidationCase liquidation, int sign)
    {
        var budget = liquidation.Budget * sign;
        var moves = liquidation.IsMoving;
        return this with
        {
            Reserved = Reserved + budget,
            Moving = moves ? Moving + budget : Moving,
            AwaitingFund = liquidation.Phase == CasePhase.AwaitingFund ? AwaitingFund + budget : AwaitingFund,
            // Before its first step it is in no market.
            InFlight = moves && liquidation.StepMarket is { } market ? Counted(market, sign) : InFlight,
        };
    }

    private ImmutableSortedDictionary<MarketId, int> Counted(MarketId market, int sign)
    {
        var count = InFlight.GetValueOrDefault(market) + sign;
        return count == 0 ? InFlight.Remove(market) : InFlight.SetItem(market, count);
    }
}
