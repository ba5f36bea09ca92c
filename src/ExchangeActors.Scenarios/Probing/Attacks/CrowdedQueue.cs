using System.Globalization;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Probing.Attacks;

/// <summary>
/// Filling the candidate list: both legs of <see cref="BothLegs"/>, and beside them a crowd of accounts with one lot each on the winning
/// side, as many as the venue's lists of candidates hold (recorded queue times rounds, or counterparties that are asked at most), at most
/// what the settings allow. Each takes a place and closes one lot, so that the attackers' own winning leg is not reached. Measured against
/// the same legs without the crowd: profit and losses are what the crowd adds. The fund is empty in both, since only then winners are
/// closed.
/// </summary>
public sealed class CrowdedQueue : IAttack
{
    private const int OpenAt = 2;

    /// <summary>
    /// The short leg's share of the stake: the long leg has twice as much for the same size, so that the crowd, with less, is ranked before
    /// it.
    /// </summary>
    private const decimal ShortShare = 1m / 3m;

    /// <summary>Times the margin of all lots of the crowd that their seller has: it is to live through the gap.</summary>
    private const decimal SellersCover = 10m;

    /// <inheritdoc/>
    public string Name => "crowded-queue";

    /// <inheritdoc/>
    public string Summary => "both legs, and a crowd of one-lot accounts that takes the places of the candidates; against the legs alone";

    /// <inheritdoc/>
    public AttackPlan Plan(AttackStage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var profile = stage.Scenario.Venue;
        var places = Math.Min((long)profile.Limits.QueueLength * profile.Limits.DeleveragingRounds, profile.Eligibility.MostTried);
        var crowd = (int)Math.Min(stage.Settings.Crowd, places);
        BothLegs.OpenLegs(stage, stage.Settings.Stake * (1m - ShortShare), stage.Settings.Stake * ShortShare);
        var legs = new HashSet<AccountId> { AttackStage.AccountOf("long"), AttackStage.AccountOf("short") };
        var lot = stage.Instrument.LotSize;
        var each = Math.Max(stage.Instrument.QuoteTick, stage.Margin(lot));
        var seller = stage.Open("seller", stage.Margin(lot * crowd) * SellersCover);
        stage.Order(OpenAt, seller, Side.Sell, lot * crowd, stage.Mark);
        for (var number = 1; number <= crowd; number++)
        {
            stage.Order(OpenAt, stage.Open(string.Create(CultureInfo.InvariantCulture, $"crowd-{number:D6}"), each), Side.Buy, lot,
                stage.Mark, immediate: true);
        }

        return stage.PlanAgainst(
            stage.Gap(BothLegs.GapAt, stage.Settings.Move),
            legs,
            trace => trace.OwnTrades <= 1 ? "the crowd was not opened"
                : trace.AttackersLiquidated == 0 ? "no leg was liquidated"
                : trace.MostAttackersRanked <= 1 ? "the crowd was in no list of candidates"
                : null,
            scenario => scenario with { InsuranceFund = Money.Zero, InsuranceFundFloor = Money.Zero }) with
        {
            Inapplicable = trace => trace is { AttackersLiquidated: > 0, MostRanked: 0 } ? "nobody is ranked under these rules" : null,
        };
    }
}
