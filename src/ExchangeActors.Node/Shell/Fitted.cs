using System.Text;
using System.Text.RegularExpressions;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ExchangeActors.Node.Shell;

/// <summary>
/// Tables that fit into the width there is without cutting a word or a number in two: titles of columns and texts go on in the next line at
/// a space; where that is not enough, also within paths and addresses, then long amounts are shortened (12,345,678.90 to 12.35M), and then
/// the columns on the right stand below, in a table of their own with the first column again.
/// </summary>
internal static partial class Fitted
{
    private const int ShownDigits = 4;

    /// <summary>Where a path, an address or a setting may go on in the next line; it takes no room.</summary>
    private const char Break = '\u200b';

    /// <summary>Between a number and its unit; written as a space.</summary>
    private const char Glue = '\u00a0';

    private static readonly (decimal Size, string Name)[] Scales = [(1e12m, "T"), (1e9m, "B"), (1e6m, "M"), (1e3m, "k")];

    /// <summary>Writes a table of plain text.</summary>
    public static void WriteFitted(this IAnsiConsole console, Table table)
    {
        var sheet = new Sheet(console, table);
        var width = console.Profile.Width;
        if (!sheet.Fits(width))
        {
            sheet.Change(Breakable);
        }

        if (!sheet.Fits(width))
        {
            sheet.Change(Short);
        }

        foreach (var part in sheet.Parts(width))
        {
            console.Write(part);
        }
    }

    /// <summary>An amount of many digits with few: <c>12,345,678.90</c> is <c>12.35M</c>. Every other text as it is.</summary>
    public static string Short(string text) => Amount().Replace(text, match =>
    {
        var value = decimal.Parse(match.Value, System.Globalization.CultureInfo.InvariantCulture);
        var scale = Scales.FirstOrDefault(scale => Math.Abs(value) >= scale.Size);
        if (scale.Name is null || Math.Abs(value) < 10_000m)
        {
            return match.Value;
        }

        var scaled = value / scale.Size;
        var decimals = Math.Max(
            0, ShownDigits - decimal.Truncate(Math.Abs(scaled)).ToString(System.Globalization.CultureInfo.InvariantCulture).Length);
        return decimal.Round(scaled, decimals).ToString(System.Globalization.CultureInfo.InvariantCulture) + scale.Name;
    });

    /// <summary>Long paths, addresses and settings, not numbers, may go on in the next line behind <c>/ . = ? &amp;</c>.</summary>
    private static string Breakable(string text) => LongWords().Replace(text, word => Joints().Replace(word.Value, $"$0{Break}"));

    [GeneratedRegex(@"(?=\S*\p{L})\S{25,}")]
    private static partial Regex LongWords();

    [GeneratedRegex(@"(?<=\d) (?=(?:%|s|ms|min|MB)(?!\w))")]
    private static partial Regex Units();

    [GeneratedRegex(@"[/.=?&]+(?=.)")]
    private static partial Regex Joints();

    [GeneratedRegex(@"(?<![\w.,:/-])-?\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w.,:/-])")]
    private static partial Regex Amount();

    private static string Text(IAnsiConsole console, IRenderable cell)
    {
        var text = new StringBuilder();
        foreach (var segment in cell.Render(RenderOptions.Create(console), int.MaxValue / 4))
        {
            text.Append(segment.IsLineBreak ? "\n" : segment.Text);
        }

        return Units().Replace(text.ToString().TrimEnd('\n'), $"{Glue}");
    }

    private sealed class Sheet
    {
        private readonly Table _table;
        private readonly List<string> _titles;
        private readonly List<List<string>> _rows;

        public Sheet(IAnsiConsole console, Table table)
        {
            _table = table;
            _titles = [.. table.Columns.Select(column => Text(console, column.Header))];
            _rows = [.. table.Rows.Select(row => row.Select(cell => Text(console, cell)).ToList())];
        }

        private int[] All => [.. Enumerable.Range(0, _titles.Count)];

        public bool Fits(int width) => Fits(All, width);

        /// <summary>Changes all cells but those of the first column.</summary>
        public void Change(Func<string, string> change)
        {
            foreach (var row in _rows)
            {
                for (var i = 1; i < row.Count; i++)
                {
                    row[i] = change(row[i]);
                }
            }
        }

        /// <summary>The table, in as many parts as it takes; each has the first column and at least one of the others.</summary>
        public IEnumerable<Table> Parts(int width)
        {
            var rest = All[1..];
            do
            {
                var many = rest.Length;
                while (many > 1 && !Fits([0, .. rest[..many]], width))
                {
                    many--;
                }

                int[] columns = [0, .. rest[..many]];
                yield return many != 1 || Fits(columns, width) ? Part(columns, width) : Below(rest[0]);
                rest = rest[many..];
            }
            while (rest.Length > 0);
        }

