using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Risk;

/// <summary>
/// What a risk monitor knows of one market: the positions of its accounts there, their bands, and its part of the ADL queues. Mutable, and
/// not safe for concurrent use.
/// </summary>
/// <param name="market">The market.</param>
/// <param name="rules">Instruments and venue.</param>
internal sealed class MarketRisk(MarketId market, ExchangeRules rules)
{
    private const int FewPositions = 4;

    private readonly Dictionary<AccountId, AccountRisk> _accounts = [];
    private readonly BandQueue _lower = new(lowestFirst: false);
    private readonly BandQueue _upper = new(lowestFirst: true);
    private readonly Dictionary<int, QueueFront> _fronts = [];
    private readonly SortedSet<AccountId>? _turn = rules.Profile.Profit.TouchesPerSweep > 0 ? [] : null;

    /// <summary>The holders by side, where whole sides shrink; else null.</summary>
    public SideHolders? Holders { get; } = rules.Profile.Allocation.Lazy is null ? null : new SideHolders();

    /// <summary>Accounts with a position.</summary>
    public IReadOnlyCollection<AccountRisk> Accounts => _accounts.Values;

    /// <summary>Takes an account's newer state with a position in this market.</summary>
    public void Set(AccountRisk? known, AccountRisk risk, MarkBoard marks)
    {
        Requeue(known, risk, marks);
        _accounts[risk.Account] = risk;
        _turn?.Add(risk.Account);
        if (risk.Account != rules.TakeOverAccount)
        {
            Holders?.Set(risk.Account, risk.In(market)!, rules[market].LotSize);
        }
    }

    /// <summary>An account has no position here any more.</summary>
    public void Remove(AccountRisk known, MarkBoard marks)
    {
        Requeue(known, null, marks);
        _accounts.Remove(known.Account);
        _turn?.Remove(known.Account);
        Holders?.Remove(known.Account);
        Unwatch(known.Account);
    }

    /// <summary>Watches the marks for leaving an account's band.</summary>
    public void Watch(AccountId account, SafeBand band)
    {
        _lower.Set(account, band.Lower?.Value);
        _upper.Set(account, band.Upper?.Value);
    }

    /// <summary>Watches no band of an account any more.</summary>
    public void Unwatch(AccountId account)
    {
        _lower.Remove(account);
        _upper.Remove(account);
    }

    /// <summary>
    /// Takes out the bands that the mark has left: those that it fell below, the highest first, then those above which it rose.
    /// </summary>
    public IEnumerable<HintPlace> Crossed(Price mark)
    {
        foreach (var (account, bound) in _lower.TakeWhile(bound => mark.Value < bound))
        {
            yield return new HintPlace(HintReason.Fell, market, -bound, account);
        }

        foreach (var (account, bound) in _upper.TakeWhile(bound => mark.Value > bound))
        {
            yield return new HintPlace(HintReason.Rose, market, bound, account);
        }
    }

    /// <summary>The next holders after one, in the order of their ids, up to so many; not round.</summary>
    public IEnumerable<AccountId> After(AccountId? last, int most) =>
        _turn is not { Count: > 0 } ? []
        : last is not { } after ? _turn.Take(most)
        : after.CompareTo(_turn.Max) >= 0 ? []
        : _turn.GetViewBetween(after, _turn.Max).Where(account => account != after).Take(most);

    /// <summary>
    /// The queue of one side (+1 longs, −1 shorts), in no order; with <paramref name="queuedOnly"/> only those whom the venue closes. Empty
    /// while a mark is missing.
    /// </summary>
    public List<Candidate> Queue(int sign, AccountId? excluded, bool queuedOnly, MarkBoard marks)
    {
        var queue = new List<Candidate>();
        if (marks[market] is not { } quote)
        {
            return queue;
        }

        foreach (var account in _accounts.Values)
        {
            if (Qualifies(account, sign, excluded, queuedOnly, quote.Mark) is { } position
                && Figures(account, position, marks) is { } candidate)
            {
                queue.Add(candidate);
            }
        }

        return queue;
    }

    /// <summary>The front of a side's queue at these marks, built anew when it was not at them.</summary>
    public QueueFront Front(int sign, MarkBoard marks)
    {
        if (_fronts.TryGetValue(sign, out var known) && ReferenceEquals(known.Marks, marks) && known.IsUsable)
        {
            return known;
        }

        var front = _fronts[sign] = new QueueFront(market, marks, rules.Profile.Limits.QueueLength);
        front.Fill(Queue(sign, null, queuedOnly: true, marks));
        return front;
    }

