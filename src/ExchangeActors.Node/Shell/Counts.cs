using ExchangeActors.Review.Wording;

namespace ExchangeActors.Node.Shell;

/// <summary>Whole numbers for people.</summary>
internal static class Counts
{
    /// <summary>A whole number in groups of three: <c>1,471</c>.</summary>
    public static string Of(long value) => FigureText.Count(value);

    /// <summary>So many of something: <c>1 account</c>, <c>1,471 accounts</c>.</summary>
    public static string Of(long value, string what) => FigureText.Counted(value, what);
}
