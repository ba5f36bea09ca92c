using System.Collections.Immutable;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Accounts;

/// <summary>Equity and the margins it must cover, quote.</summary>
public readonly record struct MarginFigures(Money Equity, Money Maintenance, Money Initial);

/// <content>What an account decides about its margin.</content>
public sealed partial record Account
{
    /// <summary>
    /// Equity and margins of the cross wallet and positions at the marks. Every cross position's market must have a mark.
    /// </summary>
    public MarginFigures CrossMargin(MarkBoard marks, ExchangeRules rules)
    {
        var equity = Wallet;
        var maintenance = Money.Zero;
        var initial = Money.Zero;
        foreach (var (market, position) in Positions)
        {
            if (position.IsolatedMargin is null)
            {
                var figures = Figures(market, position, marks, rules, Kind == AccountKind.Trader);
                equity += figures.Equity;
                maintenance += figures.Maintenance;
                initial += figures.Initial;
            }
        }

        return new MarginFigures(equity, maintenance, initial);
    }

    /// <summary>Equity and margins of an isolated position.</summary>
    public static MarginFigures IsolatedMarginOf(MarketId market, Position position, MarkBoard marks, ExchangeRules rules)
    {
        var figures = Figures(market, position, marks, rules, paysFunding: true);
        return figures with { Equity = position.IsolatedMargin!.Value + figures.Equity };
    }

    private static MarginFigures Figures(MarketId market, Position position, MarkBoard marks, ExchangeRules rules, bool paysFunding)
    {
        var quote = marks[market]!;
        var instrument = rules[market];
        var notional = position.Notional(quote.Mark);
        return new MarginFigures(
            position.UnrealisedPnl(quote.Mark) - (paysFunding ? position.FundingDue(quote.FundingIndex) : Money.Zero),
            MarginSchedule.Maintenance(instrument, notional),
            MarginSchedule.Initial(instrument, notional));
    }

    private MarketId? MarkMissing(MarkBoard marks)
    {
        foreach (var (market, _) in Positions)
        {
            if (marks[market] is null)
            {
                return market;
            }
        }

        return null;
    }

    private Decision Check(MarkBoard marks, ExchangeRules rules)
    {
        // A board older than that of the last decision changes nothing: a newer one is on its way.
        if (Status != AccountStatus.Active
            || Kind == AccountKind.Exchange
            || MarkMissing(marks) is not null
            || OlderThanDecided(marks) is not null)
        {
            return Decision.Nothing;
        }

        var draft = new Draft<Account>(this);
        draft.AddRange(SettleFunding(marks, rules));
        var settled = draft.State;
        if (settled.Broken(marks, rules) is { } scope)
        {
            draft.AddRange(settled.BeginLiquidation(scope, marks, rules));
        }
        else
        {
            if (!settled.Orders.IsEmpty)
            {
                draft.AddRange(settled.RaiseCovers(marks, rules));
            }

            var cross = settled.CrossMargin(marks, rules);
            var below = cross.Maintenance > Money.Zero && cross.Equity < cross.Maintenance * rules.Profile.MarginCallLevel;
            if (below != MarginCalled)
            {
                draft.Add(below
                    ? new MarginCallIssued(cross.Equity, cross.Maintenance, rules.Profile.MarginCallLevel,
                        settled.AtRisk(new MarginScope(null), marks, rules, priced: false))
                    : new MarginCallCleared(cross.Equity, cross.Maintenance));
            }

            if (!draft.State.Orders.IsEmpty)
            {
                draft.AddRange(draft.State.WithdrawUncovered(cross, marks, rules));
            }
        }

        return draft.Decide();
    }

    /// <summary>Settles what funding has accrued at the marks; the exchange's own account and vaults neither pay nor receive.</summary>
    private IEnumerable<DomainEvent> SettleFunding(MarkBoard marks, ExchangeRules rules) =>
        Kind == AccountKind.Trader && HasFunding(marks) ? FundingSettlements(marks, rules) : [];

    private bool HasFunding(MarkBoard marks)
    {
        foreach (var (market, position) in Positions)
        {
            if (marks[market] is { } quote && position.FundingIndex != quote.FundingIndex)
            {
                return true;
            }
        }

        return false;
    }

    private IEnumerable<DomainEvent> FundingSettlements(MarkBoard marks, ExchangeRules rules)
    {
        var account = this;
        foreach (var (market, position) in Positions)
        {
            if (!position.Size.IsZero && marks[market] is { } quote
                && account.SettleFunding(market, quote.FundingIndex, rules) is { } settled)
            {
                yield return settled;
                account = account.FundingPaidUp(settled);
            }
        }
    }

