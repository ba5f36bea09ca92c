using CsvHelper;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>Reads one row of a file after the other: its time, what it tells of which market, and the funding in it.</summary>
internal sealed class RowReader(PriceSource source, PriceColumns columns, RejectLog rejects, FundingLog? funding)
{
    private readonly List<PriceObservation> _news = [];
    private readonly int _width = columns.Width;
    private bool _hasFunding;

    /// <summary>The row; null when it tells no price, or cannot be used (and is in the log then).</summary>
    public PriceRow? Read(CsvReader rows)
    {
        var symbol = columns.Symbol is { } place ? Field(rows, place) : null;
        Moment? at = null;
        _news.Clear();
        foreach (var mapping in columns.MappingsOf(symbol))
        {
            if (at is null)
            {
                if (!Time(rows, out var time, out var fault))
                {
                    rejects.Add(source.Shown, rows.LineNumber, fault);
                    return null;
                }

                at = time;
            }

            var fine = mapping.Use == PriceUse.Funding ? Funding(rows, mapping, at.Value, out var reason)
                : columns.Candle is { } candle ? Candle(rows, candle, mapping, at.Value, out reason)
                : Prices(rows, mapping, at.Value, out reason);
            if (!fine)
            {
                rejects.Add(source.Shown, rows.LineNumber, reason);
            }
        }

        return _news.Count == 0 ? null : new PriceRow(at!.Value, rows.LineNumber, [.. _news]);
    }

    /// <summary>Says what the file as a whole lacks.</summary>
    public void End()
    {
        if (columns.Funding is not null && !_hasFunding)
        {
            rejects.Warn(source.Shown, "tells no funding: no row has both a time and a rate");
        }
    }

    private bool Time(CsvReader rows, out Moment at, out string reason)
    {
        (at, reason) = (default, string.Empty);
        if (rows.FieldCount < _width)
        {
            reason = $"has {rows.FieldCount} columns, needs {_width}";
            return false;
        }

        var text = Field(rows, columns.Time);
        if (!Fields.TryTime(text, out at))
        {
            reason = $"time \"{Fields.Shown(text)}\" is neither ISO 8601 nor seconds, milliseconds or microseconds since 1970";
            return false;
        }

        at = columns.TimeIsInclusiveEnd ? at.PlusMs(1) : at;
        return true;
    }

    private bool Prices(CsvReader rows, SymbolMapping mapping, Moment at, out string reason)
    {
        var (indexColumn, lastColumn) = mapping.IsMark ? (columns.Mark, columns.Mark) : (columns.Index, columns.Last);
        decimal? last = null;
        if (!Price(rows, indexColumn, mapping, mapping.Use != PriceUse.Last, out var index, out reason)
            || !Price(rows, lastColumn, mapping, mapping.Use != PriceUse.Index, out last, out reason))
        {
            return false;
        }

        if (index is null && last is null)
        {
            reason = "has neither an index nor a last price";
            return !columns.EmptyIsReject;
        }

        _news.Add(new PriceObservation(at, mapping.Market, index, last, source.Shown, rows.LineNumber));
        return true;
    }

    private bool Candle(CsvReader rows, CandleColumns candle, SymbolMapping mapping, Moment end, out string reason)
    {
        var opened = Field(rows, candle.OpenTime);
        if (!Fields.TryTime(opened, out var begin) || begin >= end)
        {
            reason = $"open_time \"{Fields.Shown(opened)}\" is no time before its close_time";
            return false;
        }

        decimal? high = null, low = null, close = null;
        if (!Price(rows, candle.Open, mapping, true, out var open, out reason)
            || !Price(rows, candle.High, mapping, true, out high, out reason)
            || !Price(rows, candle.Low, mapping, true, out low, out reason)
            || !Price(rows, candle.Close, mapping, true, out close, out reason))
        {
            return false;
        }

        if (low > Math.Min(open!.Value, close!.Value) || high < Math.Max(open.Value, close.Value))
        {
            reason = $"open {open}, high {high}, low {low}, close {close} is no kline: open and close lie between low and high";
            return false;
        }

        var highFirst = close < open || (close == open && high - open <= open - low);
        decimal[] path = [open.Value, highFirst ? high!.Value : low!.Value, highFirst ? low!.Value : high!.Value, close.Value];
        var length = end.UnixMs - begin.UnixMs;
        for (var i = 0; i < path.Length; i++)
        {
            var at = begin.PlusMs(length * i / (path.Length - 1));
            decimal? index = mapping.Use == PriceUse.Last ? null : path[i];
            decimal? last = mapping.Use == PriceUse.Index ? null : path[i];
            _news.Add(new PriceObservation(at, mapping.Market, index, last, source.Shown, rows.LineNumber));
        }

        return true;
    }

    private bool Funding(CsvReader rows, SymbolMapping mapping, Moment at, out string reason)
    {
        reason = string.Empty;
        var found = columns.Funding!;
        var (dueText, rateText) = (Field(rows, found.Time), Field(rows, found.Rate));
        if (found.MayBeEmpty && (dueText.Length == 0 || rateText.Length == 0))
        {
            return true;
        }

        if (!Fields.TryTime(dueText, out var due))
        {
            reason = $"the time of funding \"{Fields.Shown(dueText)}\" is neither ISO 8601 nor a number since 1970";
            return false;
        }

        if (!Fields.TryRate(rateText, "the funding rate", out var rate, out reason))
        {
            return false;
        }

        _hasFunding = true;
        funding?.Add(mapping.Market, due, at, rate, source, rows.LineNumber);
        return true;
    }

    private static bool Price(
        CsvReader rows, PriceColumn? column, SymbolMapping mapping, bool wanted, out decimal? price, out string reason)
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

        if (!Fields.TryPrice(text, column.Name, mapping.Factor, out var value, out reason))
        {
            return false;
        }

        price = value;
        return true;
    }

    private static string Field(CsvReader rows, int place) => place < rows.FieldCount ? rows.GetString(place) : string.Empty;
}
