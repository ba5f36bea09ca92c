using System.Globalization;
using Spectre.Console;

namespace ExchangeActors.Node.Shell;

/// <summary>Where results are written for people, and how wide.</summary>
internal static class Terminal
{
    /// <summary>Columns when standard output is no terminal and the environment says nothing.</summary>
    public const int WidthWithoutTerminal = 120;

    /// <summary>A table that is narrower than this would be cut everywhere.</summary>
    private const int Narrowest = 40;

    private const int Widest = 1_000;

    /// <summary>
    /// Standard output: as wide as the terminal; when it goes elsewhere as wide as the environment variable <c>COLUMNS</c> says, else so
    /// many columns.
    /// </summary>
    public static IAnsiConsole Out()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = Columns() ?? WidthWithoutTerminal;
        }

        return console;
    }

    /// <summary>What the environment says; null where it says nothing.</summary>
    public static int? Columns() =>
        int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns)
            ? Math.Clamp(columns, Narrowest, Widest)
            : null;
}
