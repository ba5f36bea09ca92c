using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>What every single event must keep, whatever is under way: cheap, and checked as soon as the event is stored.</summary>
internal sealed class LocalChecks
{
    private readonly HashSet<(EntityRef, CommandId)> _sent = [];
    private readonly HashSet<(EntityRef, CommandId)> _stored = [];
    private readonly Dictionary<EntityRef, long> _versions = [];
    private readonly Dictionary<(EntityRef, MarketId), long> _notices = [];
    private readonly Dictionary<EntityRef, long> _trades = [];
    private readonly HashSet<StepId> _closed = [];
    private readonly HashSet<(DeleveragingId, int)> _ranked = [];

    /// <summary>A client sends a command for the first time.</summary>
    public void Sent(EntityRef to, CommandId id) => _sent.Add((to, id));

    /// <summary>A client hears an answer.</summary>
    public void Heard(EntityRef from, Message? first, Message answer)
    {
        if (first is not null && first != answer)
        {
            throw new BrokenException(Check.SameAnswer, $"{from} said {first}, then {answer}");
        }

        if (answer is CommandAccepted(var id) && !_stored.Contains((from, id)))
        {
            throw new BrokenException(Check.Acknowledged, $"{from} accepted {id}");
        }
    }

    /// <summary>Checks an event.</summary>
    public void Observe(RecordedEvent recorded)
    {
        var stream = recorded.Id.Stream;
        Follows(_versions, stream, recorded.Id.Sequence, Check.Numbered, recorded);
        if (CommandOf(recorded.Event) is { } command)
        {
            _stored.Add((stream, command));
            Hold(_sent.Contains((stream, command)), Check.OnlySent, recorded, command);
        }

        switch (recorded.Event)
        {
            case FillApplied e:
                Hold(e.Fill.Quantity.Value > 0m && e.Fill.Price.Value > 0m, Check.AboveZero, recorded, e.Fill);
                Follows(_notices, (stream, e.Market), e.Notice, Check.Notices, recorded);
                break;
            case NoticeApplied e:
                Follows(_notices, (stream, e.Market), e.Notice, Check.Notices, recorded);
                break;
            case TradeExecuted e:
                Follows(_trades, stream, e.Trade, Check.Trades, recorded);
                break;
            case LiquidationStarted e:
                Hold(e.Equity < e.MaintenanceMargin, Check.Margin, recorded, e.Equity);
                break;
            case PositionForceClosed e:
                Hold(_closed.Add(e.Step), Check.ClosedOnce, recorded, e.Step);
                Hold(e.Price.Value > 0m, Check.AboveZero, recorded, e.Price);
                break;
            case SideSettled e:
                Hold(e.Closed.Value >= 0m, Check.AboveZero, recorded, e.Closed);
                break;
            case ForceCloseDeclined e:
                Hold(_closed.Add(e.Step), Check.ClosedOnce, recorded, e.Step);
                break;
            case QueueRanked e:
                Hold(_ranked.Add((e.Id, e.Round)), Check.RankedOnce, recorded, e.Round);
                break;
            default:
                break;
        }
    }

    private static CommandId? CommandOf(DomainEvent @event) => @event switch
    {
        AccountOpened e => e.Command,
        Deposited e => e.Command,
        Withdrawn e => e.Command,
        WithdrawalRequested e => e.Command,
        TransferRefused e => e.Command,
        OrderPlaced e => e.Command,
        OrderRejected e => e.Command,
        QuotesPlaced e => e.Command,
        CancelRequested e => e.Command,
        InsuranceFundSeeded e => e.Command,
        TimePassed e => e.Command,
        MarketListed e => e.Command,
        MarkPriceUpdated e => e.Command,
        PriceHeld e => e.Command,
        PriceRefused e => e.Command,
        FundingRateUpdated e => e.Command,
        MarketHalted e => e.Command,
        MarketResumed e => e.Command,
        _ => null,
    };

    private static void Follows<TKey>(Dictionary<TKey, long> numbers, TKey key, long number, string check, RecordedEvent recorded)
        where TKey : notnull
    {
        var last = numbers.GetValueOrDefault(key);
        Hold(number == last + 1, check, recorded, $"{number} after {last}");
        numbers[key] = number;
    }

    private static void Hold<TDetail>(bool holds, string check, RecordedEvent recorded, TDetail detail)
    {
        if (!holds)
        {
            throw new BrokenException(check, $"{recorded.Id} {recorded.Event.GetType().Name}: {detail}");
        }
    }
}
