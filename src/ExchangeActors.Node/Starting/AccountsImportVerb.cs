using System.Globalization;
using System.Text;
using ExchangeActors.Review.Exporting;
using ExchangeActors.Scenarios.Loading;

namespace ExchangeActors.Node.Starting;

/// <summary><c>exchange import accounts</c>.</summary>
public static class AccountsImportVerb
{
    /// <summary>Imports; the result is an <see cref="ExitCode"/>.</summary>
    /// <param name="file">The table.</param>
    /// <param name="output">The file to make, of which there must be none; null for standard output.</param>
    /// <param name="scenario">Checked against its markets; null for none.</param>
    /// <param name="json">The summary as JSON.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Task<int> Run(string file, string? output, string? scenario, bool json, CancellationToken cancellation) =>
        json && output is null
            ? Task.FromResult(
                Attempt.Fail("import accounts: --json is the summary of an import to a file; name one with --output", ExitCode.WrongInput))
            : Attempt.Run(() => Task.FromResult(Import(file, output, scenario, json)), cancellation);

    private static int Import(string file, string? output, string? scenario, bool json)
    {
        var read = AccountImport.Read(file, scenario);
        if (output is null)
        {
            read.Write(Console.Out);
            return ExitCode.Fine;
        }

        using var target = NewFile.Create(output);
        using (var text = new StreamWriter(target.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true))
        {
            read.Write(text);
        }

        var bytes = target.Complete();
        if (json)
        {
            Console.Out.WriteLine(ReportJson.Write(new
            {
                file = output,
                accounts = read.Accounts,
                positions = read.Positions,
                deposits = read.Deposits,
                markets = read.Markets,
                checkedAgainst = read.Checked,
                bytes,
            }));
            return ExitCode.Fine;
        }

        Lines.Say(string.Create(
            CultureInfo.InvariantCulture,
                $"{output}: {Counts.Of(read.Accounts, "account")}, {Counts.Of(read.Positions, "position")}, deposits {read.Deposits:N2}"));
        foreach (var market in read.Markets)
        {
            Lines.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"  {market.Market}: {Counts.Of(market.Accounts, "account")}, open interest {market.OpenInterest:#,0.############}, "
                    + $"{market.Notional:N2} at its entries"));
        }

        LiveLine.Say(scenario is null
            ? $"in a scenario: \"accounts\": \"{output}\", seen from its folder; exchange validate checks it with markets and prices"
            : $"in {scenario}: \"accounts\": \"{output}\", seen from its folder");
        return ExitCode.Fine;
    }
}
