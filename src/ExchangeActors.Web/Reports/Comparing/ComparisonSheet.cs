namespace ExchangeActors.Web.Reports.Comparing;

/// <summary>A table of a comparison: the same for a terminal and for a page.</summary>
/// <param name="Title">What it is about.</param>
/// <param name="Columns">Headings; the first column is text, the others are numbers.</param>
/// <param name="IsNarrow">Many narrow columns.</param>
public sealed record ComparisonSheet(string Title, IReadOnlyList<string> Columns, bool IsNarrow)
{
    private readonly List<string[]> _rows = [];
    private readonly List<string> _notes = [];

    /// <summary>Cells, a row for each venue.</summary>
    public IReadOnlyList<string[]> Rows => _rows;

    /// <summary>Lines below it.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>A table.</summary>
    public static ComparisonSheet Of(string title, params string[] columns) => new(title, columns, false);

    /// <summary>A table of many narrow columns.</summary>
    public static ComparisonSheet Matrix(string title, params string[] columns) => new(title, columns, true);

    /// <summary>Adds a row.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>Adds a line below it.</summary>
    public void Note(string text) => _notes.Add(text);
}
