using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Risk;

/// <summary>
/// The risk index of a market: whose margin could have broken at this mark, and who is next in the ADL queue. A derived read model that
/// owns nothing: fed by what accounts announce, rebuilt from the journal, mutable for speed (a tick costs O(log n + crossed)). Not safe for
/// concurrent use.
/// </summary>
public sealed class RiskIndex(MarketId market, ExchangeRules rules)
{
    private const int FewPositions = 4;

    private readonly Dictionary<AccountId, AccountRisk> _accounts = [];
    private readonly BandQueue _lower = new(lowestFirst: false);
    private readonly BandQueue _upper = new(lowestFirst: true);
    private readonly HashSet<AccountId> _unchecked = [];
    private readonly Dictionary<int, QueueFront> _fronts = [];
    private readonly SideHolders? _holders = rules.Profile.Allocation.Lazy is null ? null : new SideHolders(rules[market].LotSize);
    private readonly SortedSet<AccountId>? _turn = rules.Profile.Profit.TouchesPerSweep > 0 ? [] : null;
    private AccountId? _touched;
    private MarkBoard _marks = MarkBoard.Empty;
    private bool _sweepPending;

    /// <summary>The market.</summary>
    public MarketId Market => market;

    /// <summary>Accounts with a position.</summary>
    public int Count => _accounts.Count;

    /// <summary>The newest marks that the index heard of.</summary>
    public MarkBoard Marks => _marks;

    /// <summary>The size of all longs: open interest, unsigned. O(n).</summary>
    public Quantity OpenInterest => new(_accounts.Values.Sum(account => Math.Max(0m, account.In(market)!.Size.Value)));

    /// <summary>Takes a message; the answer is what to send.</summary>
    public IReadOnlyList<Outgoing> Handle(Message message) => message switch
    {
        AccountRisk risk => Update(risk),
        MarkMoved moved => Move(moved, _marks.With(moved.Market, moved.Quote)),
        SweepBands => Sweep(),
        RankQueue query => [new Outgoing(EntityRef.Deleveraging(market), Rank(query))],
        LookAtLiquidation look => Look(look),
        OfferSupport offer => Offer(offer),
        ListHolders query => [new Outgoing(EntityRef.Liquidation(query.Pool), Holders(query))],
        _ => throw new UnknownMessageException(message),
    };

    /// <summary>
    /// Takes a mark that many indexes are told, one after the other: those that know the same marks share the next board.
    /// </summary>
    /// <param name="moved">The mark.</param>
    /// <param name="last">The board of the index before this one, and what became of it.</param>
    public IReadOnlyList<Outgoing> Handle(MarkMoved moved, ref (MarkBoard Before, MarkBoard After) last)
    {
        ArgumentNullException.ThrowIfNull(moved);
        last = (_marks, ReferenceEquals(_marks, last.Before) ? last.After : _marks.With(moved.Market, moved.Quote));
        return Move(moved, last.After);
    }

    /// <summary>
    /// The queue of one side (+1 longs, −1 shorts), best score first, ties by account id; with <paramref name="queuedOnly"/> only those
    /// whom the venue closes. Empty while a mark is missing.
    /// </summary>
    public List<Candidate> Queue(int sign, AccountId? excluded, bool queuedOnly)
    {
        var queue = new List<Candidate>();
        if (_marks[market] is not { } quote)
        {
            return queue;
        }

        foreach (var account in _accounts.Values)
        {
            if (Qualifies(account, sign, excluded, queuedOnly, quote.Mark) is { } position && Figures(account, position) is { } candidate)
            {
                queue.Add(candidate);
            }
        }

        queue.Sort(QueueOrder.BestFirst);
        return queue;
    }

    /// <summary>
    /// Each account's place as the venue's five-step indicator, 5 is next.
    /// </summary>
    public IReadOnlyList<(AccountId Account, int Lights)> Indicator(int sign)
    {
        var queue = Queue(sign, null, queuedOnly: false);
        return [.. queue.Zip(QueueIndicator.Lights([.. queue.Select(candidate => candidate.Size)], rules.Profile.Ranking.Indicator),
            (candidate, lights) => (candidate.Account, lights))];
    }

    /// <summary>The index keeps no account in liquidation, but the newest marks: it asks the account with them.</summary>
    private IReadOnlyList<Outgoing> Look(LookAtLiquidation look) => _marks[market] is null
        ? []
        : [new Outgoing(EntityRef.Account(look.Account), new CheckLiquidation(
            look.Liquidation, look.Market, look.Number, look.TakeOvers, look.Pool, _marks))];

