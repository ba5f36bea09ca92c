namespace ExchangeActors.Domain.Primitives;

/// <summary>A price in quote currency per unit of the contract.</summary>
public readonly record struct Price(decimal Value) : IComparable<Price>
{
    public static Money operator *(Price price, Quantity quantity) => new(price.Value * quantity.Value);

    public static bool operator <(Price a, Price b) => a.Value < b.Value;

    public static bool operator >(Price a, Price b) => a.Value > b.Value;

    public static bool operator <=(Price a, Price b) => a.Value <= b.Value;

    public static bool operator >=(Price a, Price b) => a.Value >= b.Value;

    /// <inheritdoc/>
    public int CompareTo(Price other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Canonical.Text(Value);
}
