using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Review.Exporting.Tables;

/// <summary>A deleveraging from its opening to its end.</summary>
internal sealed class DeleveragingRow(long ordering, Moment openedAt, DeleveragingOpened opened, DeleveragingRequested? request)
{
    /// <summary>Round of each step that was planned.</summary>
    private readonly Dictionary<int, int> _rounds = [];

    /// <summary>Place of its opening in the journal.</summary>
    public long Ordering => ordering;

    /// <summary>Exchange time of its opening.</summary>
    public Moment OpenedAt => openedAt;

    /// <summary>Its opening.</summary>
    public DeleveragingOpened Opened => opened;

    /// <summary>The liquidation's request, with the reason; null where the journal does not hold it.</summary>
    public DeleveragingRequested? Request => request;

    /// <summary>The newest queue's policy; null before the first.</summary>
    public string? Policy { get; set; }

    /// <summary>Exchange time of its end; null while it is under way.</summary>
    public Moment? CompletedAt { get; set; }

    /// <summary>Its end; null while it is under way.</summary>
    public DeleveragingCompleted? Completed { get; set; }

    /// <summary>Takes notice of a plan.</summary>
    public void Planned(ForceClosesPlanned e)
    {
        foreach (var step in e.Steps)
        {
            _rounds[step.Step] = e.Round;
        }
    }

    /// <summary>The round of a step; null where the plan is not in the journal.</summary>
    public int? RoundOf(int step) => _rounds.TryGetValue(step, out var round) ? round : null;
}

/// <summary>A candidate of a recorded queue.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Place">From 0.</param>
internal readonly record struct RankedRow(Placed<QueueRanked> Queue, int Place)
{
    /// <summary>The candidate.</summary>
    public Candidate Candidate => Queue.Event.Candidates[Place];
}

/// <summary>A position that ADL closed, wholly or in part: by a place in a queue, or as its share of a side that was shrunk.</summary>
/// <param name="Ordering">Place in the journal.</param>
/// <param name="At">Exchange time.</param>
/// <param name="Account">Whose.</param>
/// <param name="Market">The market.</param>
/// <param name="ByQueue">The step; null for a share of a side.</param>
/// <param name="OfSide">The share; null for a step.</param>
/// <param name="Course">The step's deleveraging; null where it is not in the journal.</param>
internal sealed record ForcedCloseRow(
    long Ordering, Moment At, string Account, string Market, PositionForceClosed? ByQueue, SideSettled? OfSide, DeleveragingRow? Course)
{
    /// <summary>Unsigned.</summary>
    public decimal Quantity => ByQueue?.Quantity.Value ?? OfSide!.Closed.Value;

    /// <summary>At the prices it was closed at.</summary>
    public decimal Notional => ByQueue is { } step ? (step.Price * step.Quantity).Value : OfSide!.Notional.Value;
}

/// <summary>The tables of auto-deleveraging.</summary>
internal static class DeleveragingTables
{
    private const string PerUnit = "quote per contract";

