using System.CommandLine;
using System.CommandLine.Completions;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Node;

/// <summary><c>exchange help TOPIC</c>: the READMEs of the repository, which the build copies beside the program.</summary>
public static class HelpCommand
{
    private const string Extension = ".md";

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "help");

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var topic = new Argument<string?>("topic")
        {
            Description = "One of those that exchange help lists.",
            HelpName = "topic",
            Arity = ArgumentArity.ZeroOrOne,
        };
        topic.CompletionSources.Add(_ => Topics().Select(name => new CompletionItem(name)));
        var command = new Command("help", "Lists the texts about the program, or prints one.") { topic };
        command.SetAction(parsed => Write(parsed.GetValue(topic)));
        return command;
    }

    private static int Write(string? topic)
    {
        var topics = Topics();
        if (topic is null)
        {
            foreach (var name in topics)
            {
                Console.Out.WriteLine($"{name,-12} {Title(name)}");
            }

            Console.Error.WriteLine("exchange help TOPIC prints one; exchange VERB --help has options and an example");
            return ExitCode.Fine;
        }

        if (!topics.Contains(topic, StringComparer.Ordinal))
        {
            return Attempt.Fail(
                $"help: there is no topic \"{Nearest.Shown(topic)}\"; {Nearest.Remedy(topic, topics)}", ExitCode.WrongInput);
        }

        Console.Out.Write(File.ReadAllText(FileOf(topic)));
        return ExitCode.Fine;
    }

    private static string[] Topics() => Directory.Exists(Folder)
        ? [
            .. Directory.EnumerateFiles(Folder, "*" + Extension)
                .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal),
        ]
        : [];

    private static string Title(string topic) => File.ReadLines(FileOf(topic)).First().TrimStart('#', ' ');

    private static string FileOf(string topic) => Path.Combine(Folder, topic + Extension);
}
