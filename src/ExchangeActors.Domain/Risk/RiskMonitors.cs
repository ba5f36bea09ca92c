using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Risk;

/// <summary>
/// The risk monitors of a process, partitioned by account (a hash of its id), each with the whole mark board. What they find is put into
/// one stated order and what they rank is merged, so that the outcome does not depend on how many there are. Not safe for concurrent use.
/// </summary>
public sealed class RiskMonitors
{
    private readonly ExchangeRules _rules;
    private readonly ImmutableArray<RiskMonitor> _monitors;
    private readonly SortedDictionary<MarketId, (EventRef Cause, string? Correlation)> _moved = [];
    private readonly Dictionary<MarketId, AccountId> _touched = [];
    private readonly bool _acknowledges;
    // Null to rank only.
    private readonly MarginLook? _look;
    private (EventRef Cause, string? Correlation)? _newest;
    private Moment? _sweepAt;
    private long _sweeps;

    /// <summary>Monitors that have heard of nothing.</summary>
    /// <param name="rules">Instruments and venue.</param>
    /// <param name="monitors">How many, from 1.</param>
    /// <param name="acknowledges">
    /// True where announcements may get lost: each is acknowledged, and whoever hosts an account repeats it until it is
    /// (<see cref="Announcements"/>).
    /// </param>
    /// <param name="look">How an account's margin is looked at: <see cref="Account.SafeBands"/>, unless a test plants another.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public RiskMonitors(ExchangeRules rules, int monitors = 1, bool acknowledges = false, MarginLook? look = null)
        : this(rules, monitors)
    {
        _acknowledges = acknowledges;
        _look = look ?? ((account, marks, by, now) => account.SafeBands(marks, by, now));
    }

