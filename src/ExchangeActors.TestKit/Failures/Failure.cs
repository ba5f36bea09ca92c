using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.TestKit.Failures;

/// <summary>Writes failures that a person can read without a debugger.</summary>
internal static class Failure
{
    /// <summary>Fails.</summary>
    /// <param name="history">The events so far.</param>
    /// <param name="expected">What should be.</param>
    /// <param name="actual">What is.</param>
    /// <param name="about">The event whose causes are shown; null for none.</param>
    [DoesNotReturn]
    public static void Throw(EventHistory history, string expected, string actual, RecordedEvent? about = null)
    {
        var text = new StringBuilder();
        text.Append("Expected: ").AppendLine(expected).Append("Actual:   ").AppendLine(actual);
        if (about is not null)
        {
            text.AppendLine().AppendLine("Causes, newest first:");
            foreach (var cause in history.CausesOf(about))
            {
                text.Append("  ").AppendLine(cause);
            }
        }

        text.AppendLine().AppendLine("The waterfall so far:");
        foreach (var line in Waterfall.Of(history.Events))
        {
            text.Append("  ").AppendLine(line);
        }

        throw new ScenarioException(text.ToString().TrimEnd());
    }

    /// <summary>Fails unless two values are equal.</summary>
    public static void Unless(bool holds, EventHistory history, string expected, Func<string> actual, RecordedEvent? about = null)
    {
        if (!holds)
        {
            Throw(history, expected, actual(), about);
        }
    }

    /// <summary>A number as a person writes it: 1782, not 1782.00.</summary>
    public static string Text(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);
}
