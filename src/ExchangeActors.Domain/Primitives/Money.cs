namespace ExchangeActors.Domain.Primitives;

/// <summary>An amount of the quote currency, signed. Always exact: a decimal, quantised only where a rule says so.</summary>
public readonly record struct Money(decimal Value) : IComparable<Money>
{
    /// <summary>No money.</summary>
    public static Money Zero => default;

    public static Money operator +(Money a, Money b) => new(a.Value + b.Value);

    public static Money operator -(Money a, Money b) => new(a.Value - b.Value);

    public static Money operator -(Money a) => new(-a.Value);

    public static Money operator *(Money a, decimal factor) => new(a.Value * factor);

    public static bool operator <(Money a, Money b) => a.Value < b.Value;

    public static bool operator >(Money a, Money b) => a.Value > b.Value;

    public static bool operator <=(Money a, Money b) => a.Value <= b.Value;

    public static bool operator >=(Money a, Money b) => a.Value >= b.Value;

    /// <summary>The smaller of two amounts.</summary>
    public static Money Min(Money a, Money b) => a <= b ? a : b;

    /// <summary>The larger of two amounts.</summary>
    public static Money Max(Money a, Money b) => a >= b ? a : b;

    /// <inheritdoc/>
    public int CompareTo(Money other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Canonical.Text(Value);
}