    private RiskMonitors(ExchangeRules rules, int monitors)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentOutOfRangeException.ThrowIfLessThan(monitors, 1);
        _rules = rules;
        _monitors = [.. Enumerable.Range(0, monitors).Select(_ => new RiskMonitor(rules))];
    }

    /// <summary>A monitor that only ranks, and never looks at anybody's margin.</summary>
    /// <param name="rules">Instruments and venue.</param>
    /// <param name="marks">The marks to rank at.</param>
    public static RiskMonitors ForRanking(ExchangeRules rules, MarkBoard? marks = null) =>
        new(rules, 1) { Marks = marks ?? MarkBoard.Empty };

    /// <summary>Which of so many monitors watches an account: a hash of its id that is the same in every process (FNV-1a).</summary>
    public static int SliceOf(AccountId account, int monitors)
    {
        if (monitors == 1)
        {
            return 0;
        }

        var hash = 2_166_136_261u;
        foreach (var character in account.Value)
        {
            hash = (hash ^ character) * 16_777_619u;
        }

        return (int)(hash % (uint)monitors);
    }

    /// <summary>The newest marks that they heard of.</summary>
    public MarkBoard Marks { get; private set; } = MarkBoard.Empty;

    /// <summary>
    /// The size of all longs of a market: open interest, unsigned. O(accounts with a position).
    /// </summary>
    public Quantity OpenInterest(MarketId market) =>
        new(In(market).Sum(risk => risk.Accounts.Sum(account => Math.Max(0m, account.In(market)!.Size.Value))));

    /// <summary>Takes a message; the answer is what is to be sent, caused by what was heard.</summary>
    /// <exception cref="UnknownMessageException">A monitor does not know such a message.</exception>
    public IReadOnlyList<Envelope> Handle(Envelope heard)
    {
        ArgumentNullException.ThrowIfNull(heard);
        return heard.Body switch
        {
            AccountRisk risk => Hear(risk, heard),
            MarkMoved moved => Move(moved, heard),
            SweepBands => Sweep(heard),
            RankQueue query => [Said(heard, EntityRef.Deleveraging(query.Deleveraging.Market), Rank(query))],
            LookAtLiquidation look => Look(look, heard),
            OfferSupport offer => Offer(offer, heard),
            ListHolders query => [Said(heard, EntityRef.Liquidation(query.Pool), Holders(query, Marks))],
            _ => throw new UnknownMessageException(heard.Body),
        };
    }

    /// <summary>
    /// What the timer of a host sends, where messages may get lost: a sweep because of the newest mark, which asks again who was asked and
    /// has not been heard of. Null before the first mark.
    /// </summary>
    /// <param name="now">Exchange time.</param>
    public Envelope? Reminder(Moment now) => _newest is var (cause, correlation)
        ? new Envelope(EntityRef.RiskMonitors, EntityRef.Timer, new SweepBands(), cause, correlation, now)
        : null;

    /// <summary>What is known of an account; null when it has no position, or was not heard of.</summary>
    public Account? Known(AccountId account) => Of(account).Known(account)?.State;

    /// <summary>The newest version of an account that was heard of; −1 for none.</summary>
    public long VersionOf(AccountId account) => Of(account).VersionOf(account);

    /// <summary>A mark, without anything that follows from it: for those who only rank.</summary>
    public void Know(MarketId market, MarkQuote quote) => Marks = Marks.With(market, quote);

    /// <summary>An account's state, without anything that follows from it: for those who only rank.</summary>
    public void Know(AccountRisk risk)
    {
        ArgumentNullException.ThrowIfNull(risk);
        Of(risk.Account).Hear(risk, Marks, default, _look);
    }

    /// <summary>
    /// The queue of one side (+1 longs, −1 shorts), best score first, ties by account id; with <paramref name="queuedOnly"/> only those
    /// whom the venue closes. Empty while a mark is missing.
    /// </summary>
    public List<Candidate> Queue(MarketId market, int sign, AccountId? excluded, bool queuedOnly)
    {
        List<Candidate> queue = [.. In(market).SelectMany(risk => risk.Queue(sign, excluded, queuedOnly, Marks))];
        queue.Sort(QueueOrder.BestFirst);
        return queue;
    }

    /// <summary>
    /// Each account's place as the venue's five-step indicator, 5 is next.
    /// </summary>
    public IReadOnlyList<(AccountId Account, int Lights)> Indicator(MarketId market, int sign)
    {
        var queue = Queue(market, sign, null, queuedOnly: false);
        return [.. queue.Zip(QueueIndicator.Lights([.. queue.Select(candidate => candidate.Size)], _rules.Profile.Ranking.Indicator),
            (candidate, lights) => (candidate.Account, lights))];
    }

    /// <summary>What is ranked for an ADL coordinator: all monitors are asked, and their answers merged.</summary>
    public RankedQueue Rank(RankQueue query) => Rank(query, Marks);

    /// <summary>
    /// What these monitors answer where they are some of several: their part of a queue or of a market's holders, at the board that is
    /// asked for. Of a side that is shrunk as a whole each part is rounded down to lots by itself.
    /// </summary>
    /// <exception cref="UnknownMessageException">It is no such query.</exception>
    public Message Answer(AskMonitor asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        return asked.Query switch
        {
            RankQueue query => Rank(query, asked.Marks ?? Marks),
            ListHolders query => Holders(query, asked.Marks ?? Marks),
            _ => throw new UnknownMessageException(asked.Query),
        };
    }

    /// <summary>
    /// True when they know these marks and versions or newer ones, no sweep is to come, and nobody who was asked to check a margin still
    /// has something to decide.
    /// </summary>
    /// <param name="marks">Marks that have been announced.</param>
    /// <param name="accounts">Versions that have been announced.</param>
    /// <param name="now">Exchange time.</param>
    public bool Rests(MarkBoard marks, IEnumerable<AccountVersion> accounts, Moment now)
    {
        ArgumentNullException.ThrowIfNull(marks);
        ArgumentNullException.ThrowIfNull(accounts);
        return _sweepAt is null
            && marks.Quotes.All(pair => Marks[pair.Key]?.Version >= pair.Value.Version)
            && accounts.All(known => VersionOf(known.Account) is var version && (version >= known.Version || (version < 0 && !known.Holds)))
            && !_monitors.Any(monitor => monitor.IsAnybodyDue(Marks, now, _look));
    }

    private RankedQueue Rank(RankQueue query, MarkBoard marks)
    {
        ArgumentNullException.ThrowIfNull(query);
        var (market, policy) = (query.Deleveraging.Market, _rules.Profile.Ranking.Name);
        if (_rules.Profile.Allocation.Lazy is not null)
        {
            // Nobody is ranked: the whole side shrinks, and its size is all that has to be known.
            var (count, open) = SideHolders.OpenInterest(
                In(market).Select(risk => risk.Holders!), query.CounterpartySign, marks[market]?.Sides, _rules[market].LotSize);
            return new RankedQueue(query.Deleveraging, query.Round, policy, marks, [], count, open, Money.Zero);
        }

        var parts = In(market).Select(risk => risk.Front(query.CounterpartySign, marks).Take(query.Excluded)).ToList();
        return new RankedQueue(
            query.Deleveraging,
            query.Round,
            policy,
            marks,
            Merge(parts.ConvertAll(part => part.Candidates), _rules.Profile.Limits.QueueLength),
            parts.Sum(part => part.Total),
            new Quantity(parts.Sum(part => part.Quantity.Value)),
            new Money(parts.Sum(part => part.Pnl.Value)));
    }

    private static ImmutableArray<Candidate> Merge(List<ImmutableArray<Candidate>> parts, int limit)
    {
        if (parts.Count == 1)
        {
            return parts[0];
        }

        List<Candidate> all = [.. parts.SelectMany(part => part)];
        all.Sort(QueueOrder.BestFirst);
        return [.. all.Take(limit)];
    }

    private RiskMonitor Of(AccountId account) => _monitors[SliceOf(account, _monitors.Length)];

    private IEnumerable<MarketRisk> In(MarketId market) => _monitors.Select(monitor => monitor.In(market)).OfType<MarketRisk>();

    private List<Envelope> Hear(AccountRisk risk, Envelope heard)
    {
        var monitor = Of(risk.Account);
        var asks = monitor.Hear(risk, Marks, heard.At, _look);
        if (!asks && !_acknowledges)
        {
            return [];
        }

        var sends = new List<Envelope>(2);
        if (asks)
        {
            sends.Add(Check(risk.Account, heard.CausedBy, heard.Correlation, heard.At));
        }

        if (_acknowledges)
        {
            sends.Add(Said(heard, EntityRef.Account(risk.Account), new RiskHeard(risk.Account, monitor.VersionOf(risk.Account))));
        }

        return sends;
    }

    private Envelope[] Move(MarkMoved moved, Envelope heard)
    {
        var before = Marks;
        Know(moved.Market, moved.Quote);
        if (ReferenceEquals(before, Marks))
        {
            return [];
        }

        _newest = _moved[moved.Market] = (heard.CausedBy, heard.Correlation);
        // The mark that brought the change may be lost: the next one has its index.
        if (moved.FundingChanged || (before[moved.Market] is { } known && known.FundingIndex != moved.Quote.FundingIndex))
        {
            foreach (var monitor in _monitors)
            {
                monitor.FundingMoved(moved.Market);
            }
        }

        // The marks of one moment arrive one by one; looking only after all of them have arrived spares checks against half of them. A
        // sweep that gets lost holds up nobody: the next moment's mark asks for one again.
        if (_sweepAt == heard.At)
        {
            return [];
        }

        _sweepAt = heard.At;
        return [Said(heard, EntityRef.RiskMonitors, new SweepBands())];
    }

    private List<Envelope> Sweep(Envelope heard)
    {
        _sweepAt = null;
        _sweeps++;
        var places = _monitors.SelectMany(monitor => monitor.Sweep(_moved.Keys, Marks, heard.At, _look)).ToList();
        foreach (var market in _moved.Keys)
        {
            places.AddRange(Behind(market));
            places.AddRange(InTurn(market));
        }

        places.Sort();
        var asked = new HashSet<AccountId>();
        var checks = new List<Envelope>(places.Count);
        foreach (var place in places)
        {
            if (asked.Add(place.Account))
            {
                var (cause, correlation) = _moved.GetValueOrDefault(place.Market, (heard.CausedBy, heard.Correlation));
                checks.Add(Check(place.Account, cause, correlation, heard.At));
            }
        }

        _moved.Clear();
        return checks;
    }

    /// <summary>Those of a market who have not settled with their side yet, longest behind first, each in turn; so many a sweep.</summary>
    private IEnumerable<HintPlace> Behind(MarketId market)
    {
        if (_rules.Profile.Allocation.Lazy is not { } lazy || Marks[market]?.Sides is not { } sides)
        {
            return [];
        }

        var next = In(market).SelectMany(risk => risk.Holders!.Behind(sides, lazy.TouchesPerSweep)).Order().Take(lazy.TouchesPerSweep)
            .ToList();
        foreach (var place in next)
        {
            Of(place.Account).In(market)!.Holders!.Touch(place.Account, _sweeps);
        }

        return next.Select((place, i) => new HintPlace(HintReason.Behind, market, i, place.Account))
            .Where(place => Of(place.Account).CanTouch(place.Account, Marks));
    }

    /// <summary>The next holders of a market in the order of their ids, after the last of the sweep before, round and round.</summary>
    private IEnumerable<HintPlace> InTurn(MarketId market)
    {
        var most = _rules.Profile.Profit.TouchesPerSweep;
        if (most <= 0)
        {
            return [];
        }

        var last = _touched.TryGetValue(market, out var touched) ? touched : (AccountId?)null;
        var next = After(last).ToList();
        if (next.Count < most && last is { } end)
        {
            next.AddRange(After(null).TakeWhile(account => account.CompareTo(end) <= 0).Take(most - next.Count));
        }

        if (next.Count == 0)
        {
            return [];
        }

        _touched[market] = next[^1];
        return next.Select((account, i) => new HintPlace(HintReason.Turn, market, i, account))
            .Where(place => Of(place.Account).CanTouch(place.Account, Marks));

        IEnumerable<AccountId> After(AccountId? account) => In(market).SelectMany(risk => risk.After(account, most)).Order().Take(most);
    }

    /// <summary>The monitors keep no account in liquidation, but the newest marks: the account is asked with them.</summary>
    private Envelope[] Look(LookAtLiquidation look, Envelope heard) => Marks[look.Market] is null
        ? []
        :
        [
            Said(heard, EntityRef.Account(look.Account), new CheckLiquidation(
                look.Liquidation, look.Market, look.Number, look.TakeOvers, look.Pool, Marks)),
        ];

    /// <summary>The pool's offer is passed on, with the marks.</summary>
    private Envelope[] Offer(OfferSupport offer, Envelope heard) => Marks[offer.Market] is null
        ? []
        :
        [
            Said(heard, EntityRef.Account(offer.Participant), new TakeSupport(
                offer.Liquidation, offer.Step, offer.Number, offer.Through, offer.Market, offer.Delta, offer.Pool, Marks)),
        ];

    private Holders Holders(ListHolders query, MarkBoard marks) => new(query.Number, query.Market, marks,
        [.. In(query.Market).SelectMany(risk => risk.Bearers(marks)).OrderBy(bearer => bearer.Account)]);

    private Envelope Check(AccountId account, EventRef cause, string? correlation, Moment at) =>
        new(EntityRef.Account(account), EntityRef.RiskMonitor(account), new CheckMargin(Marks), cause, correlation, at);

    /// <summary>A read model has no events: what it sends is caused by what it heard.</summary>
    private static Envelope Said(Envelope heard, EntityRef to, Message body) =>
        new(to, heard.To, body, heard.CausedBy, body.Correlation ?? heard.Correlation, heard.At);
}
