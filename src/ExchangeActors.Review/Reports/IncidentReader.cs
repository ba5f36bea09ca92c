using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Causes;
using ExchangeActors.Review.Folding;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Summaries;

namespace ExchangeActors.Review.Reports;

/// <summary>Reads a journal once, row by row, and keeps what the page shows; then looks up why each wave began.</summary>
public sealed class IncidentReader
{
    private readonly Dictionary<MarketId, (SampledSeries Marks, ActivitySeries Activity)> _markets = [];
    private readonly PoolTotals _pools = new();
    private readonly ActivitySeries _activity = new();
    private readonly SampledSeries _fund = new();
    private readonly SampledSeries _deficit = new();
    private readonly DeleveragingLedger _deleveragings = new();
    private readonly AffectedAccounts _accounts = new();
    private readonly List<EventRef> _waves = [];
    private Moment? _lastClose;

    private readonly long _waveGapMs;

    private IncidentReader(long waveGapMs) => _waveGapMs = waveGapMs;

    /// <summary>Reads it; every hash chain is checked on the way.</summary>
    /// <exception cref="JournalException">The journal is damaged, at the row where it shows.</exception>
    public static Incident Read(ReviewedJournal journal, IProgress<long>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var reader = new IncidentReader(WaveGap.Of(journal));
        var summary = SummaryReader.Read(journal, progress, cancellation, reader.Take);
        var notional = summary.Markets.ToDictionary(market => new MarketId(market.Market), market => market.Notional);
        return new Incident(
            journal.Header,
            summary,
            [
                .. reader._markets.OrderByDescending(pair => notional.GetValueOrDefault(pair.Key)).ThenBy(pair => pair.Key)
                    .Select(pair =>
                        new MarketHistory(pair.Key, pair.Value.Marks.Points(), pair.Value.Marks.Count, pair.Value.Activity.Result())),
            ],
            reader._activity.Result(),
            reader._fund.Points(),
            reader._deficit.Points(),
            [.. reader._waves.Select((first, place) => new WaveCause(
                first, place < ReportLimits.Causes ? ChainOf(journal, first, cancellation) : null))],
            reader._deleveragings.Largest())
        {
            Accounts = reader._accounts.Result(),
        };
    }

    private static CauseChain? ChainOf(ReviewedJournal journal, EventRef first, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return journal.Find(first) is { } row ? CauseChain.Of(journal, row) : null;
    }

    private void Take(JournalRow row)
    {
        var recorded = row.Recorded;
        _deleveragings.Observe(row);
        _accounts.Observe(row);
        switch (recorded.Event)
        {
            case MarkPriceUpdated e:
                Market(new MarketId(recorded.Id.Stream.Id)).Marks.Add(recorded.At, e.Mark.Value);
                break;
            case LiquidationOpened e:
                foreach (var position in e.Positions)
                {
                    var notional = (position.Mark * position.Size.Absolute).Value;
                    _activity.Liquidated(recorded.At, notional);
                    Market(position.Market).Activity.Liquidated(recorded.At, notional);
                }

                break;
            case PositionForceClosed e:
                Closed(recorded, e.Step.Deleveraging.Market, (e.Price * e.Quantity).Value);
                break;
            case SideSettled { Closed.IsZero: false } e:
                Closed(recorded, e.Market, e.Notional.Value);
                break;
            case LiquidationEvent when _pools.Observe(recorded):
                _fund.Add(recorded.At, _pools.Fund);
                _deficit.Add(recorded.At, _pools.Deficit);
                break;
            default:
                break;
        }
    }

    private void Closed(RecordedEvent recorded, MarketId market, decimal notional)
    {
        _activity.Deleveraged(recorded.At, notional);
        Market(market).Activity.Deleveraged(recorded.At, notional);
        if (_lastClose is not { } last || recorded.At.UnixMs - last.UnixMs > _waveGapMs)
        {
            _waves.Add(recorded.Id);
        }

        _lastClose = recorded.At;
    }

    private (SampledSeries Marks, ActivitySeries Activity) Market(MarketId market)
    {
        if (!_markets.TryGetValue(market, out var known))
        {
            _markets[market] = known = (new SampledSeries(), new ActivitySeries());
        }

        return known;
    }
}
