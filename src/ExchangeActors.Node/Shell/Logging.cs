using Microsoft.Extensions.Configuration;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace ExchangeActors.Node.Shell;

/// <summary>
/// Logs: to standard error for people, and to a file as compact JSON. Levels come from config/appsettings.json and the environment.
/// </summary>
public static class Logging
{
    private const string Probes = "/system/bootstrapCoordinator/";

    // A process may run for months: then the log goes on in a further file, and the oldest goes.
    private const long LargestFile = 100_000_000;
    private const int MostFiles = 20;

    // Without the exception: its stack is in the file.
    private const string ConsoleTemplate = "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}";

    /// <summary>A logger that writes to this file alone.</summary>
    public static Logger CreateQuiet(string path) => new LoggerConfiguration()
        .ReadFrom.Configuration(Settings.Load())
        .WriteTo.File(new CompactJsonFormatter(), path)
        .CreateLogger();

    /// <summary>A logger that writes to standard error and to this file.</summary>
    public static Logger Create(string path)
    {
        var configuration = Settings.Load();
        return new LoggerConfiguration()
            .ReadFrom.Configuration(configuration)
            .WriteTo.Logger(
                console => console.Filter.ByExcluding(IsProbe).WriteTo.Sink(new ConsoleLog(ConsoleTemplate)),
                configuration.GetValue("Logging:ConsoleLevel", LogEventLevel.Warning))
            .WriteTo.File(
                new CompactJsonFormatter(),
                path,
                fileSizeLimitBytes: LargestFile,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: MostFiles)
            .CreateLogger();
    }

    // A node that waits for its contacts says so itself; that one of them did not answer stands in the file, every second.
    private static bool IsProbe(LogEvent entry) => entry.Properties.TryGetValue("ActorPath", out var path)
        && path is ScalarValue { Value: string text } && text.Contains(Probes, StringComparison.Ordinal);

    /// <summary>Writes out what is left. A log that cannot be written, on a full disk, must not hide why the run stopped.</summary>
    public static void Close(Logger log)
    {
        ArgumentNullException.ThrowIfNull(log);
        try
        {
            log.Dispose();
        }
        catch (IOException)
        {
            // There is nowhere left to say so, and the run's own error says more.
        }
    }
}
