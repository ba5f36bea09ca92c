using System.Globalization;

namespace ExchangeActors.Scenarios;

/// <summary>What a figure must be: exactly a number, or within bounds, both inclusive.</summary>
/// <param name="Least">The lowest that will do; null for no lower bound.</param>
/// <param name="Greatest">The highest that will do; null for no upper bound.</param>
public readonly record struct ExpectedNumber(decimal? Least, decimal? Greatest)
{
    /// <summary>Exactly this.</summary>
    public static implicit operator ExpectedNumber(decimal value) => new(value, value);

    /// <summary>True when the figure will do.</summary>
    public bool Fits(decimal value) => !(value < Least) && !(value > Greatest);

    /// <inheritdoc/>
    public override string ToString() => (Least, Greatest) switch
    {
        ({ } least, { } greatest) when least == greatest => Text(least),
        ({ } least, { } greatest) => $"from {Text(least)} to {Text(greatest)}",
        ({ } least, null) => $"at least {Text(least)}",
        (null, { } greatest) => $"at most {Text(greatest)}",
        _ => "anything",
    };

    /// <summary>A figure as it was computed, without trailing zeros.</summary>
    public static string Text(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);
}