        /// <summary>What finds no room beside the first column, as a hash, stands below each of its cells.</summary>
        private Table Below(int column)
        {
            var below = new Table { Title = Title(column), Border = _table.Border, ShowHeaders = _table.ShowHeaders };
            below.AddColumn(new TableColumn(new Text(Plain($"{_titles[0]}\n  {_titles[column]}"))) { Padding = new Padding(0, 0, 0, 0) });
            foreach (var row in _rows)
            {
                below.AddRow(new Text(Plain($"{row[0]}\n  {(column < row.Count ? row[column] : string.Empty)}")));
            }

            return below;
        }

        private TableTitle? Title(int column) =>
            column > 1 && _table.Title is { } title ? new TableTitle($"{title.Text}, continued", title.Style) : _table.Title;

        private bool Fits(int[] columns, int width) => columns.Sum(Least) + Frame(columns) <= width;

        private Table Part(int[] columns, int width)
        {
            var widths = Widths(columns, width - Frame(columns));
            var fitted = new Table
            {
                Title = columns.Length > 1 ? Title(columns[1]) : _table.Title,
                Border = _table.Border,
                ShowHeaders = _table.ShowHeaders,
            };
            for (var i = 0; i < columns.Length; i++)
            {
                var column = _table.Columns[columns[i]];
                fitted.AddColumn(new TableColumn(new Text(Wrapped(_titles[columns[i]], widths[i])))
                {
                    Alignment = column.Alignment,
                    Padding = column.Padding,
                    Width = widths[i],
                });
            }

            foreach (var row in _rows)
            {
                fitted.AddRow(
                    [
                        .. columns.Select(
                            (column, i) => (IRenderable)new Text(column < row.Count ? Wrapped(row[column], widths[i]) : string.Empty))
                    ]);
            }

            return fitted;
        }

        /// <summary>Columns as wide as their widest line, as long as there is room; else every one at least as wide as its longest
        /// word.</summary>
        private int[] Widths(int[] columns, int room)
        {
            var least = columns.Select(Least).ToArray();
            var widths = least.ToArray();
            var left = Math.Max(0, room - widths.Sum());

            // Cells first, since a title goes on in the next line more easily; then whoever wants more, evenly.
            var cells = columns.Select((column, i) => Math.Max(least[i], Cells(column).DefaultIfEmpty().Max(Longest))).ToArray();
            left = Share(widths, cells, left);
            Share(widths, [.. columns.Select((column, i) => Math.Max(cells[i], Longest(_titles[column])))], left);
            return widths;
        }

        private static int Share(int[] widths, int[] wanted, int left)
        {
            while (left > 0 && Enumerable.Range(0, widths.Length).Where(i => widths[i] < wanted[i]).ToList() is { Count: > 0 } hungry)
            {
                foreach (var i in hungry.OrderBy(i => wanted[i] - widths[i]))
                {
                    var given = Math.Min(wanted[i] - widths[i], Math.Max(1, left / hungry.Count));
                    given = Math.Min(given, left);
                    widths[i] += given;
                    left -= given;
                }
            }

            return left;
        }

        private IEnumerable<string> Cells(int column) => _rows.Where(row => column < row.Count).Select(row => row[column]);

        private int Least(int column) => Cells(column).Append(_titles[column]).Max(LongestWord);

        private int Frame(int[] columns) =>
            columns.Sum(i => (_table.Columns[i].Padding?.Left ?? 1) + (_table.Columns[i].Padding?.Right ?? 1)) + columns.Length + 1;

        private static int Longest(string? text) => text is null ? 0 : Plain(text).Split('\n').Max(line => line.GetCellWidth());

        private static int LongestWord(string text) => text.Split(' ', '\n', Break).Max(word => word.GetCellWidth()) + Indent(text);

        private static string Plain(string text) => text.Replace($"{Break}", string.Empty, StringComparison.Ordinal).Replace(Glue, ' ');

        private static int Indent(string text) => text.Length - text.TrimStart(' ').Length;

        /// <summary>The text with line breaks at spaces; what goes on is indented like its beginning.</summary>
        private static string Wrapped(string text, int width)
        {
            if (Longest(text) <= width)
            {
                return Plain(text);
            }

            var indent = new string(' ', Indent(text));
            var lines = new List<string>();
            foreach (var part in text.Split('\n'))
            {
                var line = indent;
                foreach (var (space, piece) in Pieces(part))
                {
                    if (line.Length > indent.Length && line.GetCellWidth() + space.Length + piece.GetCellWidth() > width)
                    {
                        lines.Add(line);
                        line = indent;
                    }

                    line += line.Length > indent.Length ? space + piece : piece;
                }

                lines.Add(line);
            }

            return Plain(string.Join('\n', lines));
        }

        /// <summary>What stays together, and what stands before it in the same line.</summary>
        private static IEnumerable<(string Space, string Text)> Pieces(string text) =>
            text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .SelectMany(word => word.Split(Break).Select((piece, place) => (place == 0 ? " " : string.Empty, piece)));
    }
}
