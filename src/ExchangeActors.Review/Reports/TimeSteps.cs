namespace ExchangeActors.Review.Reports;

/// <summary>Lengths of time that people count in, each a multiple of the one before.</summary>
public static class TimeSteps
{
    private const long DayMs = 86_400_000;

    private static readonly long[] StepsMs = [1_000, 5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000, 14_400_000, DayMs];

    /// <summary>The n-th, milliseconds, from 0: 1 s, 5 s, 15 s, 1 min, 5 min, 15 min, 1 h, 4 h, 1 day, then twice as long each.</summary>
    public static long At(int step) => step < StepsMs.Length ? StepsMs[step] : DayMs << Math.Min(step - StepsMs.Length + 1, 20);

    /// <summary>The shortest that cuts a time into no more than so many pieces.</summary>
    public static long For(long spanMs, int pieces)
    {
        var step = 0;
        while (spanMs / At(step) > pieces)
        {
            step++;
        }

        return At(step);
    }

    /// <summary>For people: <c>15 s</c>, <c>5 min</c>, <c>4 h</c>, <c>2 days</c>.</summary>
    public static string Text(long ms) => ms switch
    {
        >= 2 * DayMs => $"{ms / DayMs} days",
        DayMs => "1 day",
        >= 3_600_000 => $"{ms / 3_600_000} h",
        >= 60_000 => $"{ms / 60_000} min",
        _ => $"{ms / 1_000} s",
    };
}
