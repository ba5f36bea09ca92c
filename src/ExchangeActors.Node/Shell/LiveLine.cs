using ExchangeActors.Domain.Primitives;
using Spectre.Console;

namespace ExchangeActors.Node.Shell;

/// <summary>
/// Standard error: one line at its end that renews itself where there is a terminal, and whole lines above it, which never run into it.
/// Safe for
/// concurrent use.
/// </summary>
internal static class LiveLine
{
    private const string Erase = "\r\u001b[2K";
    private const int Narrowest = 20;

    private static readonly Lock Gate = new();
    private static string? _shown;

    /// <summary>True where a line can renew itself.</summary>
    public static bool IsTerminal { get; } = !Console.IsErrorRedirected && AnsiConsole.Profile.Capabilities.Ansi;

    /// <summary>Renews the line; where there is no terminal it is a line like any other.</summary>
    /// <param name="parts">The most important first: what has no room on the terminal is left out, from the end, whole.</param>
    public static void Show(params string[] parts)
    {
        if (!IsTerminal)
        {
            Say(string.Join("  ", parts.Where(part => part.Length > 0)));
            return;
        }

        lock (Gate)
        {
            _shown = Fit(parts, Math.Max(Narrowest, Console.WindowWidth - 1));
            Console.Error.Write(Erase + _shown);
        }
    }

    /// <summary>As many of the parts, from the first on, as go into a line of this width.</summary>
    public static string Fit(IReadOnlyList<string> parts, int width)
    {
        var line = string.Empty;
        foreach (var part in parts.Where(part => part.Length > 0).Select(Identifier.Plain))
        {
            var longer = line.Length == 0 ? part : $"{line}  {part}";
            if (longer.Length > width)
            {
                break;
            }

            line = longer;
        }

        return line;
    }

    /// <summary>Takes the line away.</summary>
    public static void Clear()
    {
        lock (Gate)
        {
            if (_shown is not null)
            {
                Console.Error.Write(Erase);
                _shown = null;
            }
        }
    }

    /// <summary>Writes a whole line above the one that renews itself, without anything that a terminal would act on.</summary>
    public static void Say(string line)
    {
        lock (Gate)
        {
            var text = Identifier.Plain(line) + Environment.NewLine;
            Console.Error.Write(_shown is null ? text : Erase + text + _shown);
        }
    }
}
