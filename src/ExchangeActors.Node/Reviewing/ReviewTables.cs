using System.Globalization;
using System.Text.Json.Nodes;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Node.Comparing;
using ExchangeActors.Review.Causes;
using ExchangeActors.Review.Picks;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.States;
using ExchangeActors.Review.Stories;
using ExchangeActors.Review.Summaries;
using ExchangeActors.Review.Verifying;
using ExchangeActors.Review.WhatIf;
using Spectre.Console;

namespace ExchangeActors.Node.Reviewing;

/// <summary>What <c>exchange review</c> finds, as tables and lines on standard output.</summary>
internal static class ReviewTables
{
    /// <summary>Liquidations before a link's own that <c>why</c> writes out; the very first comes after them.</summary>
    private const int MostEarlier = 2;

    public static void Write(Summary summary)
    {
        var console = Sheets.Console();
        console.WriteLine(Identifier.Plain(
            $"{summary.Scenario} under {summary.Venue}{(summary.VenueVersion is { } version ? $" (version {version})" : string.Empty)}, "
            + $"{summary.From} to {summary.To}"));
        console.WriteLine($"{Count(summary.Events)} events in {Count(summary.Streams)} streams, {Count(summary.Accounts)} accounts");
        if (summary.Cut is { } cut)
        {
            console.WriteLine(Identifier.Plain(
                $"a cut by {cut.Criteria} out of {Count(cut.Of)} events: the totals are those of the events in it"));
        }

        foreach (var line in summary.Verdict().Lines())
        {
            console.WriteLine(Identifier.Plain(line));
        }

        console.WriteLine();
        var waterfall = summary.Waterfall;
        var layers = Sheets.Sheet("The waterfall (notional at the marks at which margin broke)", "layer", "count", "notional", "share");
        void Layer(string name, string count, decimal notional) => Sheets.Add(layers, name, count, Amount(notional), Share(notional, waterfall.Notional));
        Sheets.Add(layers, "margin calls", Count(summary.MarginCalls), string.Empty, string.Empty);
        Layer("liquidated", $"{Count(summary.Liquidations.Count)} on {Accounts(summary.Liquidations.Accounts)}", waterfall.Notional);
        Layer("  closed on the book", string.Empty, waterfall.Book);
        Layer("  closed by ADL", $"{Count(summary.Adl.ForcedCloses)} on {Accounts(summary.Adl.Accounts)}", waterfall.Adl);
        Layer("  taken over", string.Empty, waterfall.TakenOver);
        if (waterfall.Supported > 0m)
        {
            Layer("    by liquidity-support participants", string.Empty, waterfall.Supported);
        }

        Layer("  returned, margin restored", string.Empty, waterfall.Returned);
        Layer("  still open", string.Empty, waterfall.Open);
        console.WriteFitted(layers);

        var fund = Sheets.Sheet("The insurance fund's ledger", "entry", "amount");
        Sheets.Add(fund, "start", Amount(summary.Fund.Start));
        Sheets.Add(fund, "+ credited", Amount(summary.Fund.Credited));
        Sheets.Add(fund, "− shortfalls paid", Amount(summary.Fund.Debited));
        Sheets.Add(fund, "= end", Amount(summary.Fund.End));
        Sheets.Add(fund, "floor / lowest / first unable to pay", $"{Amount(summary.Fund.Floor)} / {Amount(summary.Fund.Lowest)} / {summary.Fund.FirstAtFloor ?? "never"}");
        Sheets.Add(
            fund,
            "loss beyond bankruptcy = fund + other accounts + nobody",
            $"{Amount(waterfall.LossBeyondBankruptcy)} = {Amount(waterfall.PaidByFund)} + {Amount(waterfall.PaidByOthers)} + {Amount(waterfall.PaidByNobody)}");
        console.WriteFitted(fund);

        if (!summary.Waves.IsEmpty)
        {
            var waves = Sheets.Sheet(
                $"Waves of ADL (a pause of more than {Shown.Grouped(summary.WaveGapMs / 1000m)} s between)",
                "wave",
                "forced closes",
                "accounts",
                "markets",
                "notional",
                "last close");
            foreach (var wave in summary.Waves)
            {
                Sheets.Add(waves, $"{wave.Number}  {wave.Start}", Count(wave.ForcedCloses), Count(wave.Accounts), Count(wave.Markets), Amount(wave.Notional), wave.End.ToString());
            }

            console.WriteFitted(waves);
        }

        var markets = Sheets.Sheet("Markets", "market", "mark", "liquidated", "book", "ADL", "taken over", "returned", "forced closes");
        foreach (var market in summary.Markets.OrderByDescending(market => market.Notional).ThenBy(market => market.Market, StringComparer.Ordinal))
        {
            Sheets.Add(
                markets, market.Market, $"{Plain(market.FirstMark)} → {Plain(market.LastMark)}", Amount(market.Notional), Amount(market.Book), Amount(market.Adl), Amount(market.TakenOver), Amount(market.Returned), Count(market.ForcedCloses));
        }

        console.WriteFitted(markets);
        if (!summary.MostAffected.IsEmpty)
        {
            var closed = Sheets.Sheet("Accounts that ADL closed most of", "account", "forced closes", "markets", "notional", "profit taken", "best rank");
            foreach (var account in summary.MostAffected)
            {
                Sheets.Add(closed, account.Account, Count(account.ForcedCloses), Count(account.Markets), Amount(account.Notional), Amount(account.RealisedPnl), Count(account.BestRank));
            }

            console.WriteFitted(closed);
        }

        if (!summary.Owners.IsEmpty)
        {
            var owners = Sheets.Sheet("Owners of several accounts, as named", "owner", "accounts", "liquidated", "paid in", "taken out", "equity at the end", "profit");
            foreach (var owner in summary.Owners)
            {
                Sheets.Add(
                    owners, owner.Owner, Count(owner.Accounts), Count(owner.Liquidated), Amount(owner.PaidIn), Amount(owner.TakenOut), Amount(owner.Equity), Amount(owner.Profit));
            }

            console.WriteFitted(owners);
        }

        if (!summary.LargestLiquidations.IsEmpty)
        {
            var liquidated = Sheets.Sheet("Liquidated accounts that cost others most", "account", "liquidations", "notional", "shortfall");
            foreach (var account in summary.LargestLiquidations)
            {
                Sheets.Add(liquidated, account.Account.Value, Count(account.Liquidations), Amount(account.Notional), Amount(account.Shortfall));
            }

            console.WriteFitted(liquidated);
        }

        console.WriteLine($"integrity: every hash chain holds and no row is missing; {(summary.AtRest ? "nothing is left under way" : "the journal ends while something is under way")}; whether the decisions are by the rules: verify");
        console.WriteLine($"state hash {summary.StateHash}");
        console.WriteLine($"root {summary.Root}");
    }

