using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Picks;

namespace ExchangeActors.Review.Verifying;

/// <summary>
/// Makes every recorded ranking again, by the production monitors, from the accounts as they were at the versions that the queue names: the
/// same candidates with the same figures in the same order. An account that is missing in the queue must not have qualified at any time of
/// that moment: a monitor may hear of an account's latest change later than of the mark.
/// </summary>
/// <param name="rules">The rules of the journal.</param>
/// <param name="readState">Accounts at versions that are not kept here.</param>
/// <param name="isCut">The journal was cut out of another, and lacks most of the accounts: only the order of a queue can be
/// checked.</param>
internal sealed class QueueCheck(ExchangeRules rules, ReadState readState, bool isCut)
{
    private const int StatesKept = 16;

    // Of what is older than a clock is ever set back, an account keeps no more than these: what stands in a queue is seldom older.
    private const int StatesKeptLonger = 3;
    private const long OlderMs = 5 * 60_000;

    private readonly RiskMonitors _monitors = RiskMonitors.ForRanking(rules);
    private readonly Dictionary<AccountId, LinkedList<(Account State, Moment At)>> _states = [];

    /// <summary>Rankings made again.</summary>
    public long Rankings { get; private set; }

    /// <summary>Candidates made again.</summary>
    public long Candidates { get; private set; }

    /// <summary>Keeps the monitors in step with a decision.</summary>
    public void Note(JournalRow first, Decision decision, object before, object after)
    {
        foreach (var send in decision.Sends)
        {
            Tell(send);
        }

        if (after is not Account account || decision.Events.Count == 0)
        {
            return;
        }

        foreach (var announcement in account.Announce((Account)before))
        {
            Tell(announcement);
        }

        if (!_states.TryGetValue(account.Id, out var states))
        {
            _states[account.Id] = states = new LinkedList<(Account State, Moment At)>();
        }

        states.AddLast((account, first.Recorded.At));
        var outdated = first.Recorded.At.PlusMs(-OlderMs);
        while (states.Count > StatesKept || (states.Count > StatesKeptLonger && states.First!.Next!.Value.At < outdated))
        {
            // The one before the oldest moment that can still be ranked stays.
            states.RemoveFirst();
        }
    }

    /// <summary>
    /// Where nobody is ranked: the side's open interest, give or take what the accounts that changed in this moment had, of which the
    /// monitors may not have heard.
    /// </summary>
    private Finding? Side(JournalRow row, QueueRanked ranked, RankQueue query)
    {
        var made = _monitors.Rank(query).TotalQuantity.Value;
        var unheard = 0m;
        foreach (var states in _states.Values.Where(states => states.Last!.Value.At >= row.Recorded.At))
        {
            var largest = 0m;
            for (var node = states.Last; node is not null; node = node.Value.At < row.Recorded.At ? null : node.Previous)
            {
                var size = node.Value.State.Positions.GetValueOrDefault(ranked.Id.Market)?.Size ?? Quantity.Zero;
                largest = size.Sign == query.CounterpartySign ? Math.Max(largest, size.Absolute.Value) : largest;
            }

            unheard += largest;
        }

        return ranked.Candidates.Length > 0 ? At(row, "a side that shrinks as a whole has nobody in its queue")
            : Math.Abs(ranked.TotalQuantity.Value - made) > unheard
                ? Total(row, "quantity", ranked.TotalQuantity.Value, made - unheard, made + unheard)
            : null;
    }