    /// <summary>It passes the pool's offer on, with its marks.</summary>
    private IReadOnlyList<Outgoing> Offer(OfferSupport offer) => _marks[market] is null
        ? []
        :
        [
            new Outgoing(EntityRef.Account(offer.Participant), new TakeSupport(
                offer.Liquidation, offer.Step, offer.Number, offer.Through, offer.Market, offer.Delta, offer.Pool, _marks)),
        ];

    private RankedQueue Rank(RankQueue query)
    {
        if (_holders is not null)
        {
            // Nobody is ranked: the whole side shrinks, and its size is all that has to be known.
            var (count, open) = _holders.OpenInterest(query.CounterpartySign, _marks[market]?.Sides);
            return new RankedQueue(query.Deleveraging, query.Round, rules.Profile.Ranking.Name, _marks, [], count, open, Money.Zero);
        }

        var front = Front(query.CounterpartySign);
        var (candidates, total, quantity, pnl) = front.Take(query.Excluded);
        return new RankedQueue(query.Deleveraging, query.Round, rules.Profile.Ranking.Name, _marks, candidates, total, quantity, pnl);
    }

    private QueueFront Front(int sign)
    {
        if (_fronts.TryGetValue(sign, out var known) && ReferenceEquals(known.Marks, _marks) && known.IsUsable)
        {
            return known;
        }

        var front = _fronts[sign] = new QueueFront(market, _marks, rules.Profile.Limits.QueueLength);
        var side = new List<Candidate>();
        foreach (var account in _accounts.Values)
        {
            if (Queued(account, sign) is { } candidate)
            {
                side.Add(candidate);
            }
        }

        front.Fill(side);
        return front;
    }

    /// <summary>The account as a candidate of a side's ADL queue; null when it is not in it.</summary>
    private Candidate? Queued(AccountRisk account, int sign) =>
        _marks[market] is { } quote && Qualifies(account, sign, null, true, quote.Mark) is { } position ? Figures(account, position) : null;

    /// <summary>Keeps the fronts in step with an account's change; null stands for an account that is not known, or not any more.</summary>
    private void Requeue(AccountRisk? before, AccountRisk? after)
    {
        foreach (var (sign, front) in _fronts)
        {
            if (!ReferenceEquals(front.Marks, _marks))
            {
                continue;
            }

            if (before is not null && Queued(before, sign) is { } left)
            {
                front.Remove(left);
            }

            if (after is not null && Queued(after, sign) is { } entered)
            {
                front.Add(entered);
            }
        }
    }

    /// <summary>
    /// The account's position when it is on the side, may be closed and, if asked for, is one whom the venue closes; else null.
    /// </summary>
    private RiskPosition? Qualifies(AccountRisk account, int sign, AccountId? excluded, bool queuedOnly, Price mark)
    {
        var position = account.In(market)!;
        return position.Size.Sign == sign
            && account.CanBeChecked
            && account.Account != excluded
            && (!queuedOnly || rules.Profile.Eligibility.IsQueued((position.Size.Value * mark.Value) - position.Cost.Value))
            ? position
            : null;
    }