    /// <summary>A line of plain text: a journal that somebody sent may hold what a terminal would act on.</summary>
    private static void Say(string line = "") => Console.Out.WriteLine(Identifier.Plain(line));

    public static int Write(IEnumerable<JournalRow> rows, TimelineQuestion question, Func<long> matching)
    {
        var shown = 0L;
        foreach (var row in rows)
        {
            if (question.Take > 0 && shown == question.Take)
            {
                Console.Error.WriteLine($"more: --skip {question.Skip + question.Take}");
                break;
            }

            shown++;
            Say(Line(row));
        }

        if (shown == 0)
        {
            Console.Error.WriteLine(
                matching() is > 0 and var all
                    ? $"--skip {question.Skip} is beyond the end: {Count(all)} events match"
                    : "no event matches");
        }

        return ExitCode.Fine;
    }

    /// <summary>A document as lines of path and value.</summary>
    public static void Fields(JsonObject document)
    {
        foreach (var (path, value) in FlatDocument.Of(document))
        {
            Say($"{path}: {value}");
        }
    }

    public static void Write(StateDifference difference, int limit, bool cut)
    {
        Say($"from event {difference.First} to event {difference.Second}: {Count(difference.Entities.Length)} entities changed");
        var shown = 0;
        var all = difference.Entities.Sum(entity => entity.Fields.Length);
        foreach (var entity in difference.Entities)
        {
            if (limit > 0 && shown >= limit)
            {
                break;
            }

            Say($"{entity.Entity} ({Count(entity.Events)} events)");
            foreach (var field in entity.Fields)
            {
                if (limit > 0 && shown++ >= limit)
                {
                    break;
                }

                Say($"  {field.Path}: {field.Before ?? "–"} → {field.After ?? "–"}");
            }
        }

        if (limit > 0 && all > limit)
        {
            Console.Error.WriteLine($"{Count(all - limit)} more fields: --limit 0, or --account or --market");
        }

        var money = difference.Money;
        var table = Sheets.Sheet(money.AddsUp ? "Money (adds up to zero)" : cut && money.Sum == 0m ? "Money (of an incident that was cut out: what has its other side elsewhere shows as astray)" : "Money (does NOT add up)", "part", "change");
        Sheets.Add(table, "accounts: Σ(wallet − cost basis)", Signed(money.Accounts));
        Sheets.Add(table, "insurance fund", Signed(money.Fund));
        Sheets.Add(table, "trading fees", Signed(money.Fees));
        Sheets.Add(table, "funding clearing", Signed(money.Funding));
        Sheets.Add(table, "under way between entities", Signed(money.UnderWay));
        Sheets.Add(table, "astray between entities", Signed(money.Astray));
        Sheets.Add(table, "− booked deficit", Signed(-money.Deficit));
        Sheets.Add(table, "− brought in from outside", Signed(-money.BroughtIn));
        Sheets.Add(table, "sum", Signed(money.Sum));
        Sheets.Console().WriteFitted(table);
    }

