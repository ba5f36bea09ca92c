namespace ExchangeActors.Domain.Primitives;

/// <summary>
/// The one place where numbers are quantised to a tick, a lot or the quote tick. Every caller names the direction; what rounding leaves
/// over stays with the party that the caller's rule names.
/// </summary>
public static class Rounding
{
    /// <summary>The largest multiple of <paramref name="step"/> (&gt; 0) that is not above <paramref name="value"/>.</summary>
    public static decimal Down(decimal value, decimal step)
    {
        var remainder = value % step;
        return Short(remainder == 0m ? value : remainder > 0m ? value - remainder : value - remainder - step, step);
    }

    /// <summary>The smallest multiple of <paramref name="step"/> (&gt; 0) that is not below <paramref name="value"/>.</summary>
    public static decimal Up(decimal value, decimal step)
    {
        var remainder = value % step;
        return Short(remainder == 0m ? value : remainder > 0m ? value - remainder + step : value - remainder, step);
    }

    /// <summary>True when the value is a whole multiple of the step.</summary>
    public static bool IsMultiple(decimal value, decimal step) => value % step == 0m;

    /// <summary>
    /// A multiple of the step needs no more decimals than the step: the zeros that a long product brings along would fill the journal,
    /// and the 28 digits of later sums.
    /// </summary>
    private static decimal Short(decimal multiple, decimal step) => multiple.Scale > step.Scale ? decimal.Round(multiple, step.Scale)
        : multiple;
}
