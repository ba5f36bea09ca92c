using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Reacting;

/// <summary>Something that traders learn of, at the exchange's time.</summary>
/// <param name="AtMs">When, milliseconds since 1970.</param>
/// <param name="Account">Whom it is about.</param>
public abstract record News(long AtMs, AccountId Account);

/// <summary>ADL took a position, or a part of it.</summary>
public sealed record LegTaken(long AtMs, AccountId Account, MarketId Market, Quantity Quantity) : News(AtMs, Account);

/// <summary>Equity fell below the margin-call level.</summary>
public sealed record MarginCalled(long AtMs, AccountId Account, Money Equity, Money MaintenanceMargin) : News(AtMs, Account);

/// <summary>An order of one that reacts was filled; the quantity is signed.</summary>
public sealed record Filled(long AtMs, AccountId Account, MarketId Market, Quantity Quantity) : News(AtMs, Account);

/// <summary>
/// Keeps what traders learn of, from the events, by exchange time: a run that goes on from a journal reacts to what happened before each
/// tick, whatever it has read already. Safe for concurrent use.
/// </summary>
public sealed class TraderNews
{
    private readonly SortedDictionary<long, List<News>> _news = [];

    /// <summary>Takes notice of an event.</summary>
    public void Observe(RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        var (at, id) = (recorded.At.UnixMs, recorded.Id.Stream.Id);
        News? news = recorded.Event switch
        {
            PositionForceClosed e => new LegTaken(at, new AccountId(id), e.Step.Deleveraging.Market, e.Quantity),
            SideSettled { Closed.IsZero: false } e => new LegTaken(at, new AccountId(id), e.Market, e.Closed),
            MarginCallIssued e => new MarginCalled(at, new AccountId(id), e.Equity, e.MaintenanceMargin),
            TradeExecuted e when Reactions.IsOwn(e.Taker) =>
                new Filled(at, e.Taker, new MarketId(id), e.TakerSide == Side.Buy ? e.Quantity : e.Quantity * -1),
            _ => null,
        };
        if (news is null)
        {
            return;
        }

        lock (_news)
        {
            if (!_news.TryGetValue(at, out var list))
            {
                _news[at] = list = [];
            }

            list.Add(news);
        }
    }

    /// <summary>
    /// What happened before a time and was not taken yet, by time and account: within one time the order of the events depends on the
    /// runtime, and what is summed up of them does not.
    /// </summary>
    /// <param name="at">Exchange time; never falls from call to call.</param>
    public IReadOnlyList<News> TakeBefore(Moment at)
    {
        var taken = new List<News>();
        lock (_news)
        {
            while (_news.Count > 0 && _news.First() is { Key: var time, Value: var list } && time < at.UnixMs)
            {
                _news.Remove(time);
                taken.AddRange(list.OrderBy(news => news.Account).ThenBy(news => news.ToString(), StringComparer.Ordinal));
            }
        }

        return taken;
    }
}
