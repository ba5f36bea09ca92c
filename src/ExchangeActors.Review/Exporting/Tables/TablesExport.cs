using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Folding;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Exporting.Tables;

/// <summary>
/// Writes a journal as tables of what a question is about: accounts, liquidations, forced closes, queues, the fund, prices and trades. It
/// is read once (under other names twice); memory grows with accounts and with what is under way, not with events.
/// </summary>
public sealed class TablesExport : IAsyncDisposable
{
    private readonly ExchangeState _state = new();
    private readonly OwnerLedger _owners = new();
    private readonly Dictionary<AccountId, Placed<AccountOpened>> _openings = [];
    private readonly Dictionary<string, long> _marginCalls = new(StringComparer.Ordinal);
    private readonly AffectedAccounts _affected = new();
    private readonly Dictionary<LiquidationId, LiquidationRow> _liquidations = [];
    private readonly Dictionary<(LiquidationId, int), DeleveragingRequested> _requests = [];
    private readonly Dictionary<DeleveragingId, DeleveragingRow> _deleveragings = [];
    private readonly List<ITableFile> _files = [];
    private readonly TableFile<AccountRow> _accountFile;
    private readonly TableFile<PositionRow> _positionFile;
    private readonly TableFile<LiquidationRow> _liquidationFile;
    private readonly TableFile<LiquidatedPosition> _liquidatedFile;
    private readonly TableFile<DeleveragingRow> _deleveragingFile;
    private readonly TableFile<ForcedCloseRow> _forcedFile;
    private readonly TableFile<RankedRow> _rankingFile;
    private readonly TableFile<Placed<FundEntry>> _fundFile;
    private readonly TableFile<Placed<MarkPriceUpdated>> _markFile;
    private readonly TableFile<Placed<TradeExecuted>> _tradeFile;

    private TablesExport(string folder, TableFormat format, CancellationToken cancellation)
    {
        _accountFile = Begin(AccountTables.Accounts);
        _positionFile = Begin(AccountTables.Positions);
        _liquidationFile = Begin(LiquidationTables.Liquidations);
        _liquidatedFile = Begin(LiquidationTables.Positions);
        _deleveragingFile = Begin(DeleveragingTables.Deleveragings);
        _forcedFile = Begin(DeleveragingTables.ForcedCloses);
        _rankingFile = Begin(DeleveragingTables.Rankings);
        _fundFile = Begin(MarketTables.Fund);
        _markFile = Begin(MarketTables.Marks);
        _tradeFile = Begin(MarketTables.Trades);

        TableFile<TRow> Begin<TRow>(Table<TRow> table)
        {
            var file = TableFile<TRow>.Create(table, folder, format, cancellation);
            _files.Add(file);
            return file;
        }
    }

    /// <summary>Writes the tables and their dictionary into a folder.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="format">What they are written as.</param>
    /// <param name="pseudonymous">Account ids are replaced, see <see cref="Pseudonyms"/>.</param>
    /// <param name="pseudonymKey">Names are a keyed hash of the ids; null for their places.</param>
    /// <param name="folder">An empty folder.</param>
    /// <param name="progress">Told the orderings that went by; null for nobody.</param>
    /// <param name="cancellation">Ends it; what was written is then of no use.</param>
    /// <exception cref="JournalException">The journal is damaged.</exception>
    /// <exception cref="ReviewException">A figure does not fit a column.</exception>
    public static async Task<ImmutableArray<TableWritten>> Write(
        ReviewedJournal journal,
        TableFormat format,
        bool pseudonymous,
        byte[]? pseudonymKey,
        string folder,
        IProgress<long>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var options = ExportOptions.Whole(ExportFormat.Csv) with { Pseudonymous = pseudonymous, PseudonymKey = pseudonymKey };
        var renamed = Survey.Of(journal, options, cancellation).Names is { } names ? new PseudonymousEvents(names) : null;
        await using var export = new TablesExport(folder, format, cancellation);
        foreach (var placed in WholeDecisions.Of(journal, cancellation))
        {
            var row = renamed?.Rename(placed.Row) ?? placed.Row;
            export.Fold(row, journal.Path);
            await export.Take(row);
            progress?.Report(row.Ordering);
        }

        return await export.Complete(folder, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var file in _files)
        {
            await file.DisposeAsync();
        }
    }

    private void Fold(JournalRow row, string journal)
    {
        var recorded = row.Recorded;
        _state.Apply(row, journal);
        _owners.Observe(recorded);
        _affected.Observe(row);
        switch (recorded.Event)
        {
            case AccountOpened e:
                _openings[e.Account] = Placed<AccountOpened>.Of(row, e);
                break;
            case MarginCallIssued:
                var id = recorded.Id.Stream.Id;
                _marginCalls[id] = _marginCalls.GetValueOrDefault(id) + 1;
                break;
            default:
                break;
        }
    }

