using System.Globalization;
using ExchangeActors.Scenarios.Probing.Attacks;
using Spectre.Console;

namespace ExchangeActors.Node.Probing;

/// <summary>A report of attacks as tables on standard output.</summary>
public static class AttackTables
{
    /// <summary>Writes the report.</summary>
    public static void Write(AttackReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var console = Sheets.Console();
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Scenario}, {report.Market}: one owner pays in {report.Stake:N0}, the price gaps by {report.Move:P0}; {report.Runs} "
                + $"runs; amounts in quote currency"));
        console.WriteLine();
        var (attacks, venues) = (report.Results.Select(result => result.Attack).Distinct().ToList(),
            report.Results.Select(result => result.Venue).Distinct().ToList());
        foreach (var attack in attacks)
        {
            console.WriteLine($"{attack}: {AttackCatalog.All.Single(known => known.Name == attack).Summary}");
        }

        console.WriteLine();
        if (venues.Count == 1)
        {
            Details(console, venues[0], "attack", report.Results, result => result.Attack);
        }
        else
        {
            foreach (var attack in attacks)
            {
                Details(console, attack, "venue", report.Results.Where(result => result.Attack == attack), result => result.Venue);
            }

            Verdicts(console, report, attacks, venues);
        }

        foreach (var broken in report.BrokenInvariants)
        {
            console.WriteLine($"invariant broken: {broken}");
        }

        console.WriteLine(
            "profit: equity of all accounts of the attackers at the last marks and what they took out, less what they paid in");
        console.WriteLine(
            "fund lost: what the fund, vaults and the exchange's own account have less than in the same run without the attack, booked "
                + "deficits included");
        console.WriteLine("others lost: the sum of what each other trader has less than in that run; who has more is left out");
        console.WriteLine("amplification: what fund and others lost per unit that the attackers paid in");
        console.WriteLine(
            "pays: the attack's mechanism fired and the attackers end richer; refused: the venue does not accept what it takes; n/a: it "
                + "has nothing of the kind");
    }

    private static void Details(IAnsiConsole console, string title, string first, IEnumerable<AttackResult> results, Func<AttackResult,
        string> name)
    {
        var table = Sheets.Sheet(title, first, "profit", "fund lost", "others lost", "amplification", "liquidated own / others",
            "closed by ADL", "verdict");
        foreach (var result in results)
        {
            Sheets.Add(
                table,
                name(result), Amount(result.Profit), Amount(result.FundLost), Amount(result.OthersLost),
                    result.Amplification.ToString("0.00", CultureInfo.InvariantCulture),
                $"{Count(result.AttackersLiquidated)} / {Count(result.OthersLiquidated)}", Count(result.ForceClosed),
                result.Verdict == AttackVerdict.Refused ? $"refused: {string.Join(", ", result.Refused.Keys)}" : Verdict(result));
        }

        console.WriteFitted(table);
    }

    private static void Verdicts(IAnsiConsole console, AttackReport report, IEnumerable<string> attacks, IEnumerable<string> venues)
    {
        var columns = attacks.ToList();
        var table = Sheets.Sheet("Which attacks pay (amplification)", ["venue", .. columns]);
        foreach (var venue in venues)
        {
            Sheets.Add(
                table, [venue,
                    .. columns.Select(attack => Cell(report.Results.Single(result => result.Venue == venue && result.Attack == attack)))]);
        }

        console.WriteFitted(table);
    }

    private static string Cell(AttackResult result) => result.Verdict is not (AttackVerdict.Pays or AttackVerdict.DoesNotPay)
        ? Verdict(result)
        : string.Create(CultureInfo.InvariantCulture, $"{Verdict(result)} ({result.Amplification:0.00})");

    private static string Verdict(AttackResult result) => result.Verdict switch
    {
        AttackVerdict.Pays => "PAYS",
        AttackVerdict.DoesNotPay => "no",
        AttackVerdict.Refused => "refused",
        AttackVerdict.NotApplicable => "n/a",
        _ => "did not fire",
    };

    private static string Amount(decimal value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Count(long value) => Counts.Of(value);
}
