using System.Collections.Immutable;
using System.Globalization;
using CsvHelper;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Binding;

/// <summary>
/// Reads accounts and their positions from a table (CSV with a line of names, in any order): a row for each position, or for an account
/// without one. What it makes is the list that a scenario has, each value with the line that it comes from.
/// </summary>
internal static class AccountTable
{
    private const string Account = "account";
    private const string Owner = "owner";
    private const string Deposit = "deposit";
    private const string Market = "market";
    private const string Size = "size";
    private const string Entry = "entry";
    private const string IsolatedMargin = "isolatedMargin";

    private const int LongestRow = 1 << 16;
    private const int MostProblems = 1_000;

    private static readonly string[] Columns = [Account, Owner, Deposit, Market, Size, Entry, IsolatedMargin];
    private static readonly string[] Required = [Account, Deposit];

    private static readonly CsvReaderOptions Csv = new()
    {
        HasHeader = false,
        TrimWhitespace = true,
        CommentPrefix = '#',
        AllowLineBreaksInQuotes = false,
        TrackLineNumbers = true,
        MaxRecordSize = LongestRow,
        MalformedData = CsvMalformedDataHandling.Throw,
    };

    /// <summary>The accounts of a file.</summary>
    /// <exception cref="InputException">With every problem that was found, each with line and column.</exception>
    public static DocumentNode Read(string path, string shown)
    {
        try
        {
            if (File.Exists(path) && !DiskFile.IsRegular(path))
            {
                throw new InputException(new InputProblem(shown, 0, string.Empty, "is a device or a pipe", "write it into a file first"));
            }

            if (new FileInfo(path) is { Exists: true, Length: > DocumentParser.MaxBytes })
            {
                throw new InputException(new InputProblem(
                    shown, 0, string.Empty, $"is larger than {DocumentParser.MaxBytes >> 20} MiB, the most that it may have",
                        "leave accounts out"));
            }

            using var rows = CsvReader.Create(File.OpenRead(path), Csv, leaveOpen: false);
            return Read(rows, shown);
        }
        catch (CsvFormatException fault)
        {
            throw new InputException(new InputProblem(
                shown, fault.LineNumber, string.Empty, $"is not CSV: {fault.Message.Split('\n')[0].TrimEnd('.')}", "correct this row"));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException(FileProblem.Of(shown, path, fault));
        }
    }

    private static DocumentNode Read(CsvReader rows, string shown)
    {
        var problems = ImmutableArray.CreateBuilder<InputProblem>();
        var list = new DocumentNode(NodeKind.List, new Origin(shown, 1));
        if (!rows.Read())
        {
            throw new InputException(
                new InputProblem(shown, 0, string.Empty, "is empty",
                    $"write a line of names, {string.Join(',', Columns)}, and rows below it"));
        }

        var places = Places(rows, shown, problems);
        if (problems.Count > 0)
        {
            throw new InputException(problems.DrainToImmutable());
        }

        var known = new Dictionary<string, DocumentNode>(StringComparer.Ordinal);
        var width = rows.FieldCount;
        while (problems.Count < MostProblems && rows.Read())
        {
            new Row(rows, width, places, new Origin(shown, rows.LineNumber), problems).Into(list, known);
        }

        foreach (var account in list.Items.Where(account => account[Deposit] is null && problems.Count < MostProblems))
        {
            problems.Add(
                account.Origin.Problem(Deposit, $"account \"{account["id"]!.Text}\" has none", "write it into its first row, e.g. 1000"));
        }

        return problems.Count == 0 ? list : throw new InputException(problems.DrainToImmutable());
    }

