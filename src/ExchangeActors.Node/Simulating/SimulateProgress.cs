using System.Globalization;
using ExchangeActors.Scenarios.Simulating;

namespace ExchangeActors.Node.Simulating;

/// <summary>A line on standard error every few seconds.</summary>
internal sealed class SimulateProgress : IProgress<SimulatorProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private TimeSpan _last;

    public void Report(SimulatorProgress value)
    {
        if (value.Elapsed - _last < Interval)
        {
            return;
        }

        _last = value.Elapsed;
        LiveLine.Show(string.Create(
            CultureInfo.InvariantCulture,
            $"{value.Done:N0}{(value.Of == int.MaxValue ? string.Empty : $"/{value.Of:N0}")} seeds "
                + $"({value.Done / value.Elapsed.TotalSeconds:N0}/s)  {value.Events:N0} events  {value.Failures:N0} failed"));
    }
}
