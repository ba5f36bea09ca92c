using System.Collections.Immutable;

namespace ExchangeActors.Scenarios.Probing;

/// <summary>What traders could gain by arranging their accounts otherwise, on the venue's own rules. Amounts are quote currency.</summary>
public sealed record ProbeReport
{
    /// <summary>The scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>The venue profile.</summary>
    public required string Venue { get; init; }

    /// <summary>The seed of the population.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Forced closes of the run as it is.</summary>
    public required long ForcedCloses { get; init; }

    /// <summary>The probed accounts.</summary>
    public required ImmutableArray<ProbedAccount> Accounts { get; init; }

    /// <summary>What follows for the venue's rules.</summary>
    public required ImmutableArray<ProbedProperty> Properties { get; init; }

    /// <summary>Runs made.</summary>
    public required int Runs { get; init; }

    /// <summary>Invariants that do not hold in some run; empty when all hold.</summary>
    public required ImmutableArray<string> BrokenInvariants { get; init; }

    /// <summary>The state hash of the run as it is.</summary>
    public required string StateHash { get; init; }
}

/// <summary>An account and its probes.</summary>
/// <param name="Account">Its id.</param>
/// <param name="Leverage">Gross notional ÷ equity at the opening marks.</param>
/// <param name="Base">As it is.</param>
/// <param name="Probes">Otherwise.</param>
public sealed record ProbedAccount(string Account, decimal Leverage, ProbeOutcome Base, ImmutableArray<ProbeResult> Probes);

/// <summary>What became of a trader, all its accounts together.</summary>
/// <param name="Accounts">How many.</param>
/// <param name="ForcedCloses">How often it was closed.</param>
/// <param name="Closed">What was closed, at the opening marks: a measure of quantity.</param>
/// <param name="ClosedByMarket">Quantity closed by market, unsigned.</param>
/// <param name="ForgoneAtRanking">PnL forgone against the marks of the rankings; below zero: a gain.</param>
/// <param name="ForgoneAtEnd">PnL forgone against the last marks.</param>
/// <param name="FinalEquity">On the exchange at the last marks.</param>
/// <param name="Outside">Money taken out before (above zero) or brought along (below zero).</param>
/// <param name="Liquidated">True when one of its accounts was liquidated.</param>
public sealed record ProbeOutcome(
    int Accounts,
    int ForcedCloses,
    decimal Closed,
    ImmutableSortedDictionary<string, decimal> ClosedByMarket,
    decimal ForgoneAtRanking,
    decimal ForgoneAtEnd,
    decimal FinalEquity,
    decimal Outside,
    bool Liquidated)
{
    /// <summary>Final equity and the money outside.</summary>
    public decimal Wealth => FinalEquity + Outside;
}

/// <summary>A probe.</summary>
/// <param name="Probe">Its name.</param>
/// <param name="Kind"><c>split</c>, <c>margin</c>, <c>more-leverage</c> or <c>less-leverage</c>.</param>
/// <param name="Outcome">What became of the trader.</param>
/// <param name="ClosedChange">Closed, less that of the base.</param>
/// <param name="ForgoneChange">PnL forgone against the last marks, less that of the base.</param>
/// <param name="WealthChange">Wealth, less that of the base.</param>
/// <param name="Pays">True when the trader is closed less and ends no poorer: arranging the account so pays.</param>
public sealed record ProbeResult(string Probe, string Kind, ProbeOutcome Outcome, decimal ClosedChange, decimal ForgoneChange,
    decimal WealthChange, bool Pays);

/// <summary>A property of the venue's rules, as measured.</summary>
/// <param name="Property">Its name.</param>
/// <param name="Level"><c>runs</c>: on whole runs; <c>queue</c>: on the queues that the run recorded, ranked again.</param>
/// <param name="Holds">True when nothing contradicts it; null when it could not be measured.</param>
/// <param name="Violation">The worst contradiction, as a fraction; 0 when it holds.</param>
/// <param name="Detail">What was measured.</param>
public sealed record ProbedProperty(string Property, string Level, bool? Holds, decimal Violation, string Detail);