    private static Dictionary<string, int> Places(CsvReader names, string shown, ImmutableArray<InputProblem>.Builder problems)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var place = 0; place < names.FieldCount; place++)
        {
            var written = names.GetString(place).TrimStart('\ufeff');
            if (Array.Find(Columns, column => column.Equals(written, StringComparison.OrdinalIgnoreCase)) is not { } column)
            {
                problems.Add(new InputProblem(
                    shown, names.LineNumber, string.Empty, $"the column \"{Nearest.Shown(written)}\" is unknown",
                        Nearest.Remedy(written, Columns)));
            }
            else if (!places.TryAdd(column, place))
            {
                problems.Add(new InputProblem(shown, names.LineNumber, column, "there are two columns of this name", "remove one"));
            }
        }

        foreach (var column in Required.Where(column => !places.ContainsKey(column) && problems.Count == 0))
        {
            problems.Add(
                new InputProblem(shown, names.LineNumber, column, "there is no such column",
                    $"the first line names the columns: {string.Join(',', Columns)}"));
        }

        return places;
    }

    /// <summary>A row: an account, and a position of it or none.</summary>
    private sealed class Row(CsvReader rows, int width, Dictionary<string, int> places, Origin origin,
        ImmutableArray<InputProblem>.Builder problems)
    {
        public void Into(DocumentNode list, Dictionary<string, DocumentNode> known)
        {
            if (rows.FieldCount != width)
            {
                Note(string.Empty, $"has {rows.FieldCount} fields, the first line names {width}",
                    "a comma within a field needs quotes around the field");
                return;
            }

            var id = Field(Account);
            if (id.Length == 0)
            {
                Note(Account, "is empty", "name the account in each of its rows");
                return;
            }

            if (!known.TryGetValue(id, out var account))
            {
                account = new DocumentNode(NodeKind.Object, origin);
                account.Set("id", new DocumentNode(NodeKind.Text, origin, id), origin);
                known[id] = account;
                list.Items.Add(account);
            }

            Once(account, Owner, Field(Owner) is { Length: > 0 } owner ? new DocumentNode(NodeKind.Text, origin, owner) : null);

            // A deposit that is no number is noted, and not missing.
            Once(account, Deposit,
                Number(Deposit) ?? (Field(Deposit).Length > 0 && account[Deposit] is null ? new DocumentNode(NodeKind.Null, origin)
                    : null));
            if (Position() is { } position)
            {
                if (account["positions"] is null)
                {
                    account.Set("positions", new DocumentNode(NodeKind.List, origin), origin);
                }

                account["positions"]!.Items.Add(position);
            }
        }

        private DocumentNode? Position()
        {
            string[] needed = [Market, Size, Entry];
            if (!needed.Append(IsolatedMargin).Any(column => Field(column).Length > 0))
            {
                return null;
            }

            foreach (var column in needed.Where(column => Field(column).Length == 0))
            {
                Note(column, places.ContainsKey(column) ? "is empty" : "there is no such column",
                    "a position has market, size and entry; an account without one has none of them");
            }

            var position = new DocumentNode(NodeKind.Object, origin);
            position.Set(Market, new DocumentNode(NodeKind.Text, origin, Field(Market)), origin);
            foreach (var column in new[] { Size, Entry, IsolatedMargin })
            {
                if (Number(column) is { } number)
                {
                    position.Set(column, number, origin);
                }
            }

            return position;
        }

        /// <summary>A figure of the account: told in one of its rows, or the same in several.</summary>
        private void Once(DocumentNode account, string column, DocumentNode? told)
        {
            if (told is null)
            {
                return;
            }

            if (account[column] is not { } before)
            {
                account.Set(column, told, origin);
            }
            else if (before.Kind != NodeKind.Null && before.Text != told.Text)
            {
                Note(column,
                    $"is {Identifier.Shown(told.Text)}, line {before.Origin.Line} says {Identifier.Shown(before.Text)} for the same "
                        + $"account", "write the same in each of its rows, or in the first alone");
            }
        }

        private DocumentNode? Number(string column)
        {
            var text = Field(column);
            if (text.Length == 0)
            {
                return null;
            }

            const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
            if (decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out var number))
            {
                return new DocumentNode(NodeKind.Number, origin, Canonical.Text(number));
            }

            Note(column, $"\"{Identifier.Shown(text)}\" is no number",
                "write digits with a point for decimals, e.g. -1250.5, without thousands separators or a currency");
            return null;
        }

        // What an export guards against spreadsheets comes back as it was.
        private string Field(string column) =>
            places.TryGetValue(column, out var place) ? Identifier.FromCell(rows.GetString(place)) : string.Empty;

        private void Note(string column, string what, string remedy) => problems.Add(origin.Problem(column, what, remedy));
    }
}
