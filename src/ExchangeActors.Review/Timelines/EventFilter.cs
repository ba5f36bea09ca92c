using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Timelines;

/// <summary>Which events are asked for; what is null asks for nothing.</summary>
public sealed record EventFilter
{
    /// <summary>Kinds: a manifest's beginning (<c>account</c>, <c>account.fill</c>) or the event's name (<c>FillApplied</c>), in any case. One of them.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Events of this account, or about it.</summary>
    public AccountId? Account { get; init; }

    /// <summary>Events of this market, its coordinator, or about it.</summary>
    public MarketId? Market { get; init; }

    /// <summary>Events of this order, liquidation or ADL; of its steps as well.</summary>
    public string? Correlation { get; init; }

    /// <summary>Exchange time, from.</summary>
    public Moment? From { get; init; }

    /// <summary>Exchange time, up to and including.</summary>
    public Moment? To { get; init; }

    /// <summary>Place among all, from.</summary>
    public long First { get; init; } = 1;

    /// <summary>Place among all, up to and including.</summary>
    public long Last { get; init; } = long.MaxValue;

    /// <summary>The events that match, in order.</summary>
    /// <exception cref="JournalException">A row is damaged.</exception>
    public IEnumerable<JournalRow> Of(ReviewedJournal journal, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(journal);
        foreach (var row in journal.ReadRange(First, Last))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Matches(row))
            {
                yield return row;
            }
        }
    }

    /// <summary>True for an event that is asked for.</summary>
    public bool Matches(JournalRow row)
    {
        var recorded = row.Recorded;
        return (Types.Count == 0 || Types.Any(type => IsOfType(row, type)))
            && (From is not { } from || recorded.At >= from)
            && (To is not { } to || recorded.At <= to)
            && (Correlation is not { } correlation || IsOf(recorded.Correlation, correlation))
            && (Account is not { } account || IsAbout(recorded, account))
            && (Market is not { } market || IsAbout(recorded, market));
    }

    private static bool IsOfType(JournalRow row, string type) =>
        row.Recorded.Event.GetType().Name.Equals(type, StringComparison.OrdinalIgnoreCase)
        || (row.Manifest.StartsWith(type, StringComparison.OrdinalIgnoreCase) && (row.Manifest.Length == type.Length || row.Manifest[type.Length] is '.' or '-'));

    private static bool IsOf(string? correlation, string asked) =>
        correlation is not null && (correlation == asked || (correlation.StartsWith(asked, StringComparison.Ordinal) && correlation[asked.Length] == '/'));

    private static bool IsAbout(RecordedEvent recorded, AccountId account) =>
        recorded.Id.Stream == EntityRef.Account(account)
        || recorded.Event switch
        {
            TradeExecuted e => e.Taker == account || e.Maker == account,
            OrderAccepted e => e.Order.Account == account,
            OrderRested e => e.Order.Account == account,
            OrderCancelled e => e.Account == account,
            QuotesReplaced e => e.Account == account,
            NoticesAcknowledged e => e.Account == account,
            PositionForceClosed e => e.Bankrupt == account,
            LiquidationOpened e => e.Account == account,
            DeleveragingRequested e => e.Account == account,
            DeleveragingOpened e => e.Account == account,
            PositionTakenOver e => e.Taker == account,
            TransferConfirmed e => e.Account == account,
            LiquidationClosed e => e.Account == account,
            LossSocialized e => e.Shares.Any(share => share.Account == account),
            LossShareReceived e => e.Account == account,
            WithdrawalCut e => e.Account == account,
            QueueRanked e => e.Candidates.Any(candidate => candidate.Account == account),
            ForceClosesPlanned e => e.Steps.Any(step => step.Account == account),
            ForceCloseConfirmed e => e.Account == account,
            ForceCloseRefused e => e.Account == account,
            LiquidationCaseEvent e => e.Liquidation.Value.StartsWith($"liq/{account}/", StringComparison.Ordinal),
            _ => false,
        };

    private static bool IsAbout(RecordedEvent recorded, MarketId market) =>
        (recorded.Id.Stream.Kind is EntityKind.Market or EntityKind.Deleveraging && recorded.Id.Stream.Id == market.Value)
        || recorded.Event switch
        {
            AccountOpened e => e.Positions.Any(position => position.Market == market),
            OrderPlaced e => e.Market == market,
            OrderRejected e => e.Market == market,
            QuotesPlaced e => e.Market == market,
            CancelRequested e => e.Market == market,
            NoticeApplied e => e.Market == market,
            FundingSettled e => e.Market == market,
            MarginCallIssued e => e.Positions.Any(position => position.Market == market),
            LiquidationStarted e => e.Positions.Any(position => position.Market == market),
            LiquidationOrderPlaced e => e.Market == market,
            PositionTransferred e => e.Market == market,
            PositionForceClosed e => e.Step.Deleveraging.Market == market,
            ForceCloseDeclined e => e.Step.Deleveraging.Market == market,
            LossCharged e => e.Market == market,
            LiquidationOpened e => e.Positions.Any(position => position.Market == market),
            LiquidationStepRequested e => e.Market == market,
            LiquidationStepRefused e => e.Market == market,
            DeleveragingRequested e => e.Market == market,
            DeleveragingReturned e => e.Deleveraging.Market == market,
            PositionTakenOver e => e.Market == market,
            LossToShare e => e.Market == market,
            LossSharingStarted e => e.Market == market,
            LossSocialized e => e.Market == market,
            LossSharingEnded e => e.Market == market,
            _ => false,
        };
}
