namespace ExchangeActors.Web.Reports.Stressing;

/// <summary>
/// Where the curves of a study are: the share of the runs to the right, finer towards its end, what is enough for them upwards.
/// </summary>
/// <param name="most">What is at the top.</param>
internal sealed class CurveShape(double most)
{
    /// <summary>The plot's width.</summary>
    public const double Width = 900.0;

    /// <summary>The plot's height.</summary>
    public const double Height = 300.0;

    /// <summary>Space for labels on its left.</summary>
    public const double Left = 110.0;

    private const double Top = 10.0;
    private const double Below = 60.0;
    private const double Beside = 20.0;
    private const int Steps = 4;

    /// <summary>The colours of the lines; there are no more lines than these.</summary>
    public static IReadOnlyList<string> Colours { get; } = ["#2563eb", "#dc2626", "#059669", "#d97706", "#7c3aed", "#0891b2"];

    /// <summary>The picture's size.</summary>
    public static string ViewBox { get; } = $"0 0 {ChartShape.Text(Width + Left + Beside)} {ChartShape.Text(Height + Below)}";

    /// <summary>Shares of the runs that are labelled.</summary>
    public static IReadOnlyList<double> Levels { get; } = [0.25, 0.5, 0.75, 0.9, 0.95, 0.99];

    /// <summary>Values that are labelled, and how high they are.</summary>
    public IEnumerable<(double Value, double Y)> Values =>
        Enumerable.Range(0, Steps + 1).Select(step => (most * step / Steps, Y((double)step / Steps)));

    /// <summary>Where a share of the runs is: even in the logarithm of what lies beyond, down to one in a thousand.</summary>
    public static double X(double level) => Left + (Width * (Math.Log(Math.Max(0.001, 1.0 - level)) / Math.Log(0.001)));

    /// <summary>The places of a line.</summary>
    public string Line(CurveLine line) =>
        string.Join(' ', line.Places.Select(place => $"{ChartShape.Text(X(place.Level))},{ChartShape.Text(Y(place.Value / most))}"));

    private static double Y(double share) => Top + (Height * (1.0 - share));
}
