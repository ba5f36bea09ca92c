using System.CommandLine;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Node.Shell;

/// <summary><c>exchange completions SHELL</c>: a script after which the shell completes verbs, options, scenarios and venues.</summary>
public static class CompletionsCommand
{
    private const string Extension = ".txt";
    private static readonly string[] Shells = ["bash", "fish", "pwsh", "zsh"];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or pwsh.", HelpName = "shell" };
        shell.CompletionSources.Add(Shells);
        var command = new Command(
            "completions", "Writes a script after which your shell completes verbs, options, and names of scenarios and venues.") { shell };
        command.SetAction(parsed => Write(parsed.GetValue(shell)!));
        return command;
    }

    private static int Write(string shell)
    {
        if (!Shells.Contains(shell, StringComparer.Ordinal))
        {
            return Attempt.Fail(
                $"completions: \"{Nearest.Shown(shell)}\" is no shell known here; {Nearest.Remedy(shell, Shells)}", ExitCode.WrongInput);
        }

        using var stream = typeof(CompletionsCommand).Assembly.GetManifestResourceStream($"completions/{shell}{Extension}")!;
        using var reader = new StreamReader(stream);
        Console.Out.Write(reader.ReadToEnd());
        return ExitCode.Fine;
    }
}