    /// <summary>Every input of an account's score; null when one of its markets has no mark.</summary>
    private Candidate? Figures(AccountRisk account, RiskPosition position)
    {
        var isolated = position.IsolatedMargin is not null;
        var balance = position.IsolatedMargin ?? account.Wallet;
        var equity = balance.Value;
        var maintenance = 0m;
        var notional = 0m;
        var exposure = 0m;
        var count = 0;
        var own = 0;
        Span<MarginedPosition> backed = account.Positions.Length <= FewPositions ? stackalloc MarginedPosition[FewPositions]
            : new MarginedPosition[account.Positions.Length];
        foreach (var other in account.Positions)
        {
            var backs = isolated ? other.Market == market : other.IsolatedMargin is null;
            if (_marks[other.Market] is not { } quote)
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

            if (other.Market == market)
            {
                own = count;
            }

            var margin = MarginSchedule.Maintenance(rules[other.Market], quote.Mark * other.Size.Absolute);
            equity += (other.Size.Value * quote.Mark.Value) - other.Cost.Value;
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
            _marks[market]!.Previous?.Value ?? mark,
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

    /// <summary>Everybody who holds a position; who cannot pay says so when asked.</summary>
    private Holders Holders(ListHolders query)
    {
        var mark = _marks[market]?.Mark;
        return new Holders(query.Number, market, _marks, mark is not { } price ? [] :
        [
            .. _accounts.Values.OrderBy(account => account.Account).Select(account =>
            {
                var position = account.In(market)!;
                return new LossBearer(account.Account, position.Size, new Money((position.Size.Value * price.Value) - position.Cost.Value));
            }),
        ]);
    }

    private IReadOnlyList<Outgoing> Update(AccountRisk risk)
    {
        if (_accounts.TryGetValue(risk.Account, out var known) && known.Version > risk.Version)
        {
            return [];
        }

        if (risk.In(market) is not { } position)
        {
            Requeue(known, null);
            _holders?.Remove(risk.Account);
            _turn?.Remove(risk.Account);
            _accounts.Remove(risk.Account);
            _unchecked.Remove(risk.Account);
            _lower.Remove(risk.Account);
            _upper.Remove(risk.Account);
            return [];
        }

        if (known?.Version != risk.Version)
        {
            Requeue(known, risk);
        }

        _accounts[risk.Account] = risk;
        _turn?.Add(risk.Account);
        if (risk.Account != rules.TakeOverAccount)
        {
            _holders?.Set(risk.Account, position);
        }

        if (!risk.CanBeChecked)
        {
            _unchecked.Remove(risk.Account);
            _lower.Remove(risk.Account);
            _upper.Remove(risk.Account);
            return [];
        }

        if (position.Band is not { } band)
        {
            // Of an account's indexes the first asks; the account's answer reaches all of them. A repeated announcement asks again, since
            // the state may have changed.
            if (risk.Positions[0].Market != market)
            {
                return [];
            }

            if (AnyMarkMissing(risk))
            {
                _unchecked.Add(risk.Account);
                return [];
            }

            return [Hint(risk.Account)];
        }

        _unchecked.Remove(risk.Account);
        if (_marks[market] is { } quote && band.IsCrossedBy(quote.Mark))
        {
            _lower.Remove(risk.Account);
            _upper.Remove(risk.Account);
            return [Hint(risk.Account)];
        }

        _lower.Set(risk.Account, band.Lower?.Value);
        _upper.Set(risk.Account, band.Upper?.Value);
        return [];
    }

    private IReadOnlyList<Outgoing> Move(MarkMoved moved, MarkBoard next)
    {
        var before = _marks;
        _marks = next;
        if (ReferenceEquals(before, _marks))
        {
            return [];
        }

        if (moved.Market == market && moved.FundingChanged)
        {
            // Funding moves every holder's equity at once, so every holder settles: once per funding interval, not per tick.
            foreach (var account in _accounts.Values)
            {
                if (account.CanBeChecked)
                {
                    _unchecked.Add(account.Account);
                }
            }
        }

        if (_sweepPending)
        {
            return [];
        }

        // The marks of one moment arrive one by one; looking only after all of them have arrived spares checks against half of them.
        _sweepPending = true;
        return [new Outgoing(EntityRef.RiskIndex(market), new SweepBands())];
    }

    private List<Outgoing> Sweep()
    {
        _sweepPending = false;
        var hints = new List<Outgoing>();
        if (_marks[market] is not { } quote)
        {
            return hints;
        }

        foreach (var account in _unchecked.Order().ToList())
        {
            if (!AnyMarkMissing(_accounts[account]))
            {
                _unchecked.Remove(account);
                hints.Add(Hint(account));
            }
        }

        if (_holders is not null && quote.Sides is { } sides)
        {
            foreach (var account in _holders.NextBehind(sides, rules.Profile.Allocation.Lazy!.TouchesPerSweep))
            {
                if (_accounts[account].CanBeChecked && !AnyMarkMissing(_accounts[account]))
                {
                    hints.Add(Hint(account));
                }
            }
        }

        foreach (var account in InTurn())
        {
            if (_accounts[account].CanBeChecked && !AnyMarkMissing(_accounts[account]))
            {
                hints.Add(Hint(account));
            }
        }

        foreach (var account in _lower.TakeWhile(bound => quote.Mark.Value < bound))
        {
            _upper.Remove(account);
            hints.Add(Hint(account));
        }

        foreach (var account in _upper.TakeWhile(bound => quote.Mark.Value > bound))
        {
            _lower.Remove(account);
            hints.Add(Hint(account));
        }

        return hints;
    }

    /// <summary>The next holders in the order of their ids, after the last of the sweep before, round and round.</summary>
    private List<AccountId> InTurn()
    {
        if (_turn is not { Count: > 0 })
        {
            return [];
        }

        var most = Math.Min(_turn.Count, rules.Profile.Profit.TouchesPerSweep);
        var next = _touched is { } last && last.CompareTo(_turn.Max) < 0
            ? _turn.GetViewBetween(last, _turn.Max).Where(account => account != last).Take(most).ToList()
            : [];
        next.AddRange(_turn.Take(most - next.Count));
        _touched = next[^1];
        return next;
    }

    private bool AnyMarkMissing(AccountRisk account)
    {
        foreach (var position in account.Positions)
        {
            if (_marks[position.Market] is null)
            {
                return true;
            }
        }

        return false;
    }

    private Outgoing Hint(AccountId account) => new(EntityRef.Account(account), new CheckMargin(_marks));
}
