using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace ExchangeActors.Journal.Codec;

/// <summary>Exact decimals of many rows to and from a column: without an object for each of them.</summary>
internal static class NumberColumnMapping
{
    private const uint None = 63;

    public static Wire.NumberColumn ToColumn<T>(this ImmutableArray<T> rows, Func<T, decimal> value) =>
        rows.ToColumn(row => (decimal?)value(row));

    public static Wire.NumberColumn ToColumn<T>(this ImmutableArray<T> rows, Func<T, decimal?> value)
    {
        var column = new Wire.NumberColumn { Low = { Capacity = rows.Length }, Form = { Capacity = rows.Length } };
        var anyHigh = false;
        foreach (var row in rows)
        {
            var number = value(row) is { } given ? PrimitivesMapping.Parts.Of(given) : default(PrimitivesMapping.Parts?);
            column.Low.Add(number?.Low ?? 0);
            column.Form.Add(number is { } parts ? (2 * parts.Scale) + (parts.IsNegative ? 1u : 0u) : None);
            anyHigh |= number?.High > 0;
        }

        if (anyHigh)
        {
            column.High.Add(rows.Select(row => value(row) is { } given ? PrimitivesMapping.Parts.Of(given).High : 0));
        }

        return column;
    }

    /// <summary>The column's numbers; it must have this many.</summary>
    public static Column ToColumn(this Wire.NumberColumn? wire, int rows, [CallerArgumentExpression(nameof(wire))] string field = "")
    {
        wire = wire.Required(field);
        return wire.Low.Count == rows && wire.Form.Count == rows && (wire.High.Count == rows || wire.High.Count == 0)
            ? new Column(wire, field)
            : throw WireRules.Damaged($"{field} has {wire.Low.Count} numbers of {wire.Form.Count} forms in {rows} rows");
    }

    /// <summary>Reads the numbers of a column, by row from 0.</summary>
    internal readonly struct Column(Wire.NumberColumn wire, string field)
    {
        public decimal this[int row] => IfAny(row) ?? throw WireRules.MissingField(field);

        public decimal? IfAny(int row)
        {
            var (low, form) = (wire.Low[row], wire.Form[row]);
            if (form == None)
            {
                return null;
            }

            var scale = form >> 1;
            return scale <= PrimitivesMapping.MaxScale
                ? new decimal((int)low, (int)(low >> 32), wire.High.Count == 0 ? 0 : (int)wire.High[row], (form & 1) != 0, (byte)scale)
                : throw WireRules.UnknownValue("scale", scale);
        }
    }
}
