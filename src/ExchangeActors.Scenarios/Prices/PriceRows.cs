using CsvHelper;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>Reads the rows of a file of market data as observations, in the file's order.</summary>
internal static class PriceRows
{
    private static readonly CsvReaderOptions Csv = new()
    {
        Separator = ',',
        HasHeader = false, // the first row is looked at before it is known to be a header
        TrimWhitespace = true,
        CommentPrefix = '#',
        AllowLineBreaksInQuotes = false,
        TrackLineNumbers = true,
        MaxRecordSize = 1 << 16,
        MalformedData = CsvMalformedDataHandling.Throw, // else a quote that is never closed reads as the start of a price
    };

    /// <summary>Streams the file. Rows that cannot be used go to the log.</summary>
    /// <exception cref="InputException">The file is missing, is truncated, or lacks a column.</exception>
    public static IEnumerable<PriceObservation> Read(PriceSource source, RejectLog rejects)
    {
        using var rows = CsvReader.Create(DataFile.Open(source), Csv, leaveOpen: false);
        if (!Advance(rows, source))
        {
            throw new InputException(new InputProblem(source.Shown, 0, string.Empty, "has no rows", "fetch the file again"));
        }

        var columns = PriceColumns.Find(source, rows);
        var order = new TimeOrder(source.Format == PriceFormat.Table);
        var more = !columns.HasHeader || Advance(rows, source);
        for (; more; more = Advance(rows, source))
        {
            var symbol = columns.Symbol is { } at ? Field(rows, at) : null;
            foreach (var mapping in columns.MappingsOf(symbol))
            {
                if (Observe(rows, columns, mapping, order, out var observation, out var reason))
                {
                    yield return observation;
                }
                else if (reason.Length > 0)
                {
                    rejects.Add(source.Shown, rows.LineNumber, reason);
                }
            }
        }
    }

    private static bool Observe(
        CsvReader rows, PriceColumns columns, SymbolMapping mapping, TimeOrder order, out PriceObservation observation, out string reason)
    {
        observation = default;
        if (rows.FieldCount < columns.Width)
        {
            reason = $"has {rows.FieldCount} columns, needs {columns.Width}";
            return false;
        }

        var timeText = Field(rows, columns.Time);
        if (!Fields.TryTime(timeText, out var at))
        {
            reason = $"time \"{timeText}\" is neither ISO 8601 nor seconds, milliseconds or microseconds since 1970";
            return false;
        }

        if (columns.TimeIsInclusiveEnd)
        {
            at = at.PlusMs(1);
        }

        if (!order.Takes(mapping, at, out var before))
        {
            reason = $"time {at} is out of order, the row before has {before}";
            return false;
        }

        if (!Price(rows, columns.Index, mapping.Use != PriceUse.Last, "index", out var index, out reason)
            || !Price(rows, columns.Last, mapping.Use != PriceUse.Index, "last", out var last, out reason))
        {
            return false;
        }

        observation = new PriceObservation(at, mapping.Market, index, last);
        if (index is null && last is null && columns.EmptyIsReject)
        {
            reason = "has neither an index nor a last price";
        }

        return index is not null || last is not null;
    }

    private static bool Price(CsvReader rows, PriceColumn? column, bool wanted, string use, out decimal? price, out string reason)
    {
        price = null;
        reason = string.Empty;
        if (!wanted || column is null)
        {
            return true;
        }

        var text = Field(rows, column.Place);
        if (text.Length == 0 && column.MayBeEmpty)
        {
            return true;
        }

        if (!Fields.TryPrice(text, column.Name.Length > 0 ? column.Name : use, out var value, out reason))
        {
            return false;
        }

        price = value;
        return true;
    }

    private static string Field(CsvReader rows, int place) => place < rows.FieldCount ? rows.GetString(place) : string.Empty;

    private static bool Advance(CsvReader rows, PriceSource source)
    {
        try
        {
            return rows.Read();
        }
        catch (InvalidDataException fault)
        {
            throw new InputException(new InputProblem(
                source.Shown, rows.LineNumber, string.Empty, $"the gzip is truncated or damaged after this line ({fault.Message})", "fetch the file again, whole"));
        }
        catch (CsvFormatException fault)
        {
            throw new InputException(new InputProblem(
                source.Shown, fault.LineNumber, string.Empty, $"is not CSV: {fault.Message.Split('\n')[0].TrimEnd('.')}", "correct the quotes in this row"));
        }
        catch (IOException fault)
        {
            throw new InputException(new InputProblem(source.Shown, rows.LineNumber, string.Empty, $"cannot be read on: {fault.Message}", "check the file and its disk"));
        }
    }

    /// <summary>Times must not fall: in a table over all rows, else for each symbol, since venues stamp symbols apart.</summary>
    private sealed class TimeOrder(bool overall)
    {
        private readonly Dictionary<SymbolMapping, Moment> _newest = [];
        private Moment _newestOfAll = new(long.MinValue);

        public bool Takes(SymbolMapping mapping, Moment at, out Moment before)
        {
            before = overall ? _newestOfAll : _newest.GetValueOrDefault(mapping, new Moment(long.MinValue));
            if (at < before)
            {
                return false;
            }

            _newestOfAll = at;
            if (!overall)
            {
                _newest[mapping] = at;
            }

            return true;
        }
    }
}
