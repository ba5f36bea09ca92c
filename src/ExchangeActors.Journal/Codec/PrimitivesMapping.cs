using System.Runtime.CompilerServices;
using ExchangeActors.Domain.Primitives;
using Riok.Mapperly.Abstractions;

namespace ExchangeActors.Journal.Codec;

/// <summary>Numbers, ids and addresses to and from their wire form.</summary>
internal static class PrimitivesMapping
{
    internal const int MaxScale = 28;

    /// <summary>The exact value; trailing zeros go, so that equal values have equal bytes.</summary>
    public static Wire.Number ToWire(this decimal value)
    {
        var number = Parts.Of(value);
        return number.High == 0 && number.Low <= long.MaxValue
            ? new Wire.Number { Units = number.IsNegative ? -(long)number.Low : (long)number.Low, Scale = number.Scale }
            : new Wire.Number { Low = number.Low, High = number.High, Negative = number.IsNegative, Scale = number.Scale };
    }

    public static decimal ToDecimal(this Wire.Number? wire, [CallerArgumentExpression(nameof(wire))] string field = "")
    {
        if (wire is null)
        {
            throw WireRules.MissingField(field);
        }

        if (wire.Scale > MaxScale)
        {
            throw WireRules.UnknownValue("scale", wire.Scale);
        }

        return wire.Low == 0 && wire.High == 0
            ? FromUnits(wire.Units, (byte)wire.Scale)
            : new decimal((int)wire.Low, (int)(wire.Low >> 32), (int)wire.High, wire.Negative, (byte)wire.Scale);
    }

    public static Money ToMoney(this Wire.Number? wire, [CallerArgumentExpression(nameof(wire))] string field = "") =>
        new(wire.ToDecimal(field));

    public static Price ToPrice(this Wire.Number? wire, [CallerArgumentExpression(nameof(wire))] string field = "") =>
        new(wire.ToDecimal(field));

    public static Quantity ToQuantity(this Wire.Number? wire, [CallerArgumentExpression(nameof(wire))] string field = "") =>
        new(wire.ToDecimal(field));

    public static Wire.Side ToWire(this Side value) => (Wire.Side)value;

    public static Side ToDomain(this Wire.Side value) =>
        value is >= Wire.Side.Buy and <= Wire.Side.Sell ? (Side)value : throw WireRules.UnknownValue(nameof(Side), (int)value);

    public static Wire.EntityKind ToWire(this EntityKind value) => (Wire.EntityKind)value;

    public static EntityKind ToDomain(this Wire.EntityKind value) => value is >= Wire.EntityKind.Outside and <= Wire.EntityKind.RiskMonitor
        ? (EntityKind)value
        : throw WireRules.UnknownValue(nameof(EntityKind), (int)value);

    public static Wire.EntityRef ToWire(this EntityRef source) => new() { Kind = source.Kind.ToWire(), Id = source.Id };

    public static EntityRef ToDomain(this Wire.EntityRef wire) => new(wire.Kind.ToDomain(), wire.Id);

    public static Wire.EventRef ToWire(this EventRef source) =>
        new() { Kind = source.Stream.Kind.ToWire(), Id = source.Stream.Id, Sequence = source.Sequence };

    public static EventRef ToDomain(this Wire.EventRef wire) => new(new EntityRef(wire.Kind.ToDomain(), wire.Id), wire.Sequence);

    /// <summary>A field that is left out when it is 0.</summary>
    [UserMapping(Ignore = true)]
    public static Wire.Number? ToWireUnlessZero(this decimal value) => value == 0m ? null : value.ToWire();

    /// <summary>A field that was left out when it was 0.</summary>
    [UserMapping(Ignore = true)]
    public static decimal OrZero(this Wire.Number? wire) => wire is null ? 0m : wire.ToDecimal();

    public static Wire.CommandId ToWire(this CommandId source) => new() { Source = source.Source, Number = source.Number };

    public static CommandId ToDomain(this Wire.CommandId wire) => new(wire.Source, wire.Number);

    public static Wire.DeleveragingId ToWire(this DeleveragingId source) => new() { Market = source.Market.Value, Number = source.Number };

    public static DeleveragingId ToDomain(this Wire.DeleveragingId wire) => new(new MarketId(wire.Market), wire.Number);

    public static Wire.StepId ToWire(this StepId source) =>
        new() { Market = source.Deleveraging.Market.Value, Number = source.Deleveraging.Number, Step = source.Step };

    public static StepId ToDomain(this Wire.StepId wire) => new(new DeleveragingId(new MarketId(wire.Market), wire.Number), wire.Step);

    private static decimal FromUnits(long units, byte scale)
    {
        var magnitude = unchecked((ulong)(units < 0 ? -units : units));
        return new decimal((int)magnitude, (int)(magnitude >> 32), 0, units < 0, scale);
    }

    /// <summary>What a decimal consists of, without trailing zeros.</summary>
    internal readonly record struct Parts(ulong Low, uint High, uint Scale, bool IsNegative)
    {
        public static Parts Of(decimal value)
        {
            Span<int> bits = stackalloc int[4];
            decimal.GetBits(value, bits);
            var (low, high) = (((ulong)(uint)bits[1] << 32) | (uint)bits[0], (uint)bits[2]);
            var (scale, negative) = ((uint)(bits[3] >> 16) & 0xFF, bits[3] < 0);
            if (high != 0)
            {
                var magnitude = new UInt128(high, low);
                for (; scale > 0 && magnitude % 10 == 0; scale--)
                {
                    magnitude /= 10;
                }

                (low, high) = ((ulong)magnitude, (uint)(magnitude >> 64));
            }

            for (; high == 0 && scale > 0 && low % 10 == 0; scale--)
            {
                low /= 10;
            }

            // Minus zero is zero.
            return new Parts(low, high, scale, negative && (low | high) != 0);
        }
    }
}
