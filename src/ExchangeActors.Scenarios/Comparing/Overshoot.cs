using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Comparing;

/// <summary>
/// What ADL took from winners at a horizon. Amounts are quote currency: the change of the winners' equity, realised or not.
/// </summary>
/// <param name="Seconds">Seconds after the end of each wave, at which what was closed is valued.</param>
/// <param name="Forgone">What the closed quantities would have earned more at the marks then, signed: Σ closed·(mark − execution).</param>
/// <param name="Haircut">H: the same, only of the accounts (per wave) that would have earned more.</param>
/// <param name="Overshoot">O = H − B_needed.</param>
/// <param name="BeyondEnd">Forced closes whose horizon lies beyond the end of the run: they are valued at its last marks.</param>
public sealed record HorizonFigures(decimal Seconds, decimal Forgone, decimal Haircut, decimal Overshoot, long BeyondEnd);

/// <summary>
/// Overshoot (Chitra, arXiv 2512.01112 v3): O(Δt) = H(Δt) − B_needed. H(Δt) = Σ over winners of (equity without ADL − equity with ADL)⁺ at
/// the end of the wave plus Δt, where the two differ by closed·(mark − execution); B_needed = Σ |mark − execution|·|quantity| over the
/// forced closes, at the marks of the rankings.
/// </summary>
public static class Overshoot
{
    /// <summary>B_needed: what closing at the mark would have cost the bankrupt side.</summary>
    public static decimal Needed(IEnumerable<ForcedClosing> closings) =>
        closings.Sum(closing => Math.Abs(closing.Mark - closing.Price) * Math.Abs(closing.Closed));

    /// <summary>The figures of a horizon; <paramref name="needed"/> is B_needed.</summary>
    public static HorizonFigures At(decimal seconds, IEnumerable<AdlWave> waves, MarkHistory marks, decimal needed)
    {
        ArgumentNullException.ThrowIfNull(waves);
        ArgumentNullException.ThrowIfNull(marks);
        var (forgone, haircut, beyond) = (0m, 0m, 0L);
        foreach (var wave in waves)
        {
            var at = wave.End.PlusMs((long)(seconds * 1000m));
            beyond += at > marks.End ? wave.Closings.Length : 0;
            foreach (var amount in ForgoneByAccount(wave, seconds == 0m ? null : at, marks).Values)
            {
                forgone += amount;
                haircut += Math.Max(0m, amount);
            }
        }

        return new HorizonFigures(seconds, forgone, haircut, haircut - needed, beyond);
    }

    /// <summary>
    /// Each account's forgone PnL of a wave, signed, at a time; null: at the wave's last forced close, before any mark that came after it.
    /// </summary>
    public static IReadOnlyDictionary<AccountId, decimal> ForgoneByAccount(AdlWave wave, Moment? at, MarkHistory marks)
    {
        ArgumentNullException.ThrowIfNull(wave);
        ArgumentNullException.ThrowIfNull(marks);
        var forgone = new Dictionary<AccountId, decimal>();
        var end = wave.Closings[^1].Sequence;
        foreach (var closing in wave.Closings)
        {
            var mark = at is { } time ? marks.At(closing.Market, time)
                : end > 0 ? marks.AtEvent(closing.Market, end)
                : marks.At(closing.Market, wave.End);
            forgone[closing.Account] = forgone.GetValueOrDefault(closing.Account) + closing.ForgoneAt(mark ?? closing.Mark);
        }

        return forgone;
    }
}
