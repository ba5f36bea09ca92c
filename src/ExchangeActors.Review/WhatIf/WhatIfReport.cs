using System.Collections.Immutable;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Waterfall;

namespace ExchangeActors.Review.WhatIf;

/// <summary>One side of a comparison: the record, or the simulation.</summary>
/// <param name="Venue">The venue profile.</param>
/// <param name="Version">Its version.</param>
/// <param name="Events">Events.</param>
/// <param name="Liquidations">Liquidations.</param>
/// <param name="Waterfall">What became of the liquidated notional, layer by layer.</param>
/// <param name="Fund">The insurance fund's ledger.</param>
/// <param name="Adl">Auto-deleveraging.</param>
/// <param name="StateHash">Over the states of all entities after the last event.</param>
public sealed record WhatIfSide(
    string Venue, int Version, long Events, LiquidationTotals Liquidations, WaterfallTotals Waterfall, FundTotals Fund,
        DeleveragingTotals Adl, string StateHash);

/// <summary>An account that fared otherwise.</summary>
/// <param name="Account">The account.</param>
/// <param name="Recorded">Under the recorded rules; null when there was no such account.</param>
/// <param name="Simulated">Under the other rules; null when there is none.</param>
public sealed record AccountDifference(AccountId Account, AccountOutcome? Recorded, AccountOutcome? Simulated)
{
    /// <summary>What it has more under the other rules, quote.</summary>
    public decimal EquityChange => (Simulated?.Equity ?? 0m) - (Recorded?.Equity ?? 0m);
}

/// <summary>
/// What the same inputs from outside lead to under other rules: a simulation, in which the books, the fund and the winners respond to what
/// the rules do. Prices are inputs, and what the rules would have done to them is not in it; unless the run's market answered, then it
/// answers the simulation's trades.
/// </summary>
public sealed record WhatIfReport
{
    /// <summary>
    /// Events that were taken over as they are, before the simulation begins; the decisions that they are of were taken over whole.
    /// </summary>
    public required long From { get; init; }

    /// <summary>The first event that the other rules decide otherwise; null when they give the record.</summary>
    public required EventRef? FirstDifference { get; init; }

    /// <summary>Its place in the record.</summary>
    public required long? FirstDifferenceOrdering { get; init; }

    /// <summary>What was recorded there, in short; null when nothing was.</summary>
    public required string? RecordedThere { get; init; }

    /// <summary>What the other rules give there, in short; null when that is nothing, or another opening.</summary>
    public required string? SimulatedThere { get; init; }

    /// <summary>Inputs from outside that were fed after it.</summary>
    public required long InputsFed { get; init; }

    /// <summary>Of them, inputs that were refused, by code.</summary>
    public required ImmutableSortedDictionary<string, long> Refused { get; init; }

    /// <summary>True when prices and quotes answer what is traded, as they did in the run.</summary>
    public required bool PricesAnswer { get; init; }

    /// <summary>The first tick with a price or book that is not the record's; null when there is none.</summary>
    public required Moment? FirstOtherPrice { get; init; }

    /// <summary>Prices that are not the record's.</summary>
    public required long OtherPrices { get; init; }

    /// <summary>Money that vaults of the other rules were given and the record does not have, quote.</summary>
    public required decimal Added { get; init; }

    /// <summary>The record.</summary>
    public required WhatIfSide Recorded { get; init; }

    /// <summary>The simulation.</summary>
    public required WhatIfSide Simulated { get; init; }

    /// <summary>Accounts that fared otherwise, the largest change of equity first, ties by id.</summary>
    public required ImmutableArray<AccountDifference> Accounts { get; init; }

    /// <summary>The invariants at the end of the simulation.</summary>
    public required ImmutableArray<InvariantResult> Invariants { get; init; }

    /// <summary>
    /// Of them, by name, what does not hold in the record either and need not: what holds only at rest, where something is under way at the
    /// end of the record; in an incident that was cut out of a journal, anything.
    /// </summary>
    public required ImmutableArray<string> OpenInRecord { get; init; }

    /// <summary>True when every invariant holds that has to.</summary>
    public bool Holds => Invariants.All(invariant => invariant.Holds || OpenInRecord.Contains(invariant.Name));

    /// <summary>True when the two are the same to the last state.</summary>
    public bool IsSame => FirstDifference is null && Recorded.StateHash == Simulated.StateHash;
}
