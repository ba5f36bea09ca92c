using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ExchangeActors.Node.Shell;

/// <summary>The library's help of a verb, with required arguments shown as such and examples at its end.</summary>
/// <param name="library">What writes the help.</param>
internal sealed class HelpText(HelpAction library) : SynchronousCommandLineAction
{
    // The journal of a review comes before its verb, where the parser can only take what may be left out.
    private const string OptionalJournal = "[<journal>]";

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <summary>Puts it in the place of the library's own.</summary>
    public static void Use(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        var library = (HelpAction)help.Action!;
        if (Console.IsOutputRedirected)
        {
            library.MaxWidth = Terminal.Columns() ?? Terminal.WidthWithoutTerminal;
        }

        help.Action = new HelpText(library);
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var configuration = parseResult.InvocationConfiguration;
        var output = configuration.Output;
        using var text = new StringWriter();
        configuration.Output = text;
        var code = library.Invoke(parseResult);
        configuration.Output = output;
        output.Write(text.ToString().TrimEnd().Replace(OptionalJournal, OptionalJournal[1..^1], StringComparison.Ordinal) + "\n\n");
        var examples = Examples.Of(parseResult.CommandResult.Command);
        if (examples.Count > 0)
        {
            output.WriteLine(examples.Count == 1 ? "Example:" : "Examples:");
            foreach (var example in examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        return code;
    }
}
