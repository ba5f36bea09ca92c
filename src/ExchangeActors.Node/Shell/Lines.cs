using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Node.Shell;

/// <summary>Lines of plain text on standard output.</summary>
internal static class Lines
{
    /// <summary>Writes a line: a journal that somebody sent may hold what a terminal would act on.</summary>
    public static void Say(string line = "") => Console.Out.WriteLine(Identifier.Plain(line));
}
