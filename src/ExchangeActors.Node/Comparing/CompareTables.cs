using ExchangeActors.Scenarios.Comparing;
using Spectre.Console;

namespace ExchangeActors.Node.Comparing;

/// <summary>A comparison as tables on standard output.</summary>
public static class CompareTables
{
    /// <summary>Writes the report.</summary>
    public static void Write(ComparisonReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var console = Sheets.Console();
        console.WriteLine(ComparisonSheets.Subject(report));
        console.WriteLine();
        foreach (var sheet in ComparisonSheets.Of(report))
        {
            string[] columns = [.. sheet.Columns];
            var table = sheet.IsNarrow ? Sheets.Matrix(sheet.Title, columns) : Sheets.Sheet(sheet.Title, columns);
            foreach (var row in sheet.Rows)
            {
                Sheets.Add(table, row);
            }

            console.WriteFitted(table);
            foreach (var note in sheet.Notes)
            {
                console.WriteLine(note);
            }
        }

        console.WriteLine(ComparisonSheets.Words);
        foreach (var (heading, measure, meaning) in ComparisonSheets.Meanings(report))
        {
            console.WriteLine($"{heading}{(heading == measure ? string.Empty : $", in JSON {measure}")}: {meaning}");
        }
    }
}
