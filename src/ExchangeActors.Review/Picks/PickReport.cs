using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Picks;

/// <summary>What a round did with an account.</summary>
public enum PickVerdict
{
    /// <summary>It was closed, wholly or in part.</summary>
    Closed,

    /// <summary>It was to be closed and declined.</summary>
    Declined,

    /// <summary>It was to be closed; the answer is not recorded.</summary>
    Unanswered,

    /// <summary>It stood in the queue and nothing was asked of it.</summary>
    Spared,

    /// <summary>It did not stand in the recorded queue.</summary>
    NotQueued,
}

/// <summary>A place in a recorded queue.</summary>
/// <param name="Rank">From 1.</param>
/// <param name="Candidate">Who stood there, with every input of the score.</param>
/// <param name="Planned">What was asked of it, unsigned.</param>
public sealed record QueuePlace(int Rank, Candidate Candidate, decimal Planned);

/// <summary>One round, from an account's view.</summary>
/// <param name="Round">From 1.</param>
/// <param name="Event">The event that recorded the queue.</param>
/// <param name="Ordering">Its place among all.</param>
/// <param name="At">Exchange time.</param>
/// <param name="Verdict">What became of the account.</param>
/// <param name="Reason">Why, a sentence.</param>
/// <param name="Place">Its place; null when it had none.</param>
/// <param name="Above">Those right above it, in order.</param>
/// <param name="Below">Those right below it, in order.</param>
/// <param name="TieBreak">What put it before or behind a neighbour of the same score; null where there was none.</param>
/// <param name="Total">How many qualified.</param>
/// <param name="Recorded">How many of them are recorded.</param>
/// <param name="Needed">What the round was to close, unsigned.</param>
/// <param name="Allowed">What the guard let it close.</param>
/// <param name="Closed">What of the account was closed.</param>
/// <param name="RealisedPnl">Profit taken with it.</param>
/// <param name="Price">The ADL price.</param>
/// <param name="Mark">The mark of the ranking.</param>
/// <param name="MarkVersion">Its version.</param>
/// <param name="Policies">The policies that decided, by kind.</param>
public sealed record PickRound(
    int Round,
    EventRef Event,
    long Ordering,
    Moment At,
    PickVerdict Verdict,
    string Reason,
    QueuePlace? Place,
    ImmutableArray<QueuePlace> Above,
    ImmutableArray<QueuePlace> Below,
    string? TieBreak,
    int Total,
    int Recorded,
    decimal Needed,
    decimal Allowed,
    decimal Closed,
    decimal RealisedPnl,
    decimal Price,
    decimal Mark,
    long MarkVersion,
    ImmutableSortedDictionary<string, string> Policies);

