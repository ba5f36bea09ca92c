using Akka.Configuration;
using Akka.Event;

namespace ExchangeActors.Node.Shell;

/// <summary>
/// Takes the place of the actor system's logger on standard output, to which it writes before its loggers are up and, when it stops,
/// whatever they had not come to. Standard output belongs to the report.
/// </summary>
public sealed class StandardErrorLogger : MinimalLogger
{
    /// <summary>The setting that puts it in place.</summary>
    public static Config Setting { get; } = ConfigurationFactory.ParseString(
        $"akka.stdout-logger-class = \"{typeof(StandardErrorLogger).FullName}, {typeof(StandardErrorLogger).Assembly.GetName().Name}\"");

    /// <inheritdoc/>
    protected override void Log(object message)
    {
        if (message is LogEvent logged && logged.LogLevel() >= LogLevel.WarningLevel)
        {
            LiveLine.Say(
                $"{logged.Timestamp.ToLocalTime():HH:mm:ss.fff} {(logged.LogLevel() == LogLevel.ErrorLevel ? "ERR" : "WRN")} "
                    + $"{logged.Message}");
        }
    }
}