    private ValueTask Take(JournalRow row) => row.Recorded.Event switch
    {
        MarketEvent e => TakeMarket(row, e),
        LiquidationEvent e => TakeLiquidation(row, e),
        DeleveragingEvent e => TakeDeleveraging(row, e),
        PositionForceClosed e => Forced(row, e.Step.Deleveraging.Market, e, null),
        SideSettled { Closed.IsZero: false } e => Forced(row, e.Market, null, e),
        _ => ValueTask.CompletedTask,
    };

    private ValueTask TakeMarket(JournalRow row, MarketEvent @event) => @event switch
    {
        MarkPriceUpdated e => _markFile.Add(Placed<MarkPriceUpdated>.Of(row, e)),
        TradeExecuted e => _tradeFile.Add(Placed<TradeExecuted>.Of(row, e)),
        _ => ValueTask.CompletedTask,
    };

    private async ValueTask TakeLiquidation(JournalRow row, LiquidationEvent @event)
    {
        if (FundEntry.Of(@event) is { } entry)
        {
            await _fundFile.Add(Placed<FundEntry>.Of(row, entry));
        }

        switch (@event)
        {
            case LiquidationOpened e:
                _liquidations[e.Liquidation] = new LiquidationRow(row.Ordering, row.Recorded.At, e);
                foreach (var position in e.Positions)
                {
                    await _liquidatedFile.Add(new LiquidatedPosition(Placed<LiquidationOpened>.Of(row, e), position));
                }

                break;
            case DeleveragingRequested e:
                _requests[(e.Liquidation, e.Step)] = e;
                if (_liquidations.TryGetValue(e.Liquidation, out var asking))
                {
                    asking.Deleveragings++;
                }

                break;
            case InsuranceFundCredited e when _liquidations.TryGetValue(e.Liquidation, out var paying): paying.Credited += e.Amount; break;
            case InsuranceFundDebited e when _liquidations.TryGetValue(e.Liquidation, out var paid): paid.Debited += e.Amount; break;
            case DeficitBooked e when _liquidations.TryGetValue(e.Liquidation, out var owing): owing.Deficit += e.Amount; break;
            case LiquidationClosed e when _liquidations.Remove(e.Liquidation, out var closing):
                (closing.Closed, closing.ClosedAt) = (e, row.Recorded.At);
                await _liquidationFile.Add(closing);
                break;
            default: break;
        }
    }

    private async ValueTask TakeDeleveraging(JournalRow row, DeleveragingEvent @event)
    {
        switch (@event)
        {
            case DeleveragingOpened e:
                _requests.Remove((e.Liquidation, e.Step), out var request);
                _deleveragings[e.Id] = new DeleveragingRow(row.Ordering, row.Recorded.At, e, request);
                break;
            case QueueRanked e:
                if (_deleveragings.TryGetValue(e.Id, out var ranking))
                {
                    ranking.Policy = e.Policy;
                }

                for (var place = 0; place < e.Candidates.Length; place++)
                {
                    await _rankingFile.Add(new RankedRow(Placed<QueueRanked>.Of(row, e), place));
                }

                break;
            case ForceClosesPlanned e when _deleveragings.TryGetValue(e.Id, out var planning): planning.Planned(e); break;
            case DeleveragingCompleted e when _deleveragings.Remove(e.Id, out var ending):
                (ending.Completed, ending.CompletedAt) = (e, row.Recorded.At);
                await _deleveragingFile.Add(ending);
                break;
            default: break;
        }
    }

    private ValueTask Forced(JournalRow row, MarketId market, PositionForceClosed? byQueue, SideSettled? ofSide) =>
        _forcedFile.Add(new ForcedCloseRow(
            row.Ordering,
            row.Recorded.At,
            row.Recorded.Id.Stream.Id,
            market.Value,
            byQueue,
            ofSide,
            byQueue is { } e ? _deleveragings.GetValueOrDefault(e.Step.Deleveraging) : null));

    private async Task<ImmutableArray<TableWritten>> Complete(string folder, CancellationToken cancellation)
    {
        foreach (var liquidation in _liquidations.Values.OrderBy(row => row.Ordering))
        {
            await _liquidationFile.Add(liquidation);
        }

        foreach (var deleveraging in _deleveragings.Values.OrderBy(row => row.Ordering))
        {
            await _deleveragingFile.Add(deleveraging);
        }

        foreach (var account in _state.Accounts.Values.OrderBy(account => account.Id))
        {
            cancellation.ThrowIfCancellationRequested();
            var money = _owners.Of(account.Id, _state);
            await _accountFile.Add(new AccountRow(
                account,
                _openings.TryGetValue(account.Id, out var opening) ? opening : null,
                _marginCalls.GetValueOrDefault(account.Id.Value),
                _affected.Of(account.Id.Value),
                money?.PaidIn,
                money?.TakenOut,
                States.AccountEquity.Of(account, _state)));
            foreach (var (market, position) in account.Positions)
            {
                await _positionFile.Add(new PositionRow(account.Id, market, position, _state.Market(market).Quote?.Mark));
            }
        }

        var written = ImmutableArray.CreateBuilder<TableWritten>();
        foreach (var file in _files)
        {
            written.Add(await file.Complete());
        }

        written.Add(await Dictionary.Write([.. _files], folder, cancellation));
        return written.ToImmutable();
    }
}
