namespace ExchangeActors.Domain.Primitives;

/// <summary>
/// An amount of the contract's unit. Orders and fills carry it unsigned; a position's size carries it signed (long above zero).
/// </summary>
public readonly record struct Quantity(decimal Value) : IComparable<Quantity>
{
    /// <summary>Nothing.</summary>
    public static Quantity Zero => default;

    /// <summary>The size without its sign.</summary>
    public Quantity Absolute => new(Math.Abs(Value));

    /// <summary>+1 long, −1 short, 0 flat.</summary>
    public int Sign => Math.Sign(Value);

    /// <summary>True when there is nothing.</summary>
    public bool IsZero => Value == 0m;

    public static Quantity operator +(Quantity a, Quantity b) => new(a.Value + b.Value);

    public static Quantity operator -(Quantity a, Quantity b) => new(a.Value - b.Value);

    public static Quantity operator -(Quantity a) => new(-a.Value);

    public static Quantity operator *(Quantity a, decimal factor) => new(a.Value * factor);

    public static bool operator <(Quantity a, Quantity b) => a.Value < b.Value;

    public static bool operator >(Quantity a, Quantity b) => a.Value > b.Value;

    public static bool operator <=(Quantity a, Quantity b) => a.Value <= b.Value;

    public static bool operator >=(Quantity a, Quantity b) => a.Value >= b.Value;

    /// <summary>The smaller of two quantities.</summary>
    public static Quantity Min(Quantity a, Quantity b) => a <= b ? a : b;

    /// <inheritdoc/>
    public int CompareTo(Quantity other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Canonical.Text(Value);
}
