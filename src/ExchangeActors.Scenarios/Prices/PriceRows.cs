using CsvHelper;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>Reads the rows of a file of market data as observations, in the order of their times.</summary>
internal static class PriceRows
{
    /// <summary>The longest row, bytes.</summary>
    public const int LongestRow = 1 << 16;

    private static readonly CsvReaderOptions Csv = new()
    {
        Separator = ',',
        HasHeader = false, // the first row is looked at before it is known to be a header
        TrimWhitespace = true,
        CommentPrefix = '#',
        AllowLineBreaksInQuotes = false,
        TrackLineNumbers = true,
        MaxRecordSize = LongestRow,
        MalformedData = CsvMalformedDataHandling.Throw, // else a quote that is never closed reads as the start of a price
    };

    /// <summary>Streams the file. Rows that cannot be used go to the log, funding to its own.</summary>
    /// <exception cref="InputException">The file is missing, is truncated, lacks a column, or exceeds a limit.</exception>
    public static IEnumerable<PriceObservation> Read(PriceSource source, RejectLog rejects, FundingLog? funding = null)
    {
        var order = new TimeOrder(source, rejects);
        foreach (var row in new RowOrder(source, rejects).Of(Rows(source, rejects, funding)))
        {
            foreach (var observation in row.News)
            {
                if (order.Takes(observation, row))
                {
                    yield return observation;
                }
            }
        }
    }

    private static IEnumerable<PriceRow> Rows(PriceSource source, RejectLog rejects, FundingLog? funding)
    {
        using var rows = CsvReader.Create(DataFile.Open(source, out var isCompressed), Csv, leaveOpen: false);
        if (!Advance(rows, source))
        {
            // Recorders write a gzip of nothing for a day on which nothing happened.
            if (!isCompressed)
            {
                throw new InputException(new InputProblem(source.Shown, 0, string.Empty, "has no rows", "fetch the file again"));
            }

            rejects.Warn(source.Shown, "is empty: a day without data");
            yield break;
        }

        var columns = PriceColumns.Find(source, rows);
        var reader = new RowReader(source, columns, rejects, funding);
        var more = !columns.HasHeader || Advance(rows, source);
        if (!more)
        {
            rejects.Warn(source.Shown, "has a header and no rows");
        }

        for (var count = 1L; more; more = Advance(rows, source), count++)
        {
            if (count > source.Settings.Rows)
            {
                throw new InputException(new InputProblem(
                    source.Shown,
                    rows.LineNumber,
                    string.Empty,
                    $"has more than {source.Settings.Rows} rows",
                    "cut out what the run needs, or raise prices.limits.rows"));
            }

            if (reader.Read(rows) is { } row)
            {
                yield return row;
            }
        }

        reader.End();
    }

    private static bool Advance(CsvReader rows, PriceSource source)
    {
        try
        {
            return rows.Read();
        }
        catch (InvalidDataException fault)
        {
            throw new InputException(new InputProblem(
                source.Shown, rows.LineNumber, string.Empty,
                    $"the compressed file is truncated or damaged after this line ({fault.Message})", "fetch the file again, whole"));
        }
        catch (CsvFormatException fault) when (fault.Message.Contains(nameof(CsvReaderOptions.MaxRecordSize), StringComparison.Ordinal))
        {
            throw new InputException(new InputProblem(
                source.Shown,
                fault.LineNumber,
                string.Empty,
                $"has a row longer than {LongestRow} bytes, the most that a row may have",
                "check that it is market data"));
        }
        catch (CsvFormatException fault)
        {
            throw new InputException(new InputProblem(
                source.Shown, fault.LineNumber, string.Empty, $"is not CSV: {fault.Message.Split('\n')[0].TrimEnd('.')}",
                    "correct the quotes in this row"));
        }
        catch (IOException fault)
        {
            throw new InputException(
                new InputProblem(source.Shown, rows.LineNumber, string.Empty, $"cannot be read on: {fault.Message}",
                    "check the file and its disk"));
        }
    }

    /// <summary>Times must not fall: in a table over all rows, else for each market's index and last price, since venues stamp symbols
    /// apart.</summary>
    private sealed class TimeOrder(PriceSource source, RejectLog rejects)
    {
        private readonly Dictionary<(MarketId Market, bool Index, bool Last), Moment> _newest = [];
        private readonly int _window = source.Settings.WindowOf(source.Format);
        private Moment _newestOfAll = new(long.MinValue);

        public bool Takes(in PriceObservation observation, in PriceRow row)
        {
            var overall = source.Format == PriceFormat.Table;
            var key = (observation.Market, observation.Index is not null, observation.Last is not null);
            var before = overall ? _newestOfAll : _newest.GetValueOrDefault(key, new Moment(long.MinValue));
            if (observation.At < before)
            {
                var most = _window == 0 ? string.Empty : $", by more than prices.sortWindowMs ({_window}) or beyond prices.sortRows";
                rejects.Add(source.Shown, row.Line, $"time {observation.At} is out of order, the row before has {before}{most}");
                return false;
            }

            _newestOfAll = observation.At;
            if (!overall)
            {
                _newest[key] = observation.At;
            }

            return true;
        }
    }
}
