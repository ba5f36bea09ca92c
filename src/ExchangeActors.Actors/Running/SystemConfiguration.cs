using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Hosting.Logging;
using Microsoft.Extensions.Logging;

namespace ExchangeActors.Actors.Running;

/// <summary>The actor system's settings: the journal's, and logs that go to the caller's logger factory and nowhere else.</summary>
internal static class SystemConfiguration
{
    // A message to an entity that has just stopped is accounted for by its supervisor; logging it helps nobody.
    private const string Settings = """
        akka {
          stdout-loglevel = OFF
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          coordinated-shutdown {
            exit-clr = off
            run-by-clr-shutdown-hook = off
          }
          persistence.journal-plugin-fallback.recovery-event-timeout = 15s
        }
        """;

    /// <summary>The set-up of an exchange's actor system.</summary>
    public static ActorSystemSetup Create(JournalStore store, ExchangeSystemOptions options, ILoggerFactory? loggers, string dispatchers)
    {
        var configuration = (options.Configuration ?? ConfigurationFactory.Empty)
            .WithFallback(Logging(loggers))
            .WithFallback(ConfigurationFactory.ParseString(Settings))
            .WithFallback(ConfigurationFactory.ParseString(dispatchers))
            .WithFallback(store.Configuration);
        var setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(configuration));
        foreach (var plugins in store.Setups)
        {
            setup = setup.And(plugins);
        }

        if (store.Heads is { } heads)
        {
            setup = setup.And(heads);
        }

        return loggers is null ? setup : setup.And(new LoggerFactorySetup(loggers));
    }

    private static Config Logging(ILoggerFactory? loggers)
    {
        if (loggers is null)
        {
            return ConfigurationFactory.ParseString("akka { loglevel = OFF, loggers = [] }");
        }

        var logger = loggers.CreateLogger("Akka");
        var level = logger.IsEnabled(LogLevel.Debug) ? "DEBUG"
            : logger.IsEnabled(LogLevel.Information) ? "INFO"
            : logger.IsEnabled(LogLevel.Warning) ? "WARNING"
            : logger.IsEnabled(LogLevel.Error) ? "ERROR"
            : "OFF";
        return ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = {{level}}
              loggers = ["Akka.Hosting.Logging.LoggerFactoryLogger, Akka.Hosting"]
            }
            """);
    }
}
