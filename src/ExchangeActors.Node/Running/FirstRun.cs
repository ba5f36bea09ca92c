namespace ExchangeActors.Node.Running;

/// <summary><c>exchange run</c> without a scenario: the smallest one, and what to try next.</summary>
internal static class FirstRun
{
    private const string Scenario = "first-adl";

    private static readonly (string Command, string What)[] Next =
    [
        ("exchange run oct-10-2025", "the crash of 10 October 2025: 10,000 accounts, 17 markets, half a minute"),
        ("exchange scenarios", "all scenarios; exchange venues: all venues, for --venue"),
        ("exchange new scenario mine", "a scenario of your own to begin with"),
        ("exchange help", "texts about everything; exchange --help: all verbs"),
    ];

    /// <summary>Runs it; the result is an <see cref="ExitCode"/>.</summary>
    public static async Task<int> Run(RunOptions options, CancellationToken cancellation)
    {
        await Console.Error.WriteLineAsync($"no scenario named: this is {Scenario}, three accounts and the smallest deleveraging there is");
        var code = await RunVerb.Run(options with { Scenario = Scenario }, cancellation);
        if (code == ExitCode.Fine)
        {
            await Console.Error.WriteLineAsync("\ntry next:");
            foreach (var (command, what) in Next)
            {
                await Console.Error.WriteLineAsync($"  {command,-28}{what}");
            }
        }

        return code;
    }
}