    /// <summary>
    /// Settles one position's funding up to an index, forward or (for a late notice) back. What is paid is rounded up to the quote tick,
    /// against the account; the remainder counts in the next payment,
    /// so that however often it settles the account never pays more than a tick beyond what accrued, nor receives less by more than a
    /// tick. Null when nothing has accrued.
    /// </summary>
    private FundingSettled? SettleFunding(MarketId market, decimal fundingIndex, ExchangeRules rules) =>
        Kind == AccountKind.Trader && Positions.TryGetValue(market, out var position) && position.FundingIndex != fundingIndex
            ? new FundingSettled(
                market, fundingIndex,
                    new Money(Rounding.Up(position.FundingDue(fundingIndex).Value + FundingRemainder, rules[market].QuoteTick)))
            : null;

    /// <summary>What equity no longer covers: the cross positions first, then isolated ones by market.</summary>
    private MarginScope? Broken(MarkBoard marks, ExchangeRules rules)
    {
        var cross = CrossMargin(marks, rules);
        if (cross.Equity < cross.Maintenance)
        {
            // Also without positions: what is owed then is a shortfall, which the pool makes good.
            return new MarginScope(null);
        }

        foreach (var (market, position) in Positions)
        {
            if (position.IsolatedMargin is not null)
            {
                var isolated = IsolatedMarginOf(market, position, marks, rules);
                if (isolated.Equity < isolated.Maintenance)
                {
                    return new MarginScope(market);
                }
            }
        }

        return null;
    }

    private IEnumerable<DomainEvent> BeginLiquidation(MarginScope scope, MarkBoard marks, ExchangeRules rules)
    {
        var figures = FiguresOf(scope, marks, rules);
        var id = LiquidationId.Of(Id, LiquidationNumber + 1);
        var markets = Orders.Values.Where(order => InScope(scope, order.Market)).Select(order => order.Market).Distinct().Order().ToList();
        if (markets.Count == 0)
        {
            yield return new LiquidationStarted(
                id, scope.Isolated, figures.Equity, figures.Maintenance, AtRisk(scope, marks, rules, priced: true),
                    rules.Profile.BankruptcyPrice.Name, rules.Pool);
            yield break;
        }

        yield return new AccountFrozen(id, scope.Isolated, figures.Equity, figures.Maintenance, marks);
        foreach (var market in markets)
        {
            yield return new CancelRequested(null, market, null, "liquidation", Channel(market).LastSubmission + 1);
        }
    }

    /// <summary>Once the last order is off the books: liquidates, or lets go if margin suffices without them.</summary>
    private IEnumerable<DomainEvent> ThawOrLiquidate(ExchangeRules rules)
    {
        if (Status != AccountStatus.Freezing || Orders.Values.Any(order => InScope(Liquidation!.Scope, order.Market)))
        {
            return [];
        }

        // A fill on the way may have opened a market that the frozen marks do not know; then nothing can be said, and the next check
        // decides.
        var progress = Liquidation!;
        if (MarkMissing(progress.Marks) is not null)
        {
            return [new AccountUnfrozen(progress.Id, Wallet, Money.Zero)];
        }

        var figures = FiguresOf(progress.Scope, progress.Marks, rules);
        return figures.Equity < figures.Maintenance
            ? BeginLiquidation(progress.Scope, progress.Marks, rules)
            : [new AccountUnfrozen(progress.Id, figures.Equity, figures.Maintenance)];
    }

    /// <summary>
    /// A trader who closed the last position at a loss beyond the wallet, or an isolated one at a loss beyond its margin, is in no risk
    /// monitor any more, so nobody else would notice.
    /// </summary>
    private IEnumerable<DomainEvent> OweNothingUnseen(MarketId market, Price mark, ExchangeRules rules) =>
        Status != AccountStatus.Active || Kind == AccountKind.Exchange ? []
        : Wallet < Money.Zero && Positions.IsEmpty ? BeginLiquidation(new MarginScope(null), MarkBoard.Empty, rules)
        : Positions.GetValueOrDefault(market) is { Size.IsZero: true, IsolatedMargin: { Value: < 0m } } flat
            ? BeginLiquidation(new MarginScope(market), MarkBoard.Empty.With(market, new MarkQuote(mark, flat.FundingIndex, 1)), rules)
            : [];