    public static void Write(CauseChain chain)
    {
        Write(chain.Links);
        if (chain.Missing is { } missing)
        {
            Say($"not recorded: {missing}");
        }
        else
        {
            Say($"from outside: {chain.End}");
        }

        for (var i = 0; i < chain.Earlier.Length; i++)
        {
            var isLast = i == chain.Earlier.Length - 1;
            if (i >= MostEarlier && !isLast)
            {
                continue;
            }

            Say();
            Say(i > MostEarlier
                ? $"… {Count(i - MostEarlier)} more that followed from one another (--json has all); the first of them had begun like this:"
                : "The liquidation that it belongs to had waited; it had begun like this:");
            Write(chain.Earlier[i]);
        }
    }

    public static void Write(PickReport report)
    {
        Say(
            $"{report.Deleveraging} for {report.Liquidation}: {Canonical.Text(report.Quantity)} {(report.PositionSide > 0 ? "long" : "short")} of {report.Bankrupt} at bankruptcy price {Canonical.Text(report.BankruptcyPrice)}, by {report.Venue} version {report.VenueVersion}");
        Say($"{report.Account} was {(report.WasClosed ? string.Empty : "not ")}closed.");
        foreach (var round in report.Rounds)
        {
            Say();
            Say($"round {round.Round}, event {round.Ordering} ({round.Event}), {round.At}: {round.Reason}");
            Say(
                $"  needed {Canonical.Text(round.Needed)}, allowed by the guard {Canonical.Text(round.Allowed)}; {Count(round.Total)} qualified; ADL price {Canonical.Text(round.Price)}, mark {Canonical.Text(round.Mark)} (version {round.MarkVersion})");
            Say($"  policies: {string.Join(", ", round.Policies.Select(policy => $"{policy.Key} {policy.Value}"))}");
            if (round.Place is null)
            {
                continue;
            }

            var table = Sheets.Matrix("The queue around it", "rank", "account", "asked of it", "score", "PnL ratio", "leverage", "size", "entry", "equity", "maintenance", "notional", "balance");
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
                Say($"  tie: {tie}");
            }

            if (round.Closed > 0m)
            {
                Say(
                    $"  closed {Canonical.Text(round.Closed)} at {Canonical.Text(round.Price)}, "
                    + $"profit taken {Canonical.Text(round.RealisedPnl)}");
            }
        }
    }

    public static void Write(HowFar far)
    {
        Say(
            $"{far.Account} stood at rank {far.Rank} of {far.Deleveraging}, round {far.Round}, "
            + $"and was asked for {Canonical.Text(far.Planned)}; its margin was {Canonical.Text(far.Margin)}.");
        if (far.Change is { } change)
        {
            Say(
                $"With {Canonical.Text(Math.Abs(change))} {(change > 0m ? "more" : "less")} margin it would have been spared, "
                + $"{(far.RankThen is { } rank ? $"at rank {rank}" : "not queued at all")}.");
            foreach (var instead in far.Instead)
            {
                Say($"  instead: {instead}");
            }
        }

        Say(far.Remark);
    }

    public static void Write(Verification verification, ReviewedJournal journal, string? checkpoint)
    {
        var verdict = !verification.Holds ? "NOT VERIFIED"
            : verification.Cut is { } cut ? $"verified as far as a cut can be (by {cut.Criteria} out of {Count(cut.Of)} events)"
            : verification.Archived is { } old ? $"verified as far as a rest can be ({Count(old.Events)} events are in {old.Archive})"
            : "verified";
        var table = Sheets.Sheet($"{journal.Path}: {verdict}", "checked", "count", "result");
        var sound = verification.Findings.IsEmpty;
        void Row(string what, long count, string check) =>
            Sheets.Add(table, what, Count(count), verification.Findings.Any(finding => finding.Check == check) ? "BROKEN" : sound ? "holds" : "holds as far as it was read");
        Row("events: hash chains, order, gaps, rows", verification.Events, Finding.Chain);
        Sheets.Add(table, "header: venue and profile are those of the rules", "1", verification.Findings.Any(finding => finding.Check == Finding.Header) ? "BROKEN" : "holds");
        Row("decisions taken again", verification.Decisions, Finding.Decision);
        if (verification.Archived is { } archived)
        {
            Sheets.Add(table, "states that it begins with: the end of its archive", archived.Root, sound ? "holds" : "see below");
            Sheets.Add(table, "inputs, rankings, invariants", string.Empty, "not checked: they look back; the archive verifies by itself");
        }
        else
        {
            Row(
                "inputs followed to their cause",
                verification.Inputs.Outside + verification.Inputs.Entities + verification.Inputs.Indexes + verification.Inputs.Repeats,
                Finding.Input);
        }

        if (verification.Cut is null && verification.Archived is null)
        {
            Row("rankings made again", verification.Rankings.Count, Finding.Queue);
        }
        else if (verification.Cut is not null)
        {
            Sheets.Add(table, "inputs whose cause is not in the cut", Count(verification.Inputs.NotHeld), "not checked");
            Sheets.Add(table, "rankings made again, invariants", string.Empty, verification.Findings.Any(finding => finding.Check == Finding.Queue) ? "BROKEN" : "not checked: they are about the whole exchange");
        }

        Row("snapshots compared", verification.Snapshots, Finding.Snapshot);
        Sheets.Add(
            table,
            "checkpoint outside of the journal",
            checkpoint ?? "none",
            checkpoint is null ? "not compared: a cut end is found only with one" : verification.Findings.Any(finding => finding.Check == Finding.CheckpointCheck) ? "BROKEN" : verification.SignatureChecked ? "holds, signed" : "holds");
        foreach (var invariant in verification.Invariants)
        {
            Sheets.Add(table, invariant.Name, invariant.OnlyAtRest ? "at the end" : "after every decision", invariant.Holds ? "holds" : invariant.OnlyAtRest && !verification.AtRest ? "open: something is under way" : $"OFF BY {invariant.Error}");
        }

        Sheets.Console().WriteFitted(table);
        foreach (var finding in verification.Findings)
        {
            Say(
                $"{finding.Check} at {finding.Event?.ToString() ?? "no single event"}"
                + $"{(finding.Ordering is { } ordering ? $" (row {ordering})" : string.Empty)}: {finding.What}");
            if (finding.Recorded is { } recorded)
            {
                Say($"  recorded {recorded}");
            }

            if (finding.Derived is { } derived)
            {
                Say($"  derived  {derived}");
            }
        }

        if (verification.StateHash is { } hash)
        {
            Say($"state hash {hash}");
            Say($"root {verification.Root}");
        }
    }

    public static void Write(WhatIfReport report, int limit)
    {
        var (recorded, simulated) = (report.Recorded, report.Simulated);
        Say(
            $"A simulation: the recorded inputs under {simulated.Venue} version {simulated.Version}, "
            + $"against the record under {recorded.Venue} version {recorded.Version}.");
        Say("Books, fund and winners respond to the other rules; prices are inputs and do not.");
        Say(
            report.FirstDifference is null ? "No decision comes out otherwise: the simulation is the record."
            : $"The first decision that comes out otherwise: event {report.FirstDifferenceOrdering} ({report.FirstDifference}).");
        if (report.FirstDifference is not null)
        {
            Say($"  recorded  {report.RecordedThere ?? "nothing"}");
            Say($"  simulated {report.SimulatedThere ?? "another opening, or nothing"}");
        }

        if (report.Added > 0m)
        {
            Say($"Vaults that the record does not have were given {Amount(report.Added)} that the record does not have.");
        }

        var table = Sheets.Sheet("Layer by layer", "figure", "recorded", "simulated", "change");
        void Row(string name, decimal was, decimal would) => Sheets.Add(table, name, Amount(was), Amount(would), Signed(would - was));
        void Number(string name, long was, long would) => Sheets.Add(table, name, Count(was), Count(would), (would - was).ToString("+#,0;−#,0;0", CultureInfo.InvariantCulture));
        Number("liquidations", recorded.Liquidations.Count, simulated.Liquidations.Count);
        Row("liquidated notional", recorded.Waterfall.Notional, simulated.Waterfall.Notional);
        Row("  closed on the book", recorded.Waterfall.Book, simulated.Waterfall.Book);
        Row("  closed by ADL", recorded.Waterfall.Adl, simulated.Waterfall.Adl);
        Row("  taken over", recorded.Waterfall.TakenOver, simulated.Waterfall.TakenOver);
        Row("  returned, margin restored", recorded.Waterfall.Returned, simulated.Waterfall.Returned);
        Row("  still open", recorded.Waterfall.Open, simulated.Waterfall.Open);
        Number("forced closes", recorded.Adl.ForcedCloses, simulated.Adl.ForcedCloses);
        Number("accounts closed by ADL", recorded.Adl.Accounts, simulated.Adl.Accounts);
        Row("notional at the ADL prices", recorded.Adl.Notional, simulated.Adl.Notional);
        Row("profit forgone at the mark", recorded.Adl.ForgonePnl, simulated.Adl.ForgonePnl);
        Row("fund at the end", recorded.Fund.End, simulated.Fund.End);
        Row("  shortfalls paid", recorded.Fund.Debited, simulated.Fund.Debited);
        Row("paid by other accounts", recorded.Waterfall.PaidByOthers, simulated.Waterfall.PaidByOthers);
        Row("booked deficit", recorded.Waterfall.PaidByNobody, simulated.Waterfall.PaidByNobody);
        Sheets.Console().WriteFitted(table);
        if (!report.Accounts.IsEmpty)
        {
            var accounts = Sheets.Sheet($"Accounts that fare otherwise: {Count(report.Accounts.Length)}", "account", "equity recorded", "simulated", "change", "liquidations", "forced closes", "forced notional");
            foreach (var account in limit > 0 ? report.Accounts.Take(limit) : report.Accounts)
            {
                var (was, would) = (account.Recorded, account.Simulated);
                Sheets.Add(
                    accounts,
                    account.Account.Value,
                    was is null ? "–" : Amount(was.Equity),
                    would is null ? "–" : Amount(would.Equity),
                    Signed(account.EquityChange),
                    $"{was?.Liquidations ?? 0} → {would?.Liquidations ?? 0}",
                    $"{was?.ForcedCloses ?? 0} → {would?.ForcedCloses ?? 0}",
                    $"{Amount(was?.ForcedNotional ?? 0m)} → {Amount(would?.ForcedNotional ?? 0m)}");
            }

            Sheets.Console().WriteFitted(accounts);
        }

        foreach (var (code, count) in report.Refused)
        {
            Say($"refused inputs: {Count(count)} × {code}");
        }

        foreach (var invariant in report.Invariants.Where(invariant => !invariant.Holds))
        {
            var open = !report.OpenInRecord.Contains(invariant.Name) ? "BROKEN" : invariant.OnlyAtRest ? "under way at the end of the record" : "not whole in the incident that was cut out";
            Say($"{open}: {invariant.Name}: {invariant.Error}; {invariant.Detail}");
        }

        Say($"state hash {recorded.StateHash} recorded");
        Say($"state hash {simulated.StateHash} simulated");
    }

    private static void Write(IEnumerable<CauseLink> links)
    {
        foreach (var link in links)
        {
            Say(Line(link.Row));
            if (EventText.Of(link.Row) is var text && text != Brief.Of(link.Row.Recorded.Event))
            {
                Say($"      {text}");
            }

            Say(link.Input is { } input ? $"      decided on {Brief.Of(input)}" : "      decided on: not recorded");
        }
    }

    private static string Line(JournalRow row) => $"{row.Ordering,8}  {row.Recorded.At}  {row.Recorded.Id}  {Brief.Of(row.Recorded.Event)}";

    private static string Accounts(long count) => $"{Count(count)} {(count == 1 ? "account" : "accounts")}";

    private static string Count(long value) => ReviewCommand.Count(value);

    private static string Amount(decimal value) => Shown.Amount(value);

    private static string Signed(decimal value) => Shown.Signed(value);

    private static string Short(decimal value) => Shown.Number(value);

    private static string Plain(decimal? value) => Shown.Price(value);

    private static string Share(decimal part, decimal whole) => whole == 0m ? "–" : (part / whole).ToString("P1", CultureInfo.InvariantCulture);
}