    /// <summary>A row for each deleveraging.</summary>
    public static Table<DeleveragingRow> Deleveragings { get; } = new("deleveragings",
    [
        new TextColumn<DeleveragingRow>("deleveraging", "Its id.", row => row.Opened.Id.ToString()),
        new WholeColumn<DeleveragingRow>("ordering", "", "Place of its opening in the journal.", row => row.Ordering),
        new TextColumn<DeleveragingRow>("market", "The market.", row => row.Opened.Id.Market.Value),
        new TextColumn<DeleveragingRow>("liquidation", "The liquidation that needed it.", row => row.Opened.Liquidation.Value),
        new TextColumn<DeleveragingRow>("bankrupt", "The liquidated account.", row => row.Opened.Account.Value),
        new TimeColumn<DeleveragingRow>("openedAt", "Exchange time.", row => row.OpenedAt),
        new TimeColumn<DeleveragingRow>("completedAt", "Exchange time; empty while it is under way.", row => row.CompletedAt),
        new TextColumn<DeleveragingRow>("reason", "Why winners must: what book and fund could not do.", row => row.Request?.Reason),
        new TextColumn<DeleveragingRow>("trigger", "Policy that decided so.", row => row.Request?.Trigger),
        new TextColumn<DeleveragingRow>("ranking", "Policy that ranked the newest queue; empty where nobody was ranked.", row =>
            row.Policy),
        new WholeColumn<DeleveragingRow>("positionSide", "", "Of the bankrupt position: 1 long, -1 short.", row => row.Opened.PositionSide),
        new DecimalColumn<DeleveragingRow>("quantity", "contracts", "To be closed, unsigned.", row => row.Opened.Quantity.Value),
        new DecimalColumn<DeleveragingRow>("bankruptcyPrice", PerUnit, "Of the liquidation.", row => row.Opened.BankruptcyPrice.Value),
        new DecimalColumn<DeleveragingRow>("fundBalance", "quote", "The fund when it was decided.", row => row.Request?.FundBalance.Value),
        new DecimalColumn<DeleveragingRow>("fundAvailable", "quote", "Of it, above the floor and not reserved for others.", row =>
            row.Request?.FundAvailable.Value),
        new DecimalColumn<DeleveragingRow>("price", PerUnit, "The ADL price; empty while it is under way.", row =>
            row.Completed?.Price.Value),
        new DecimalColumn<DeleveragingRow>("closed", "contracts", "Closed, unsigned.", row => row.Completed?.Closed.Value),
        new DecimalColumn<DeleveragingRow>("unfilled", "contracts", "Not closed, unsigned.", row => row.Completed?.Unfilled.Value),
        new WholeColumn<DeleveragingRow>("rounds", "", "Queues that were ranked.", row => row.Completed?.Rounds),
        new WholeColumn<DeleveragingRow>("forcedCloses", "", "Steps that closed something.", row => row.Completed?.ForcedCloses),
        new WholeColumn<DeleveragingRow>("declined", "", "Steps that closed nothing.", row => row.Completed?.Declined),
        new TextColumn<DeleveragingRow>("end", "How it ended; empty while it is under way.", row => row.Completed?.Reason),
    ]);

    /// <summary>A row for each candidate of each recorded queue.</summary>
    public static Table<RankedRow> Rankings { get; } = new("rankings",
    [
        new WholeColumn<RankedRow>("ordering", "", "Place of the queue in the journal.", row => row.Queue.Ordering),
        new TimeColumn<RankedRow>("at", "Exchange time.", row => row.Queue.At),
        new TextColumn<RankedRow>("deleveraging", "The deleveraging.", row => row.Queue.Event.Id.ToString()),
        new WholeColumn<RankedRow>("round", "", "Its round, from 1.", row => row.Queue.Event.Round),
        new TextColumn<RankedRow>("market", "The market.", row => row.Queue.Event.Id.Market.Value),
        new TextColumn<RankedRow>("policy", "The ranking policy.", row => row.Queue.Event.Policy),
        new WholeColumn<RankedRow>("rank", "", "Place in the queue, from 1.", row => row.Place + 1),
        new WholeColumn<RankedRow>("total", "", "Candidates, with those beyond the limit, who are not recorded.", row =>
            row.Queue.Event.Total),
        new TextColumn<RankedRow>("account", "The candidate.", row => row.Candidate.Account.Value),
        new DecimalColumn<RankedRow>("size", "contracts", "Its position; a long above zero.", row => row.Candidate.Size.Value),
        new DecimalColumn<RankedRow>("cost", "quote", "What it was bought for; below zero sold for.", row => row.Candidate.Cost.Value),
        new DecimalColumn<RankedRow>("balance", "quote", "Wallet, or isolated margin.", row => row.Candidate.Balance.Value),
        new DecimalColumn<RankedRow>("equity", "quote", "Of what backs the position, at the marks.", row => row.Candidate.Equity.Value),
        new DecimalColumn<RankedRow>("maintenanceMargin", "quote", "Likewise.", row => row.Candidate.MaintenanceMargin.Value),
        new DecimalColumn<RankedRow>("notional", "quote", "Of everything that the same margin backs.", row => row.Candidate.Notional.Value),
        new DecimalColumn<RankedRow>("netExposure", "quote", "Signed, of all the account's positions.", row =>
            row.Candidate.NetExposure.Value),
        new DecimalColumn<RankedRow>("bankruptcyPrice", PerUnit, "The candidate's own; empty for none above zero.", row =>
            row.Candidate.BankruptcyPrice),
        new DecimalColumn<RankedRow>("pnlRatio", "fraction of entry", "(mark - entry) / entry, signed by the side.", row =>
            row.Candidate.PnlRatio),
        new DecimalColumn<RankedRow>("leverage", "times", "As the policy defines it.", row => row.Candidate.Leverage),
        new DecimalColumn<RankedRow>("score", "", "As the policy defines it; the highest is first.", row => row.Candidate.Score),
        new DecimalColumn<RankedRow>("second", "", "Orders equal scores, highest first.", row => row.Candidate.Second),
        new DecimalColumn<RankedRow>("third", "", "Orders those equal in both, highest first.", row => row.Candidate.Third),
    ]);