    /// <summary>Compares a recorded queue with the one made again; null when they agree.</summary>
    public Finding? Check(JournalRow row, QueueRanked ranked, RankQueue query)
    {
        for (var i = 1; i < ranked.Candidates.Length; i++)
        {
            if (QueueOrder.BestFirst(ranked.Candidates[i - 1], ranked.Candidates[i]) >= 0)
            {
                return At(row,
                    $"rank {i + 1}, {ranked.Candidates[i].Account}, stands behind rank {i}, {ranked.Candidates[i - 1].Account}, which it "
                        + $"should not");
            }
        }

        if (isCut)
        {
            return null;
        }

        Rankings++;
        if (rules.Profile.Allocation.Lazy is not null)
        {
            return Side(row, ranked, query);
        }

        Candidates += ranked.Candidates.Length;
        var bench = new QueueBench(rules, ranked.Id.Market, ranked.Marks);
        foreach (var candidate in ranked.Candidates)
        {
            if (StateOf(candidate.Account, candidate.Version) is not { } account)
            {
                return At(row, $"the queue names version {candidate.Version} of {candidate.Account}, which there was not yet");
            }

            bench.Add(account);
        }

        var derived = bench.Queue(query.CounterpartySign, query.Excluded);
        for (var i = 0; i < Math.Max(derived.Count, ranked.Candidates.Length); i++)
        {
            var (recorded, made) = (i < ranked.Candidates.Length ? ranked.Candidates[i] : null, i < derived.Count ? derived[i] : null);
            if (recorded != made)
            {
                return new Finding(
                    Finding.Queue, row.Recorded.Id, row.Ordering, $"rank {i + 1} is not who it would be by the accounts' own figures",
                        recorded?.ToString() ?? "nobody", made?.ToString() ?? "nobody");
            }
        }

        return LeftOut(row, ranked, query);
    }

    /// <summary>
    /// Somebody who is not in the queue but should be, and totals that are not those of everybody who qualified. A queue may be cut at the
    /// profile's limit; who is left out then ranks behind the last who is recorded. What the monitors may not have heard of when it ranked
    /// counts as it was at any time of the moment.
    /// </summary>
    private Finding? LeftOut(JournalRow row, QueueRanked ranked, RankQueue query)
    {
        var limit = rules.Profile.Limits.QueueLength;
        var isLimited = ranked.Total > ranked.Candidates.Length;
        if (isLimited ? ranked.Candidates.Length != limit : ranked.Candidates.Length > limit)
        {
            return At(row, $"the queue has {ranked.Candidates.Length} of {ranked.Total} candidates, but records up to {limit}");
        }

        var answer = _monitors.Rank(query);
        if (Totals(answer) == Totals(ranked) && answer.Candidates.SequenceEqual(ranked.Candidates))
        {
            return null;
        }

        var mark = ranked.Marks[ranked.Id.Market]!.Mark;
        var (least, most) = (Sums.Of(ranked.Candidates, mark), Sums.Of(ranked.Candidates, mark));
        var last = isLimited ? ranked.Candidates[^1] : null;
        var unrecorded = Unrecorded(ranked, answer, query, isLimited);
        var newest = Qualified(ranked, query, unrecorded);
        foreach (var account in unrecorded)
        {
            List<Candidate?> forms = _states[account].Last!.Value.At < row.Recorded.At ? [newest.GetValueOrDefault(account)]
                : FormsOf(account, row, ranked, query);
            if (forms.All(form => form is not null && (last is null || QueueOrder.BestFirst(form, last) < 0)))
            {
                return At(row, $"{account} belongs into the queue and is not there");
            }

            (least, most) = (least.PlusLeast(forms, mark), most.PlusMost(forms, mark));
        }

        if (!isLimited)
        {
            // Everybody who was counted is recorded.
            most = least = Sums.Of(ranked.Candidates, mark);
        }

        return ranked.Total < least.Count || ranked.Total > most.Count ? Total(row, "number", ranked.Total, least.Count, most.Count)
            : ranked.TotalQuantity.Value < least.Quantity || ranked.TotalQuantity.Value > most.Quantity
                ? Total(row, "quantity", ranked.TotalQuantity.Value, least.Quantity, most.Quantity)
            : ranked.TotalPnl.Value < least.Pnl || ranked.TotalPnl.Value > most.Pnl
                ? Total(row, "PnL", ranked.TotalPnl.Value, least.Pnl, most.Pnl)
            : null;
    }

    /// <summary>
    /// Who could be in the queue beside those who are: of a queue that is cut everybody who had a position in this moment.
    /// </summary>
    private List<AccountId> Unrecorded(QueueRanked ranked, RankedQueue answer, RankQueue query, bool isLimited)
    {
        var recorded = ranked.Candidates.Select(candidate => candidate.Account).ToHashSet();
        var accounts = isLimited
            ? _states.Where(
                pair => pair.Value.Any(state => state.State.Positions.TryGetValue(ranked.Id.Market, out var position)
                    && position.Size.Sign == query.CounterpartySign)).Select(pair => pair.Key)
            : answer.Candidates.Select(candidate => candidate.Account);
        return [.. accounts.Where(account => !recorded.Contains(account)).Order()];
    }

