using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using ExchangeActors.Domain.Markets.Lazy;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal.Codec;

/// <summary>The sides of a market that is deleveraged lazily, to and from their wire form.</summary>
internal static class SidePartsMapping
{
    public static Wire.SidePoint ToWire(this SidePoint source) => new()
    {
        Number = source.Number,
        Epoch = source.Epoch,
        A = Canonical.Text(source.A),
        K = Canonical.Text(source.K),
        Value = Canonical.Text(source.Value),
    };

    public static SidePoint ToDomain(this Wire.SidePoint wire) =>
        new(wire.Number, wire.Epoch, Whole(wire.A), Whole(wire.K), Whole(wire.Value));

    public static Wire.SideBasis ToWire(this SideBasis source) =>
        new() { Lots = Canonical.Text(source.Lots), A = Canonical.Text(source.A) };

    public static SideBasis ToDomain(this Wire.SideBasis wire) => new(Whole(wire.Lots), Whole(wire.A));

    public static Wire.LazySide ToWire(this LazySide source) => new()
    {
        Scale = Canonical.Text(source.Scale),
        Least = Canonical.Text(source.Least),
        Now = source.Now.ToWire(),
        Ended = { source.Ended.Select(point => point.ToWire()) },
    };

    public static LazySide ToDomain(this Wire.LazySide wire) => new(
        Whole(wire.Scale), Whole(wire.Least), wire.Now.Required().ToDomain(), wire.Ended.ToDomain(point => point.ToDomain()));

    public static Wire.MarketSides ToWire(this MarketSides source) =>
        new() { Long = source.Long?.ToWire(), Short = source.Short?.ToWire() };

    public static MarketSides ToDomain(this Wire.MarketSides wire) => new(wire.Long?.ToDomain(), wire.Short?.ToDomain());

    private static BigInteger Whole(string text, [CallerArgumentExpression(nameof(text))] string field = "") =>
        BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value
            : throw WireRules.Damaged($"{field} is not a whole number: \"{text}\"");
}