    /// <summary>
    /// A margin call ends with the last cross position, however that was closed: nobody else would notice, since the account is in no risk
    /// monitor any more.
    /// </summary>
    private IEnumerable<DomainEvent> CallEnded() =>
        MarginCalled && Status == AccountStatus.Active && !Positions.Values.Any(
            position => position.IsolatedMargin is null && !position.Size.IsZero)
            ? [new MarginCallCleared(Wallet, Money.Zero)]
            : [];

    private MarginFigures FiguresOf(MarginScope scope, MarkBoard marks, ExchangeRules rules) =>
        scope.Isolated is not { } market ? CrossMargin(marks, rules)
        : Positions.TryGetValue(market, out var position) && position.IsolatedMargin is not null
            ? IsolatedMarginOf(market, position, marks, rules)
        : default;

    private bool InScope(MarginScope scope, MarketId market) => scope.Isolated is { } isolated
        ? isolated == market
        : Positions.GetValueOrDefault(market)?.IsolatedMargin is null;

    /// <summary>
    /// The scope's positions with their figures; with bankruptcy prices rounded in the account's favour, so that closing there never leaves
    /// it negative.
    /// </summary>
    private ImmutableArray<PositionAtRisk> AtRisk(MarginScope scope, MarkBoard marks, ExchangeRules rules, bool priced)
    {
        var open = Positions.Where(pair => !pair.Value.Size.IsZero
            && (scope.Isolated is { } market ? pair.Key == market : pair.Value.IsolatedMargin is null)).ToList();
        var margined = new MarginedPosition[open.Count];
        for (var i = 0; i < open.Count; i++)
        {
            var mark = marks[open[i].Key]!.Mark;
            margined[i] = new MarginedPosition(open[i].Value.Size, open[i].Value.Cost, mark,
                MarginSchedule.Maintenance(rules[open[i].Key], open[i].Value.Notional(mark)));
        }

        var equity = FiguresOf(scope, marks, rules).Equity;
        var result = ImmutableArray.CreateBuilder<PositionAtRisk>(open.Count);
        for (var i = 0; i < open.Count; i++)
        {
            var (market, position) = open[i];
            Price? bankruptcy = null;
            if (priced)
            {
                bankruptcy = rules.Profile.BankruptcyPrice.Rounded(equity, margined, i, SettlementPrice.Step(rules[market], position.Size));
            }

            result.Add(
                new PositionAtRisk(market, position.Size, position.Cost, margined[i].Mark, marks[market]!.Version,
                    margined[i].MaintenanceMargin, bankruptcy));
        }

        return result.MoveToImmutable();
    }

    /// <summary>
    /// The safe band of each market: the slack over maintenance margin (or over the margin-call level) is shared by notional.
    /// </summary>
    private Func<MarketId, SafeBand> Bands(MarkBoard marks, ExchangeRules rules)
    {
        var cross = CrossMargin(marks, rules);
        var level = MarginCalled ? 1m : rules.Profile.MarginCallLevel;
        var slack = cross.Equity - (cross.Maintenance * level);
        var missing = MarginCalled ? (cross.Maintenance * rules.Profile.MarginCallLevel) - cross.Equity : (Money?)null;
        // Orders whose cover has to stay behind them make the band narrower: outside it the account is asked whether it still has it.
        var covered = CoveredSlack(cross, marks, rules);
        var total = Positions.Where(pair => pair.Value.IsolatedMargin is null)
            .Sum(pair => pair.Value.Notional(marks[pair.Key]!.Mark).Value);
        return market =>
        {
            var position = Positions[market];
            var mark = marks[market]!.Mark;
            if (position.IsolatedMargin is not null)
            {
                var isolated = IsolatedMarginOf(market, position, marks, rules);
                return SafeBand.Of(rules[market], position.Size, mark, isolated.Equity - isolated.Maintenance, 1m, null, 1m);
            }

            // Shares are rounded down, so that together they never exceed the slack.
            var share = total == 0m ? 0m : Math.Floor(position.Notional(mark).Value / total * 1_000_000m) / 1_000_000m;
            var band = SafeBand.Of(rules[market], position.Size, mark, slack * share, level, missing is { } gap ? gap * share : null,
                rules.Profile.MarginCallLevel);
            return covered is { } beyond
                ? band.Within(SafeBand.Of(rules[market], position.Size, mark, beyond * share, 1m, null, 1m))
                : band;
        };
    }
}
