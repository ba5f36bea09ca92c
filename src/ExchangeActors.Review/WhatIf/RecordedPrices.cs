using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.WhatIf;

/// <summary>The recorded prices of a tick before the record is read up to them: a second reading of the journal, a tick ahead.</summary>
internal sealed class RecordedPrices(ReviewedJournal journal) : IDisposable
{
    private readonly IEnumerator<(Moment At, MarketId Market, UpdatePrice Price)> _rows = Read(journal).GetEnumerator();
    private bool _has;
    private bool _begun;

    /// <summary>The prices at a time; times rise from call to call.</summary>
    public Dictionary<MarketId, UpdatePrice> At(Moment at)
    {
        if (!_begun)
        {
            (_begun, _has) = (true, _rows.MoveNext());
        }

        var prices = new Dictionary<MarketId, UpdatePrice>();
        while (_has && _rows.Current.At <= at)
        {
            if (_rows.Current.At == at)
            {
                prices[_rows.Current.Market] = _rows.Current.Price;
            }

            _has = _rows.MoveNext();
        }

        return prices;
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    private static IEnumerable<(Moment At, MarketId Market, UpdatePrice Price)> Read(ReviewedJournal journal) => journal.ReadAll()
        .Where(row => row.Recorded.CausedBy.Stream is { Kind: EntityKind.Outside, Id: TickSources.Prices })
        .Select(row => (row.Recorded.At, new MarketId(row.Recorded.Id.Stream.Id), Price: row.Stored.ReadInput() as UpdatePrice))
        .Where(row => row.Price is not null)!;
}