/// <summary>Why a deleveraging closed an account, or did not.</summary>
/// <param name="Deleveraging">The deleveraging.</param>
/// <param name="Liquidation">The liquidation that needed it.</param>
/// <param name="Bankrupt">The bankrupt account.</param>
/// <param name="PositionSide">Of its position: +1 long, −1 short.</param>
/// <param name="Quantity">What was to be closed, unsigned.</param>
/// <param name="BankruptcyPrice">Fixed when the liquidation started.</param>
/// <param name="Venue">The venue profile.</param>
/// <param name="VenueVersion">Its version.</param>
/// <param name="Account">The account asked about.</param>
/// <param name="Rounds">Round by round.</param>
public sealed record PickReport(
    DeleveragingId Deleveraging,
    LiquidationId Liquidation,
    AccountId Bankrupt,
    int PositionSide,
    decimal Quantity,
    decimal BankruptcyPrice,
    string Venue,
    int VenueVersion,
    AccountId Account,
    ImmutableArray<PickRound> Rounds)
{
    private const int Neighbours = 2;

    /// <summary>True when any round closed it.</summary>
    public bool WasClosed => Rounds.Any(round => round.Verdict == PickVerdict.Closed);

    /// <summary>Looks an account up in a deleveraging.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="id">The deleveraging.</param>
    /// <param name="account">The account.</param>
    /// <param name="stateBefore">The account as it was before an event of this place; for the reasons why it was not queued.</param>
    /// <exception cref="ReviewException">There is no such deleveraging, or no such account.</exception>
    public static PickReport Of(ReviewedJournal journal, DeleveragingId id, AccountId account, Func<long,
        Domain.Accounts.Account?> stateBefore)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(stateBefore);
        var recorded = RecordedDeleveraging.Read(journal, id);
        var opened = recorded.Opened;
        return new PickReport(
            id,
            opened.Liquidation,
            opened.Account,
            opened.PositionSide,
            opened.Quantity.Value,
            opened.BankruptcyPrice.Value,
            journal.Rules.Profile.Name,
            journal.Rules.Profile.Version,
            account,
            [.. recorded.Rounds.Select(round => Round(journal, recorded, round, account, stateBefore))]);
    }

    private static PickRound Round(ReviewedJournal journal, RecordedDeleveraging recorded, RecordedRound round, AccountId account,
        Func<long, Domain.Accounts.Account?> stateBefore)
    {
        var ranked = round.Ranked;
        var rank = -1;
        for (var i = 0; i < ranked.Candidates.Length && rank < 0; i++)
        {
            rank = ranked.Candidates[i].Account == account ? i : -1;
        }

        var step = round.Steps.FirstOrDefault(planned => planned.Account == account);
        var confirmed = step is null ? null : recorded.Confirmed.GetValueOrDefault(step.Step);
        var refused = step is null ? null : recorded.Refused.GetValueOrDefault(step.Step);
        var settled = journal.Rules.Profile.Allocation.Lazy is null ? null : Settled(journal, round, account);
        var (verdict, reason) = settled is not null ? (PickVerdict.Closed, Together(recorded, ranked, settled))
            : step is null && rank < 0
            ? (PickVerdict.NotQueued, NotQueued(journal, recorded, round, account, stateBefore(round.Row.Ordering)))
            : PickReasons.Of(ranked, round.Steps, step, rank, confirmed, refused);
        var quote = ranked.Marks[ranked.Id.Market];
        return new PickRound(
            ranked.Round,
            round.Row.Recorded.Id,
            round.Row.Ordering,
            round.Row.Recorded.At,
            verdict,
            reason,
            rank < 0 ? null : Place(round, rank),
            rank < 0 ? []
                : [.. Enumerable.Range(Math.Max(0, rank - Neighbours), Math.Min(rank, Neighbours)).Select(place => Place(round, place))],
            rank < 0 ? []
                : [.. Enumerable.Range(rank + 1, Math.Min(Neighbours, ranked.Candidates.Length - rank - 1))
                    .Select(place => Place(round, place))],
            rank < 0 ? null : PickReasons.TieBreak(ranked, rank),
            ranked.Total,
            ranked.Candidates.Length,
            ranked.Needed.Value,
            ranked.Allowed.Value,
            confirmed?.Closed.Value ?? settled?.Closed.Value ?? 0m,
            confirmed?.RealisedPnl.Value ?? settled?.RealisedPnl.Value ?? 0m,
            ranked.Price.Value,
            quote?.Mark.Value ?? 0m,
            quote?.Version ?? 0,
            new Dictionary<string, string>
            {
                ["ranking"] = ranked.Policy,
                ["allocation"] = ranked.Allocation,
                ["price"] = ranked.PricePolicy,
                ["severity"] = $"{ranked.Severity} (theta {Canonical.Text(ranked.Theta)})",
                ["guard"] = ranked.Guard,
                ["eligibility"] = journal.Rules.Profile.Eligibility.Name,
            }.ToImmutableSortedDictionary(StringComparer.Ordinal));
    }

    /// <summary>
    /// Where a whole side shrinks: how the account settled its part, the first time after the ranking; null when it did not yet, or was not
    /// on the side.
    /// </summary>
    private static SideSettled? Settled(ReviewedJournal journal, RecordedRound round, AccountId account) =>
        journal.ReadStream(EntityRef.Account(account))
        .Where(row => row.Ordering > round.Row.Ordering)
        .Select(row => row.Recorded.Event)
        .OfType<SideSettled>()
        .FirstOrDefault(settled => settled.Market == round.Ranked.Id.Market && !settled.Closed.IsZero);

    private static string Together(RecordedDeleveraging recorded, QueueRanked ranked, SideSettled settled) =>
        $"nobody was picked: all {(recorded.Opened.PositionSide > 0 ? "shorts" : "longs")} shrank together, "
            + $"{Canonical.Text(Math.Min(ranked.Needed.Value, ranked.TotalQuantity.Value))} of "
        + $"{Canonical.Text(ranked.TotalQuantity.Value)}; it settled its part when it was touched, {settled.Closed} up to the side's "
            + $"shrink number {settled.Point.Number}, which this one may share with others";

    private static QueuePlace Place(RecordedRound round, int place) => new(
        place + 1, round.Ranked.Candidates[place], round.Steps.Where(step => step.Account == round.Ranked.Candidates[place].Account)
            .Sum(step => step.Quantity.Value));

    private static string NotQueued(ReviewedJournal journal, RecordedDeleveraging recorded, RecordedRound round, AccountId account,
        Domain.Accounts.Account? state)
    {
        var ranked = round.Ranked;
        var market = ranked.Id.Market;
        if (account == recorded.Opened.Account)
        {
            return "it is the bankrupt account itself";
        }

        if (state is null || !state.Positions.TryGetValue(market, out var position) || position.Size.IsZero)
        {
            return state is null ? "there was no such account" : $"it had no position in {market}";
        }

        if (position.Size.Sign != round.Query.CounterpartySign)
        {
            return $"its position in {market} was {(position.Size.Sign > 0 ? "long" : "short")}, on the bankrupt account's own side";
        }

        if (state.Kind == Domain.Accounts.AccountKind.Exchange)
        {
            return "the exchange's own account is not deleveraged by rank";
        }

        if (state.Status != Domain.Accounts.AccountStatus.Active)
        {
            return $"it was {(state.Liquidation is { } liquidation ? $"in liquidation itself ({liquidation.Id})" : "frozen")}";
        }

        if (journal.Rules.Profile.Allocation.Lazy is not null)
        {
            return "nobody was picked: the whole side shrank together, and the account has not been touched since";
        }

        var pnl = ranked.Marks[market] is { } quote ? position.UnrealisedPnl(quote.Mark) : Money.Zero;
        if (!journal.Rules.Profile.Eligibility.IsQueued(pnl.Value))
        {
            return $"the venue's eligibility {journal.Rules.Profile.Eligibility.Name} does not close a position with unrealised PnL "
                + $"{pnl} at mark {ranked.Marks[market]?.Mark}";
        }

        return ranked.Total > ranked.Candidates.Length
            ? $"not recorded: {ranked.Total} qualified, of whom the first {ranked.Candidates.Length} are in the journal"
            : "by its state before the ranking it qualified; the index had not heard of its newest change yet";
    }
}
