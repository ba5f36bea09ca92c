using ExchangeActors.Domain.Primitives;
using Spectre.Console;

namespace ExchangeActors.Node.Shell;

/// <summary>The look of the tables of comparisons and probes.</summary>
internal static class Sheets
{
    /// <summary>Standard output.</summary>
    public static IAnsiConsole Console() => Terminal.Out();

    /// <summary>A table whose first column is text and whose others are numbers.</summary>
    public static Table Sheet(string title, params string[] columns) => Make(title, 1, columns);

    /// <summary>A table of many narrow columns.</summary>
    public static Table Matrix(string title, params string[] columns) => Make(title, 0, columns);

    /// <summary>Adds a row of plain text: an id may hold what would otherwise be read as markup.</summary>
    public static void Add(Table table, params string[] cells) => table.AddRow([.. cells.Select(cell => new Text(Identifier.Plain(cell)))]);

    /// <summary>A generated account's id without the zeros in its middle: <c>trader-0000123</c> is <c>t-123</c>.</summary>
    public static string Short(string account) => account.StartsWith("trader-", StringComparison.Ordinal) ? "t-"
        + account["trader-".Length..].TrimStart('0') : account;

    private static Table Make(string title, int padding, string[] columns)
    {
        var table = new Table { Title = new TableTitle(Markup.Escape(title)), Border = TableBorder.Simple };
        for (var i = 0; i < columns.Length; i++)
        {
            table.AddColumn(
                new TableColumn(Markup.Escape(columns[i]))
                {
                    Alignment = i == 0 ? Justify.Left : Justify.Right,
                    Padding = new Padding(padding, 0, i == 0 ? 1 : padding, 0),
                    NoWrap = i == 0
                });
        }

        return table;
    }
}
