using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Node.Feeding;

/// <summary>How fast a scenario's time goes by.</summary>
/// <param name="speed">Scenario seconds per second; null for as fast as it goes.</param>
/// <param name="clock">Measures.</param>
internal sealed class Pace(decimal? speed, TimeProvider clock)
{
    private const decimal GreatestSpeed = 100_000m;

    private (long Wall, Moment At)? _from;

    /// <summary>Reads a speed: scenario seconds per second; null for <c>max</c>.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="verb">For the message.</param>
    /// <exception cref="InputException">It is none.</exception>
    public static decimal? SpeedOf(string text, string verb) => text == "max" ? null
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var speed)
            && speed is > 0m and <= GreatestSpeed
            ? speed
            : throw new InputException(new InputProblem(
                verb, 0, "--speed", $"\"{Identifier.Shown(text)}\" is no speed",
                $"write a number above 0, at most {GreatestSpeed}, or max"));

    /// <summary>It is now this moment of the scenario.</summary>
    public void Begin(Moment at) => _from ??= (clock.GetTimestamp(), at);

    /// <summary>Waits until it is time for a moment; before the beginning not at all.</summary>
    public async Task Until(Moment at, CancellationToken cancellation)
    {
        if (speed is not { } seconds || _from is not var (wall, from))
        {
            return;
        }

        var due = TimeSpan.FromMilliseconds((double)((at.UnixMs - from.UnixMs) / seconds)) - clock.GetElapsedTime(wall);
        if (due > TimeSpan.Zero)
        {
            await Task.Delay(due, clock, cancellation);
        }
    }
}