    /// <summary>Those of these accounts who qualify, as they are now.</summary>
    private Dictionary<AccountId, Candidate> Qualified(QueueRanked ranked, RankQueue query, List<AccountId> accounts)
    {
        var bench = new QueueBench(rules, ranked.Id.Market, ranked.Marks);
        foreach (var account in accounts)
        {
            bench.Add(_states[account].Last!.Value.State);
        }

        return bench.Queue(query.CounterpartySign, query.Excluded).ToDictionary(candidate => candidate.Account);
    }

    /// <summary>
    /// An account as a candidate, at its newest state and at every earlier one of this moment; null where it did not qualify.
    /// </summary>
    private List<Candidate?> FormsOf(AccountId account, JournalRow row, QueueRanked ranked, RankQueue query)
    {
        var forms = new List<Candidate?>();
        for (var node = _states[account].Last; node is not null; node = node.Previous)
        {
            var bench = new QueueBench(rules, ranked.Id.Market, ranked.Marks);
            bench.Add(node.Value.State);
            forms.Add(bench.Queue(query.CounterpartySign, query.Excluded).FirstOrDefault());
            if (node.Value.At < row.Recorded.At)
            {
                break;
            }
        }

        return forms;
    }

    private void Tell(Outgoing message)
    {
        if (message.Body is MarkMoved moved)
        {
            _monitors.Know(moved.Market, moved.Quote);
        }
        else if (message.Body is AccountRisk risk)
        {
            _monitors.Know(risk);
        }
    }

    private static (int, Quantity, Money) Totals(RankedQueue answer) => (answer.Total, answer.TotalQuantity, answer.TotalPnl);

    private static (int, Quantity, Money) Totals(QueueRanked ranked) => (ranked.Total, ranked.TotalQuantity, ranked.TotalPnl);

    private static Finding Total(JournalRow row, string what, decimal recorded, decimal least, decimal most) => new(
        Finding.Queue,
        row.Recorded.Id,
        row.Ordering,
        $"the total {what} of the queue is not that of everybody who qualified",
        Canonical.Text(recorded),
        least == most ? Canonical.Text(least) : $"{Canonical.Text(least)} to {Canonical.Text(most)}");

    private Account? StateOf(AccountId account, long version)
    {
        for (var node = _states.GetValueOrDefault(account)?.Last; node is not null; node = node.Previous)
        {
            if (node.Value.State.Version == version)
            {
                return node.Value.State;
            }
        }

        return readState(account, version);
    }

    private static Finding At(JournalRow row, string what) => new(Finding.Queue, row.Recorded.Id, row.Ordering, what);
}

/// <summary>Totals over candidates.</summary>
/// <param name="Count">Candidates.</param>
/// <param name="Quantity">Their open quantity, unsigned.</param>
/// <param name="Pnl">Their unrealised PnL in the market.</param>
internal readonly record struct Sums(int Count, decimal Quantity, decimal Pnl)
{
    /// <summary>Over these.</summary>
    public static Sums Of(IEnumerable<Candidate> candidates, Price mark) =>
        candidates.Aggregate(default(Sums), (sums, candidate) => sums.Plus(Of(candidate, mark)));

    /// <summary>With as little of one more as it was at some time.</summary>
    public Sums PlusLeast(List<Candidate?> forms, Price mark) =>
        Plus(new Sums(forms.Min(form => Of(form, mark).Count), forms.Min(form => Of(form, mark).Quantity),
            forms.Min(form => Of(form, mark).Pnl)));

    /// <summary>With as much of one more as it was at some time.</summary>
    public Sums PlusMost(List<Candidate?> forms, Price mark) =>
        Plus(new Sums(forms.Max(form => Of(form, mark).Count), forms.Max(form => Of(form, mark).Quantity),
            forms.Max(form => Of(form, mark).Pnl)));

    private static Sums Of(Candidate? candidate, Price mark) => candidate is null ? default
        : new Sums(1, candidate.Size.Absolute.Value, (candidate.Size.Value * mark.Value) - candidate.Cost.Value);

    private Sums Plus(Sums other) => new(Count + other.Count, Quantity + other.Quantity, Pnl + other.Pnl);
}

/// <summary>An account at a version, read from its stream; null when it never was at that version.</summary>
internal delegate Account? ReadState(AccountId account, long version);
