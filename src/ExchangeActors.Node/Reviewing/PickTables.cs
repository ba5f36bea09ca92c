using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.Picks;

namespace ExchangeActors.Node.Reviewing;

/// <summary>Why a deleveraging closed an account or did not, and how far it was from the other.</summary>
internal static class PickTables
{
    public static void Write(PickReport report)
    {
        Lines.Say(
            $"{report.Deleveraging} for {report.Liquidation}: {Canonical.Text(report.Quantity)} "
            + $"{(report.PositionSide > 0 ? "long" : "short")} of {report.Bankrupt} at bankruptcy price "
            + $"{Canonical.Text(report.BankruptcyPrice)}, by {report.Venue} version {report.VenueVersion}");
        Lines.Say($"{report.Account} was {(report.WasClosed ? string.Empty : "not ")}closed.");
        foreach (var round in report.Rounds)
        {
            Lines.Say();
            Lines.Say($"round {round.Round}, event {round.Ordering} ({round.Event}), {round.At}: {round.Reason}");
            Lines.Say(
                $"  needed {Canonical.Text(round.Needed)}, allowed by the guard {Canonical.Text(round.Allowed)}; "
                + $"{Count(round.Total)} qualified; ADL price {Canonical.Text(round.Price)}, "
                + $"mark {Canonical.Text(round.Mark)} (version {round.MarkVersion})");
            Lines.Say($"  policies: {string.Join(", ", round.Policies.Select(policy => $"{policy.Key} {policy.Value}"))}");
            if (round.Place is null)
            {
                continue;
            }

            var table = Sheets.Matrix(
                "The queue around it",
                "rank",
                "account",
                "asked of it",
                "score",
                "PnL ratio",
                "leverage",
                "size",
                "entry",
                "equity",
                "maintenance",
                "notional",
                "balance");
            foreach (var place in (IEnumerable<QueuePlace>)[.. round.Above, round.Place, .. round.Below])
            {
                var candidate = place.Candidate;
                Sheets.Add(
                    table,
                    $"{(place == round.Place ? "→ " : "  ")}{place.Rank}",
                    candidate.Account.Value,
                    Canonical.Text(place.Planned),
                    Short(candidate.Score),
                    Short(candidate.PnlRatio),
                    Short(candidate.Leverage),
                    Canonical.Text(candidate.Size.Value),
                    candidate.Size.IsZero ? "–" : Short(candidate.Cost.Value / candidate.Size.Value),
                    Amount(candidate.Equity.Value),
                    Amount(candidate.MaintenanceMargin.Value),
                    Amount(candidate.Notional.Value),
                    Amount(candidate.Balance.Value));
            }

            Sheets.Console().WriteFitted(table);
            if (round.TieBreak is { } tie)
            {
                Lines.Say($"  tie: {tie}");
            }

            if (round.Closed > 0m)
            {
                Lines.Say(
                    $"  closed {Canonical.Text(round.Closed)} at {Canonical.Text(round.Price)}, "
                    + $"profit taken {Canonical.Text(round.RealisedPnl)}");
            }
        }
    }

    public static void Write(HowFar far)
    {
        Lines.Say(
            $"{far.Account} stood at rank {far.Rank} of {far.Deleveraging}, round {far.Round}, "
            + $"and was asked for {Canonical.Text(far.Planned)}; its margin was {Canonical.Text(far.Margin)}.");
        if (far.Change is { } change)
        {
            Lines.Say(
                $"With {Canonical.Text(Math.Abs(change))} {(change > 0m ? "more" : "less")} margin it would have been spared, "
                + $"{(far.RankThen is { } rank ? $"at rank {rank}" : "not queued at all")}.");
            foreach (var instead in far.Instead)
            {
                Lines.Say($"  instead: {instead}");
            }
        }

        Lines.Say(far.Remark);
    }

    private static string Count(long value) => Counts.Of(value);

    private static string Amount(decimal value) => Shown.Amount(value);

    private static string Short(decimal value) => Shown.Number(value);
}
