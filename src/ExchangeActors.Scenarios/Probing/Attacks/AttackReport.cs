using System.Collections.Immutable;

namespace ExchangeActors.Scenarios.Probing.Attacks;

/// <summary>What attacks came to under some venues' rules. Amounts are quote currency.</summary>
public sealed record AttackReport
{
    /// <summary>The scenario that was the stage.</summary>
    public required string Scenario { get; init; }

    /// <summary>The market that was attacked.</summary>
    public required string Market { get; init; }

    /// <summary>What the attackers paid in.</summary>
    public required decimal Stake { get; init; }

    /// <summary>How far the price gapped, a fraction.</summary>
    public required decimal Move { get; init; }

    /// <summary>By venue, then attack.</summary>
    public required ImmutableArray<AttackResult> Results { get; init; }

    /// <summary>Runs made.</summary>
    public required int Runs { get; init; }

    /// <summary>Invariants that do not hold in some run; empty when all hold.</summary>
    public required ImmutableArray<string> BrokenInvariants { get; init; }

    /// <summary>Attacks whose mechanism neither fired nor was refused by the venue: they say nothing.</summary>
    public IEnumerable<AttackResult> Idle => Results.Where(result => result.Verdict == AttackVerdict.DidNotFire);
}

/// <summary>An attack under a venue's rules, against the same run without it.</summary>
/// <param name="Venue">The profile.</param>
/// <param name="Attack">The attack.</param>
/// <param name="Verdict"><c>pays</c>, <c>does-not-pay</c>, <c>refused</c>, <c>not-applicable</c> or <c>did-not-fire</c>.</param>
/// <param name="PaidIn">What the attackers paid in, all accounts.</param>
/// <param name="Profit">Their equity at the last marks and what they took out, less what they paid in; less the same of the baseline where
/// they are in it.</param>
/// <param name="FundLost">What the fund, vaults and the exchange's own account have less than in the baseline, booked deficits included;
/// below zero: they gained.</param>
/// <param name="OthersLost">Σ of what each other trader has less than in the baseline; those who have more are left out.</param>
/// <param name="Amplification">
/// What the fund (if it lost) and others lost, per unit of <paramref name="PaidIn"/>: the harm that a unit of the attackers' own money
/// does, whether it pays them or not.
/// </param>
/// <param name="AttackersLiquidated">Accounts of the attackers that were liquidated.</param>
/// <param name="OthersLiquidated">Accounts of others that were liquidated and were not in the baseline.</param>
/// <param name="ForceClosed">Forced closes of attackers' accounts.</param>
/// <param name="Refused">What the venue refused the attackers, by code.</param>
/// <param name="Missing">What of the mechanism did not come about; empty when it fired.</param>
public sealed record AttackResult(
    string Venue,
    string Attack,
    string Verdict,
    decimal PaidIn,
    decimal Profit,
    decimal FundLost,
    decimal OthersLost,
    decimal Amplification,
    long AttackersLiquidated,
    long OthersLiquidated,
    long ForceClosed,
    ImmutableSortedDictionary<string, long> Refused,
    string Missing);

/// <summary>Verdicts on attacks.</summary>
public static class AttackVerdict
{
    /// <summary>The mechanism fired and the attackers are richer.</summary>
    public const string Pays = "pays";

    /// <summary>The mechanism fired and the attackers are not richer.</summary>
    public const string DoesNotPay = "does-not-pay";

    /// <summary>The mechanism did not fire, because the venue refused what it takes.</summary>
    public const string Refused = "refused";

    /// <summary>The venue has nothing that the attack could work on.</summary>
    public const string NotApplicable = "not-applicable";

    /// <summary>The mechanism did not fire for another reason: nothing follows.</summary>
    public const string DidNotFire = "did-not-fire";
}
