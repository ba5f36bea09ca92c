using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal;
using ExchangeActors.Review.Picks;

namespace ExchangeActors.Review.Verifying;

/// <summary>
/// Makes every recorded ranking again, by the production index, from the accounts as they were at the versions that the queue names: the same candidates with the same figures in the
/// same order. An account that is missing in the queue must not have qualified at any time of that moment: an index may hear of an account's latest change later than of the mark.
/// </summary>
internal sealed class QueueCheck(ExchangeRules rules, ReadState readState)
{
    private const int StatesKept = 16;

    private readonly Dictionary<MarketId, RiskIndex> _indexes = rules.Instruments.Keys.ToDictionary(market => market, market => new RiskIndex(market, rules));
    private readonly Dictionary<AccountId, LinkedList<(Account State, Moment At)>> _states = [];

    /// <summary>Rankings made again.</summary>
    public long Rankings { get; private set; }

    /// <summary>Candidates made again.</summary>
    public long Candidates { get; private set; }

    /// <summary>Keeps the indexes in step with a decision.</summary>
    public void Note(JournalRow first, Decision decision, object before, object after)
    {
        foreach (var send in decision.Sends)
        {
            if (send.To.Kind == EntityKind.RiskIndex)
            {
                _indexes[new MarketId(send.To.Id)].Handle(send.Body);
            }
        }

        if (after is not Account account || decision.Events.Count == 0)
        {
            return;
        }

        foreach (var announcement in account.Announce((Account)before))
        {
            _indexes[new MarketId(announcement.To.Id)].Handle(announcement.Body);
        }

        if (!_states.TryGetValue(account.Id, out var states))
        {
            _states[account.Id] = states = new LinkedList<(Account State, Moment At)>();
        }

        states.AddLast((account, first.Recorded.At));
        if (states.Count > StatesKept)
        {
            states.RemoveFirst();
        }
    }

    /// <summary>Compares a recorded queue with the one made again; null when they agree.</summary>
    public Finding? Check(JournalRow row, QueueRanked ranked, RankQueue query)
    {
        Rankings++;
        Candidates += ranked.Candidates.Length;
        for (var i = 1; i < ranked.Candidates.Length; i++)
        {
            if (QueueOrder.BestFirst(ranked.Candidates[i - 1], ranked.Candidates[i]) >= 0)
            {
                return At(row, $"rank {i + 1}, {ranked.Candidates[i].Account}, stands behind rank {i}, {ranked.Candidates[i - 1].Account}, which it should not");
            }
        }

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
                    Finding.Queue, row.Recorded.Id, row.Ordering, $"rank {i + 1} is not who it would be by the accounts' own figures", recorded?.ToString() ?? "nobody", made?.ToString() ?? "nobody");
            }
        }

        return LeftOut(row, ranked, query);
    }

    /// <summary>Somebody who qualified for as long as the moment lasted and is not in the queue.</summary>
    private Finding? LeftOut(JournalRow row, QueueRanked ranked, RankQueue query)
    {
        if (ranked.Total > ranked.Candidates.Length)
        {
            // The rest was counted and not recorded.
            return null;
        }

        var answer = (RankedQueue)_indexes[ranked.Id.Market].Handle(query)[0].Body;
        if (answer.Total <= ranked.Total && answer.Candidates.Length == ranked.Candidates.Length)
        {
            return null;
        }

        var known = ranked.Candidates.Select(candidate => candidate.Account).ToHashSet();
        foreach (var candidate in answer.Candidates)
        {
            if (!known.Contains(candidate.Account) && QualifiedThroughout(candidate.Account, row, ranked, query))
            {
                return At(row, $"{candidate.Account} belongs into the queue and is not there");
            }
        }

        return null;
    }

    private bool QualifiedThroughout(AccountId account, JournalRow row, QueueRanked ranked, RankQueue query)
    {
        for (var node = _states[account].Last; node is not null; node = node.Previous)
        {
            var bench = new QueueBench(rules, ranked.Id.Market, ranked.Marks);
            bench.Add(node.Value.State);
            if (bench.Queue(query.CounterpartySign, query.Excluded).Count == 0)
            {
                return false;
            }

            if (node.Value.At < row.Recorded.At)
            {
                return true;
            }
        }

        return true;
    }

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

/// <summary>An account at a version, read from its stream; null when it never was at that version.</summary>
internal delegate Account? ReadState(AccountId account, long version);
