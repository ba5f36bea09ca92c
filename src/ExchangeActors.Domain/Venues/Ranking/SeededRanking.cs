namespace ExchangeActors.Domain.Venues.Ranking;

/// <summary>
/// No score: an order drawn from a seed and the account's id (dYdX v4: any account on the other side, in a seeded order). The score is a
/// 32-bit FNV-1a hash of seed and id, well mixed, as a fraction of 1.
/// </summary>
/// <param name="Seed">Whole number ≥ 0.</param>
public sealed record SeededRanking(long Seed) : IRankingPolicy
{
    /// <inheritdoc/>
    public string Name => "seeded";

    /// <inheritdoc/>
    public RankingScore Score(in RankingInput input)
    {
        var hash = 2_166_136_261u;
        void Mix(uint value) => hash = unchecked((hash ^ value) * 16_777_619u);
        for (var shift = 0; shift < 64; shift += 16)
        {
            Mix((uint)(Seed >> shift) & 0xFFFF);
        }

        foreach (var letter in input.Account)
        {
            Mix(letter);
        }

        // Ids that differ in their last letter only must not come out side by side.
        hash = unchecked((hash ^ (hash >> 16)) * 0x85EB_CA6Bu);
        hash = unchecked((hash ^ (hash >> 13)) * 0xC2B2_AE35u);
        hash ^= hash >> 16;
        return new RankingScore(input.PnlRatio, input.EffectiveLeverage, decimal.Round(hash / 4_294_967_296m, 12));
    }
}
