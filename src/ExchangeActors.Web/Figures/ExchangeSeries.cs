using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.Reports;

namespace ExchangeActors.Web.Figures;

/// <summary>
/// Fund, marks, liquidations and forced closes over time in bounded space: time is cut into pieces of equal length, and when they become
/// too many, two and two are joined. A piece in which nothing happened is left out. Not safe for concurrent use.
/// </summary>
/// <param name="maxMarkAgeSeconds">A mark is stale when it is older.</param>
/// <param name="most">Pieces at most.</param>
public sealed class ExchangeSeries(decimal maxMarkAgeSeconds, int most = 720)
{
    private const int HeldFlag = 1;
    private const int StaleFlag = 2;
    private const long FirstWidthMs = 250;

    private readonly List<Piece> _pieces = [];
    private readonly SortedDictionary<MarketId, MarketPast> _markets = [];
    private readonly PoolTotals _pools = new();
    private readonly long _maxAgeMs = (long)(maxMarkAgeSeconds * 1000m);
    private long _widthMs = FirstWidthMs;
    private long _changes;
    private int _layout;

    /// <summary>Takes notice of an event.</summary>
    /// <param name="place">Its place in the journal.</param>
    /// <param name="recorded">The event.</param>
    public void Observe(long place, RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        switch (recorded.Event)
        {
            case MarkPriceUpdated e: Mark(place, recorded, e.Mark.Value, e.Held is not null); break;
            case PriceHeld e: Mark(place, recorded, e.Mark.Value, isHeld: true); break;
            case LiquidationOpened e:
                At(place, recorded.At).Liquidated += e.Positions.Sum(position => (position.Mark * position.Size.Absolute).Value);
                break;
            case PositionForceClosed e: At(place, recorded.At).Deleveraged += (e.Price * e.Quantity).Value; break;
            case SideSettled { Closed.IsZero: false } e: At(place, recorded.At).Deleveraged += e.Notional.Value; break;
            case LiquidationEvent when _pools.Observe(recorded):
                var piece = At(place, recorded.At);
                (piece.Fund, piece.Deficit) = (_pools.Fund, _pools.Deficit);
                break;
            default: break;
        }
    }

    /// <summary>What a reader does not have yet; null when it has all.</summary>
    /// <param name="known">How far it has come; the default for a new one.</param>
    /// <param name="seesAll">False for who sees the fund and the marks only.</param>
    public SeriesSlice? Since(SeriesVersion known, bool seesAll)
    {
        var version = new SeriesVersion(_changes, _layout, _pieces.Count);
        if (version == known)
        {
            return null;
        }

        var from = known.Layout == _layout ? Math.Max(0, known.Pieces - 1) : 0;
        var pieces = _pieces.Skip(from).ToList();
        return new SeriesSlice(
            version,
            from,
            [.. pieces.Select(piece => piece.AtMs)],
            [.. pieces.Select(piece => piece.Place)],
            [.. pieces.Select(piece => piece.Fund)],
            [.. pieces.Select(piece => piece.Deficit)],
            seesAll ? [.. pieces.Select(piece => piece.Liquidated)] : [],
            seesAll ? [.. pieces.Select(piece => piece.Deleveraged)] : [],
            [
                .. _markets.Select(pair => new MarkSeries(
                    pair.Key.Value,
                    [.. pieces.Select(piece => piece.Marks.TryGetValue(pair.Key, out var mark) ? mark.Value : (decimal?)null)],
                    [.. pieces.Select(piece => piece.Marks.TryGetValue(pair.Key, out var mark) ? mark.Flags : 0)])),
            ]);
    }

    private void Mark(long place, RecordedEvent recorded, decimal mark, bool isHeld)
    {
        var market = new MarketId(recorded.Id.Stream.Id);
        if (!_markets.TryGetValue(market, out var past))
        {
            _markets[market] = past = new MarketPast();
            _layout++;
        }

        var piece = At(place, recorded.At);
        past.SeenMs = piece.AtMs;
        var flags = (piece.Marks.TryGetValue(market, out var known) ? known.Flags : 0) | (isHeld ? HeldFlag : 0);
        piece.Marks[market] = (mark, flags);
        past.IsHeld = isHeld;
    }

    /// <summary>The piece of a moment: the last one, or a new one behind it.</summary>
    private Piece At(long place, Moment at)
    {
        _changes++;
        var last = _pieces.Count > 0 ? _pieces[^1] : null;
        var atMs = Math.Max(at.UnixMs, last?.AtMs ?? long.MinValue);
        if (last is not null && Cell(atMs) == Cell(last.AtMs))
        {
            (last.AtMs, last.Place) = (atMs, place);
            return last;
        }

        // So that a chart shows when nothing came: a piece at the end of the silence, which is stale.
        if (last is not null && atMs - last.AtMs > _maxAgeMs && Cell(atMs - _widthMs) > Cell(last.AtMs))
        {
            _pieces.Add(Next(last, atMs - _widthMs, last.Place));
        }

        var piece = last is null ? new Piece { AtMs = atMs, Place = place } : Next(_pieces[^1], atMs, place);
        _pieces.Add(piece);
        while (_pieces.Count > most)
        {
            Join();
        }

        return _pieces[^1];
    }

    private Piece Next(Piece before, long atMs, long place)
    {
        var next = new Piece { AtMs = atMs, Place = place, Fund = before.Fund, Deficit = before.Deficit };
        foreach (var (market, past) in _markets)
        {
            if (before.Marks.TryGetValue(market, out var mark))
            {
                next.Marks[market] =
                    (mark.Value, (past.IsHeld ? HeldFlag : 0) | (atMs - past.SeenMs > _maxAgeMs ? StaleFlag : 0));
            }
        }

        return next;
    }

    private void Join()
    {
        _widthMs *= 2;
        _layout++;
        var joined = new List<Piece>();
        foreach (var piece in _pieces)
        {
            if (joined.Count > 0 && Cell(joined[^1].AtMs) == Cell(piece.AtMs))
            {
                joined[^1].Take(piece);
            }
            else
            {
                joined.Add(piece);
            }
        }

        _pieces.Clear();
        _pieces.AddRange(joined);
    }

    private long Cell(long unixMs) => (long)Math.Floor((double)unixMs / _widthMs);

    private sealed class MarketPast
    {
        public long SeenMs { get; set; }

        public bool IsHeld { get; set; }
    }

    private sealed class Piece
    {
        public long AtMs { get; set; }

        public long Place { get; set; }

        public decimal Fund { get; set; }

        public decimal Deficit { get; set; }

        public decimal Liquidated { get; set; }

        public decimal Deleveraged { get; set; }

        public Dictionary<MarketId, (decimal Value, int Flags)> Marks { get; } = [];

        public void Take(Piece later)
        {
            (AtMs, Place, Fund, Deficit) = (later.AtMs, later.Place, later.Fund, later.Deficit);
            Liquidated += later.Liquidated;
            Deleveraged += later.Deleveraged;
            foreach (var (market, mark) in later.Marks)
            {
                Marks[market] = (mark.Value, mark.Flags | (Marks.TryGetValue(market, out var known) ? known.Flags : 0));
            }
        }
    }
}