    /// <summary>Everybody who holds a position, in no order; who cannot pay says so when asked. None while the mark is missing.</summary>
    public IEnumerable<LossBearer> Bearers(MarkBoard marks) => marks[market]?.Mark is not { } mark ? []
        : _accounts.Values.Select(account =>
        {
            var position = account.In(market)!;
            return new LossBearer(account.Account, position.Size, position.UnrealisedPnl(mark));
        });

    /// <summary>Keeps the fronts in step with an account's change; null stands for an account that is not known, or not any more.</summary>
    private void Requeue(AccountRisk? before, AccountRisk? after, MarkBoard marks)
    {
        foreach (var (sign, front) in _fronts)
        {
            if (!ReferenceEquals(front.Marks, marks))
            {
                continue;
            }

            if (before is not null && Queued(before, sign, marks) is { } left)
            {
                front.Remove(left);
            }

            if (after is not null && Queued(after, sign, marks) is { } entered)
            {
                front.Add(entered);
            }
        }
    }

    /// <summary>The account as a candidate of a side's ADL queue; null when it is not in it.</summary>
    private Candidate? Queued(AccountRisk account, int sign, MarkBoard marks) =>
        marks[market] is { } quote && Qualifies(account, sign, null, true, quote.Mark) is { } position
            ? Figures(account, position, marks) : null;

    /// <summary>
    /// The account's position when it is on the side, may be closed and, if asked for, is one whom the venue closes; else null.
    /// </summary>
    private Position? Qualifies(AccountRisk account, int sign, AccountId? excluded, bool queuedOnly, Price mark) =>
        account.In(market) is { } position
            && position.Size.Sign == sign
            && account.CanBeChecked
            && account.Account != excluded
            && (!queuedOnly || rules.Profile.Eligibility.IsQueued(position.UnrealisedPnl(mark).Value))
            ? position
            : null;

    /// <summary>Every input of an account's score; null when one of its markets has no mark.</summary>
    private Candidate? Figures(AccountRisk account, Position position, MarkBoard marks)
    {
        var isolated = position.IsolatedMargin is not null;
        var balance = position.IsolatedMargin ?? account.State.Wallet;
        var equity = balance.Value;
        var maintenance = 0m;
        var notional = 0m;
        var exposure = 0m;
        var count = 0;
        var own = 0;
        var positions = account.State.Positions;
        Span<MarginedPosition> backed = positions.Count <= FewPositions ? stackalloc MarginedPosition[FewPositions]
            : new MarginedPosition[positions.Count];
        foreach (var (otherMarket, other) in positions)
        {
            if (other.Size.IsZero)
            {
                continue;
            }

            var backs = isolated ? otherMarket == market : other.IsolatedMargin is null;
            if (marks[otherMarket] is not { } quote)
            {
                if (backs)
                {
                    return null;
                }

                continue;
            }

            exposure += other.Size.Value * quote.Mark.Value;
            if (!backs)
            {
                continue;
            }

            if (otherMarket == market)
            {
                own = count;
            }

            var margin = MarginSchedule.Maintenance(rules[otherMarket], other.Notional(quote.Mark));
            equity += other.UnrealisedPnl(quote.Mark).Value;
            maintenance += margin.Value;
            notional += other.Size.Absolute.Value * quote.Mark.Value;
            backed[count++] = new MarginedPosition(other.Size, other.Cost, quote.Mark, margin);
        }

        var mark = backed[own].Mark.Value;
        var bankruptcy = rules.Profile.BankruptcyPrice.Price(new Money(equity), backed[..count], own);
        decimal? above = bankruptcy > 0m ? bankruptcy : null;
        var input = new RankingInput(
            account.Account.Value,
            position.Size.Value,
            position.Cost.Value / position.Size.Value,
            mark,
            marks[market]!.Previous?.Value ?? mark,
            balance.Value,
            equity,
            maintenance,
            notional,
            exposure,
            above);
        var score = rules.Profile.Hedging.Adjust(rules.Profile.Ranking.Score(input), input);
        return new Candidate(
            account.Account,
            position.Size,
            position.Cost,
            balance,
            new Money(equity),
            new Money(maintenance),
            new Money(notional),
            new Money(exposure),
            above,
            score.PnlRatio,
            score.Leverage,
            score.Score,
            score.Second,
            score.Third,
            account.Version);
    }
}
