using System.Globalization;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Stress;

/// <summary>What a fund is to be solved for: <c>solve:P(adl)&lt;=0.05</c>.</summary>
/// <param name="Text">As it was written, without <c>solve:</c>.</param>
/// <param name="Figure">The figure of a run that is above zero when what is to be rare happens.</param>
/// <param name="Bound">The probability, in (0, 1).</param>
public sealed record FundTarget(string Text, string Figure, double Bound)
{
    private const string Form = "write for example --fund \"solve:P(adl)<=0.05\" or \"solve:P(fund)<=0.01\"";

    /// <summary>Reads it.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public static FundTarget Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        const string Start = "solve:";
        var compact = text.Replace(" ", string.Empty, StringComparison.Ordinal);
        var sign = compact.IndexOf("<=", StringComparison.Ordinal);
        if (!compact.StartsWith(Start, StringComparison.Ordinal) || sign < 0)
        {
            var amount = decimal.TryParse(compact, NumberStyles.Number, CultureInfo.InvariantCulture, out var fund) && fund >= 0;
            throw Wrong(text, string.Empty, "is no target",
                amount ? string.Create(CultureInfo.InvariantCulture, $"{Form}; a fund of that size is --set insuranceFund={fund}") : Form);
        }

        var of = compact[Start.Length..sign];
        var figure = of switch
        {
            "P(adl)" => StressFigure.ForcedCloses,
            "P(fund)" or "P(fundExhausted)" => StressFigure.FundExhausted,
            _ => throw Wrong(text, of, "is no probability that is known here", Form),
        };
        return double.TryParse(compact[(sign + 2)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var bound)
            && bound is > 0.0 and < 1.0
            ? new FundTarget(compact[Start.Length..], figure, bound)
            : throw Wrong(text, of, $"\"{Nearest.Shown(compact[(sign + 2)..])}\" is no probability between 0 and 1", Form);
    }

    internal static InputException Wrong(string text, string path, string what, string remedy) =>
        new(new InputProblem($"--fund {Nearest.Shown(text)}", 0, path, what, remedy));
}
