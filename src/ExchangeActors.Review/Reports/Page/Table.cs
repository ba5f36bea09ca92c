using ExchangeActors.Review.Wording;

namespace ExchangeActors.Review.Reports.Page;

/// <summary>A column: its heading, and whether it holds numbers.</summary>
internal readonly record struct Column(string Name, bool Number = true, string? Hint = null);

/// <summary>Tables that scroll sideways on a narrow page, with headings that a script makes sortable.</summary>
internal static class Table
{
    /// <summary>A table.</summary>
    /// <param name="id">Its name on the page; null for none.</param>
    /// <param name="caption">What it holds.</param>
    /// <param name="columns">Columns; the first one heads its row.</param>
    /// <param name="rows">Whole rows, <c>&lt;tr&gt;…&lt;/tr&gt;</c>.</param>
    /// <param name="sortable">Whether the reader may sort it.</param>
    public static Html Of(string? id, string caption, IEnumerable<Column> columns, IEnumerable<Html> rows, bool sortable = true) =>
        $"""
        <div class="scroll" tabindex="0" role="region" aria-label="{caption}"><table class="{(sortable ? "sortable" : "plain")}"{Id(id)}><caption><span>{caption}</span></caption>
        <thead><tr>{Html.Join(columns.Select(Heading))}</tr></thead><tbody>
        {Html.Join(rows)}</tbody></table></div>

        """;

    /// <summary>A heading of a row.</summary>
    public static Html RowHead<T>(T text) => $"""<th scope="row">{text}</th>""";

    /// <summary>A heading of a row that is a number.</summary>
    public static Html RowHead(int number) => $"""<th scope="row" class="n">{number}</th>""";

    /// <summary>
    /// A box into which a reader writes what the rows of a table, or the entries of a list, must hold; shown only where scripts run.
    /// </summary>
    public static Html Filter(string target, string label) =>
        $"""<p class="tools" hidden><label>{label} <input type="search" data-filter="{target}" autocomplete="off" spellcheck="false"></label> <output></output></p>""";

    private static Html Id(string? id)
    {
        if (id is null)
        {
            return Html.Empty;
        }

        return $" id=\"{id}\"";
    }

    private static Html Heading(Column column)
    {
        if (column.Hint is { } hint)
        {
            return $"""<th scope="col" class="{(column.Number ? "n" : "t")}" title="{hint}">{column.Name}</th>""";
        }

        return $"""<th scope="col" class="{(column.Number ? "n" : "t")}">{column.Name}</th>""";
    }
}