    /// <summary>A row for each forced close.</summary>
    public static Table<ForcedCloseRow> ForcedCloses { get; } = new("forced_closes",
    [
        new WholeColumn<ForcedCloseRow>("ordering", "", "Place of the event in the journal.", row => row.Ordering),
        new TimeColumn<ForcedCloseRow>("at", "Exchange time.", row => row.At),
        new TextColumn<ForcedCloseRow>("account", "The counterparty that was closed.", row => row.Account),
        new TextColumn<ForcedCloseRow>("market", "The market.", row => row.Market),
        new TextColumn<ForcedCloseRow>(
            "way", "queue: by its place in a ranking; side: its share of a side that was shrunk as a whole, which may gather several "
                + "deleveragings.",
            row => row.ByQueue is null ? "side" : "queue"),
        new TextColumn<ForcedCloseRow>("deleveraging", "The deleveraging; empty for a side.", row =>
            row.ByQueue?.Step.Deleveraging.ToString()),
        new WholeColumn<ForcedCloseRow>("step", "", "Of the deleveraging, from 1; empty for a side.", row => row.ByQueue?.Step.Step),
        new WholeColumn<ForcedCloseRow>("round", "", "Whose queue planned it: rankings has it; empty for a side.", row =>
            row.ByQueue is { } e ? row.Course?.RoundOf(e.Step.Step) : null),
        new TextColumn<ForcedCloseRow>("liquidation", "The liquidation that needed it; empty for a side.", row =>
            row.ByQueue?.Liquidation.Value),
        new TextColumn<ForcedCloseRow>("bankrupt", "The liquidated account; empty for a side.", row => row.ByQueue?.Bankrupt.Value),
        new TextColumn<ForcedCloseRow>("reason", "Why winners had to: what book and fund could not do; empty for a side.", row =>
            row.Course?.Request?.Reason),
        new TextColumn<ForcedCloseRow>(
            "side", "Of the closing trade, of the counterparty: sell closes a long.",
            row => Code.Of(row.ByQueue?.Side ?? (row.OfSide!.Side > 0 ? Side.Sell : Side.Buy))),
        new DecimalColumn<ForcedCloseRow>("requested", "contracts", "What was asked for, unsigned; empty for a side.", row =>
            row.ByQueue?.Requested.Value),
        new DecimalColumn<ForcedCloseRow>("quantity", "contracts", "What was closed, unsigned.", row => row.Quantity),
        new DecimalColumn<ForcedCloseRow>(
            "price", PerUnit, "The ADL price; empty for a side, which closes at those of its deleveragings.", row =>
                row.ByQueue?.Price.Value),
        new DecimalColumn<ForcedCloseRow>("mark", PerUnit, "The mark of the ranking; empty for a side.", row => row.ByQueue?.Mark.Value),
        new DecimalColumn<ForcedCloseRow>("notional", "quote", "At the prices it was closed at.", row => row.Notional),
        new DecimalColumn<ForcedCloseRow>("realisedPnl", "quote", "Profit that the close realised.", row =>
            row.ByQueue?.RealisedPnl.Value ?? row.OfSide!.RealisedPnl.Value),
        new DecimalColumn<ForcedCloseRow>(
            "forgone", "quote", "What a close at the mark would have brought beyond it; below zero it was a gain; empty for a side.",
            row => row.ByQueue is { } e ? -e.Side.Delta(e.Quantity).Value * (e.Mark.Value - e.Price.Value) : null),
        new WholeColumn<ForcedCloseRow>("rank", "", "Place in the recorded queue, from 1; empty for a side.", row => row.ByQueue?.Rank),
        new DecimalColumn<ForcedCloseRow>("score", "", "In the recorded queue; empty for a side.", row => row.ByQueue?.Score),
    ]);
}
