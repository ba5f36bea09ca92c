using System.Text;
using System.Text.RegularExpressions;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ExchangeActors.Node.Shell;

/// <summary>
/// Tables that fit into the width there is without cutting a word or a number in two: titles of columns and texts go on in the next line at
/// a space; where that is not enough, also within paths and addresses, then long amounts are shortened (12,345,678.90 to 12.35M), and then
/// columns are left out from the right, and named.
/// </summary>
internal static partial class Fitted
{
    private const int ShownDigits = 4;

    /// <summary>Where a path, an address or a setting may go on in the next line; it takes no room.</summary>
    private const char Break = '\u200b';

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

        var left = new List<string>();
        while (!sheet.Fits(width) && sheet.Count > 2)
        {
            left.Insert(0, sheet.DropLast());
        }

        console.Write(sheet.ToTable(width));
        if (left.Count > 0)
        {
            console.WriteLine($"not shown at {width} columns: {string.Join(", ", left)}; --json has all");
            console.WriteLine();
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

        return text.ToString().TrimEnd('\n');
    }

    private sealed class Sheet
    {
        private readonly Table _table;
        private readonly List<string> _titles;
        private readonly List<List<string>> _rows;
        private int _count;

        public Sheet(IAnsiConsole console, Table table)
        {
            _table = table;
            _titles = [.. table.Columns.Select(column => Text(console, column.Header))];
            _rows = [.. table.Rows.Select(row => row.Select(cell => Text(console, cell)).ToList())];
            _count = _titles.Count;
        }

        public int Count => _count;

        public bool Fits(int width) => Enumerable.Range(0, _count).Sum(Least) + Frame() <= width;

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

        public string DropLast() => _titles[--_count].Replace('\n', ' ');

        public Table ToTable(int width)
        {
            var widths = Widths(width - Frame());
            var fitted = new Table { Title = _table.Title, Border = _table.Border, ShowHeaders = _table.ShowHeaders };
            for (var i = 0; i < _count; i++)
            {
                var column = _table.Columns[i];
                fitted.AddColumn(new TableColumn(new Text(Wrapped(_titles[i], widths[i])))
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
                        .. Enumerable.Range(0, _count).Select(
                            i => (IRenderable)new Text(i < row.Count ? Wrapped(row[i], widths[i]) : string.Empty))
                    ]);
            }

            return fitted;
        }

        /// <summary>Columns as wide as their widest line, as long as there is room; else every one at least as wide as its longest
        /// word.</summary>
        private int[] Widths(int room)
        {
            var least = Enumerable.Range(0, _count).Select(Least).ToArray();
            var most = Enumerable.Range(0, _count).Select(
                i => Math.Max(least[i], Math.Max(Longest(_titles[i]), Cells(i).DefaultIfEmpty().Max(Longest)))).ToArray();
            var widths = least.ToArray();
            var left = Math.Max(0, room - widths.Sum());

            // Cells first, since a title goes on in the next line more easily; then whoever wants more, evenly.
            var cells = Enumerable.Range(0, _count).Select(i => Math.Max(least[i], Cells(i).DefaultIfEmpty().Max(Longest))).ToArray();
            left = Share(widths, cells, left);
            Share(widths, most, left);
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

        private int Frame() =>
            Enumerable.Range(0, _count).Sum(
                i => (_table.Columns[i].Padding?.Left ?? 1) + (_table.Columns[i].Padding?.Right ?? 1)) + _count + 1;

        private static int Longest(string? text) => text is null ? 0 : Plain(text).Split('\n').Max(line => line.GetCellWidth());

        private static int LongestWord(string text) => text.Split(' ', '\n', Break).Max(word => word.GetCellWidth()) + Indent(text);

        private static string Plain(string text) => text.Replace(Break.ToString(), string.Empty, StringComparison.Ordinal);

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

            return string.Join('\n', lines);
        }

        /// <summary>What stays together, and what stands before it in the same line.</summary>
        private static IEnumerable<(string Space, string Text)> Pieces(string text) =>
            text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .SelectMany(word => word.Split(Break).Select((piece, place) => (place == 0 ? " " : string.Empty, piece)));
    }
}
