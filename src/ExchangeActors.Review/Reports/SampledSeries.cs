using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Review.Reports;

/// <summary>A value at a moment.</summary>
public readonly record struct SeriesPoint(Moment At, decimal Value);

/// <summary>
/// A value over time in bounded space: time is cut into pieces of equal length, each of which keeps its first, lowest, highest and last
/// value. When the pieces become too many, two and two are joined. No extreme is lost.
/// </summary>
/// <param name="most">Pieces at most.</param>
public sealed class SampledSeries(int most = ReportLimits.SeriesPieces)
{
    private readonly SortedDictionary<long, Piece> _pieces = [];
    private long _widthMs = 1;

    /// <summary>Values seen.</summary>
    public long Count { get; private set; }

    /// <summary>Takes notice of a value; of two at the same moment the later one told is the last.</summary>
    public void Add(Moment at, decimal value)
    {
        Count++;
        var point = new SeriesPoint(at, value);
        var place = Place(at.UnixMs);
        _pieces[place] = _pieces.TryGetValue(place, out var known) ? known.With(point) : new Piece(point, point, point, point);
        while (_pieces.Count > most)
        {
            Join();
        }
    }

    /// <summary>What is kept, in order of time.</summary>
    public ImmutableArray<SeriesPoint> Points()
    {
        var points = ImmutableArray.CreateBuilder<SeriesPoint>();
        foreach (var piece in _pieces.Values)
        {
            foreach (var point in new[] { piece.First, piece.Low, piece.High, piece.Last }.OrderBy(point => point.At))
            {
                if (points.Count == 0 || points[^1] != point)
                {
                    points.Add(point);
                }
            }
        }

        return points.DrainToImmutable();
    }

    private long Place(long unixMs) => (long)Math.Floor((double)unixMs / _widthMs);

    private void Join()
    {
        var pieces = _pieces.Values.ToList();
        _pieces.Clear();
        _widthMs *= 2;
        foreach (var piece in pieces)
        {
            var place = Place(piece.First.At.UnixMs);
            _pieces[place] = _pieces.TryGetValue(place, out var earlier) ? earlier.With(piece) : piece;
        }
    }

    private readonly record struct Piece(SeriesPoint First, SeriesPoint Low, SeriesPoint High, SeriesPoint Last)
    {
        public Piece With(SeriesPoint point) => With(new Piece(point, point, point, point));

        public Piece With(Piece other) => new(
            other.First.At < First.At ? other.First : First,
            other.Low.Value < Low.Value ? other.Low : Low,
            other.High.Value > High.Value ? other.High : High,
            other.Last.At >= Last.At ? other.Last : Last);
    }
}
