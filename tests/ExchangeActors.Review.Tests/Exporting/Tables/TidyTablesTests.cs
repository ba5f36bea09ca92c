using System.Globalization;
using CsvHelper;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.Exporting;
using ExchangeActors.Review.Exporting.Tables;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Summaries;
using Parquet;
using Parquet.Schema;

namespace ExchangeActors.Review.Tests.Exporting.Tables;

/// <summary>
/// The tables of a journal: their figures are the report's, both formats agree, and a dictionary says what each column is.
/// </summary>
public sealed class TidyTablesTests : IDisposable
{
    private static readonly string[] Names =
    [
        "accounts", "positions", "liquidations", "liquidated_positions", "deleveragings", "forced_closes", "rankings", "fund_ledger",
            "marks", "trades",
    ];

    private readonly TestJournals _journals = new();

    public void Dispose() => _journals.Dispose();

    [Fact]
    public async Task Their_figures_are_those_of_the_report()
    {
        var path = await _journals.Crash();
        var tables = Csv(await Export(path, TableFormat.Csv));
        var report = Summarised(path);

        Assert.True(report.Adl.ForcedCloses > 3 && report.Liquidations.Count > 3);
        Assert.Equal(report.Accounts, tables["accounts"].Count);
        Assert.Equal(report.Liquidations.Count, tables["liquidations"].Count);
        Assert.Equal(report.Liquidations.Notional, tables["liquidations"].Sum("notional"));
        Assert.Equal(report.Liquidations.Notional, tables["liquidated_positions"].Sum("notional"));
        Assert.Equal(report.Liquidations.Accounts, tables["liquidations"].Rows.Select(row => row["account"]).Distinct().Count());
        Assert.Equal(report.Adl.ForcedCloses, tables["forced_closes"].Count);
        Assert.Equal(report.Adl.Notional, tables["forced_closes"].Sum("notional"));
        Assert.Equal(report.Adl.RealisedPnl, tables["forced_closes"].Sum("realisedPnl"));
        Assert.Equal(report.Adl.ForgonePnl, tables["forced_closes"].Sum("forgone"));
        Assert.Equal(report.Adl.Accounts, tables["forced_closes"].Rows.Select(row => row["account"]).Distinct().Count());
        Assert.Equal(report.Adl.Deleveragings, tables["deleveragings"].Count);
        Assert.Equal(report.Adl.Reasons, tables["deleveragings"].Rows.GroupBy(row => row["reason"])
            .ToDictionary(group => group.Key, group => group.LongCount()));
        Assert.Equal(report.Adl.Rounds, tables["rankings"].Rows.Select(row => row["ordering"]).Distinct().Count());
        Assert.Equal(report.Fund.End, tables["fund_ledger"].Sum("amount"));
        Assert.Equal(report.Fund.End, Number(tables["fund_ledger"].Rows[^1]["balance"]));
        Assert.Equal(report.Waterfall.PaidByFund, tables["liquidations"].Sum("fundPaid"));
        Assert.Equal(report.Markets.Sum(market => market.Trades), tables["trades"].Count);
        Assert.Equal(report.Markets.Single().LastMark, Number(tables["marks"].Rows[^1]["mark"]));
        Assert.Equal(report.MarginCalls, (long)tables["accounts"].Sum("marginCalls"));
        Assert.Equal(report.Adl.Notional, tables["accounts"].Sum("forcedNotional"));
        var most = report.MostAffected[0];
        var account = tables["accounts"].Rows.Single(row => row["account"] == most.Account);
        Assert.Equal((most.ForcedCloses, most.Notional), ((long)Number(account["forcedCloses"]), Number(account["forcedNotional"])));
    }

    [Fact]
    public async Task A_forced_close_is_found_in_the_queue_that_planned_it()
    {
        var tables = Csv(await Export(await _journals.Crash(), TableFormat.Csv));

        Assert.All(tables["forced_closes"].Rows, close => Assert.Single(
            tables["rankings"].Rows,
            place => (place["deleveraging"], place["round"], place["rank"], place["account"], place["score"])
                == (close["deleveraging"], close["round"], close["rank"], close["account"], close["score"])));
    }

    [Fact]
    public async Task A_share_of_a_side_that_was_shrunk_is_a_forced_close_without_a_rank()
    {
        var path = await _journals.Crash("percolator");
        var tables = Csv(await Export(path, TableFormat.Csv));

        var report = Summarised(path);
        Assert.Equal(report.Adl.ForcedCloses, tables["forced_closes"].Count);
        Assert.True(report.Adl.ForcedCloses > 0);
        Assert.All(tables["forced_closes"].Rows, row => Assert.Equal(("side", "", ""), (row["way"], row["rank"], row["deleveraging"])));
        Assert.Equal(report.Adl.Notional, tables["forced_closes"].Sum("notional"));
    }

    [Fact]
    public async Task Both_formats_agree_and_the_dictionary_describes_every_column()
    {
        var path = await _journals.Crash();
        var (csv, parquet) = (await Export(path, TableFormat.Csv), await Export(path, TableFormat.Parquet));
        var dictionary = Csv(csv)["dictionary"];

        Assert.Equal([.. Names, "dictionary"], Directory.GetFiles(csv).Select(Path.GetFileNameWithoutExtension)
            .OrderBy(name => Array.IndexOf([.. Names, "dictionary"], name)));
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(csv, "dictionary.csv")),
            await File.ReadAllTextAsync(Path.Combine(parquet, "dictionary.csv")));
        foreach (var name in Names)
        {
            var exact = Csv(csv)[name];
            var (columns, rows) = await Parquet(Path.Combine(parquet, $"{name}.parquet"));
            var described = dictionary.Rows.Where(row => row["table"] == name).ToList();
            Assert.Equal(exact.Columns, columns.Select(column => column.Name));
            Assert.Equal(exact.Columns, described.Select(row => row["column"]));
            Assert.Equal(columns.Select(TypeOf), described.Select(row => row["type"]));
            Assert.All(described, row => Assert.NotEmpty(row["meaning"]));
            Assert.Equal(exact.Count, rows.Count);
            foreach (var (row, stored) in exact.Rows.Zip(rows))
            {
                Assert.Equal(columns.Select(column => column is DecimalDataField ? Rounded(row[column.Name]) : row[column.Name]), stored);
            }
        }
    }

    [Fact]
    public async Task Under_other_names_no_id_is_left_and_the_figures_stay()
    {
        var path = await _journals.Crash();
        var (plain, hidden) = (await Export(path, TableFormat.Csv), await Export(path, TableFormat.Csv, pseudonymous: true));

        Assert.All(Directory.GetFiles(hidden), file => Assert.DoesNotContain("trader-0", File.ReadAllText(file), StringComparison.Ordinal));
        Assert.Contains("trader-0", await File.ReadAllTextAsync(Path.Combine(plain, "forced_closes.csv")), StringComparison.Ordinal);
        Assert.Equal(Csv(plain)["forced_closes"].Sum("notional"), Csv(hidden)["forced_closes"].Sum("notional"));
        Assert.Equal(Csv(plain)["accounts"].Sum("equity"), Csv(hidden)["accounts"].Sum("equity"));
    }

    [Fact]
    public async Task An_id_that_a_spreadsheet_would_take_for_a_formula_is_guarded_in_csv_and_exact_in_parquet()
    {
        var opened = new AccountOpened(new CommandId("opening", 1), new AccountId("@sum"), AccountKind.Trader, new Money(5m), []);
        var path = _journals.Write(
            [new RecordedEvent(new EventRef(EntityRef.Account(new AccountId("@sum")), 1),
                new EventRef(new EntityRef(EntityKind.Outside, "opening"), 1), null, new Moment(0), opened)]);

        Assert.Equal("'@sum", Csv(await Export(path, TableFormat.Csv))["accounts"].Rows.Single()["account"]);
        Assert.Equal("@sum", (await Parquet(Path.Combine(await Export(path, TableFormat.Parquet), "accounts.parquet"))).Rows.Single()[0]);
    }

    [Fact]
    public async Task What_cannot_be_written_leaves_no_folder()
    {
        var journal = await _journals.FirstAdl();
        var before = _journals.Names();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Export(journal, TableFormat.Parquet, cancellation: stop.Token));
        Assert.Equal(before, _journals.Names());
        Directory.CreateDirectory(_journals.PathOf("mine"));
        Assert.Contains("something of that name already", Assert.Throws<ReviewException>(
            () => NewFolder.Create(_journals.PathOf("mine/"))).Message, StringComparison.Ordinal);
        Assert.Contains("no folder to put it in", Assert.Throws<ReviewException>(() => NewFolder.Create(_journals.PathOf("none/tables")))
            .Message, StringComparison.Ordinal);
    }

    private async Task<string> Export(string journal, TableFormat format, bool pseudonymous = false,
        CancellationToken cancellation = default)
    {
        var path = _journals.PathOf($"tables-{Guid.NewGuid():N}");
        using var reviewed = ReviewedJournal.Open(journal);
        using var folder = NewFolder.Create(path);
        var written = await TablesExport.Write(reviewed, format, pseudonymous, null, folder.Unfinished, null, cancellation);
        folder.Complete();
        Assert.All(written, table => Assert.Equal(table.Bytes, new FileInfo(Path.Combine(path, table.File)).Length));
        return path;
    }

    private static Summary Summarised(string path)
    {
        using var journal = ReviewedJournal.Open(path);
        return SummaryReader.Read(journal, null, CancellationToken.None);
    }

    private static decimal Number(string text) => text.Length == 0 ? 0m : decimal.Parse(text, CultureInfo.InvariantCulture);

    private static string Rounded(string text) => text.Length == 0 ? text : Canonical.Text(decimal.Round(Number(text), 18));

    private static string TypeOf(DataField field) => field switch
    {
        DecimalDataField { Precision: 38, Scale: 18 } => "decimal(38,18)",
        DateTimeDataField => "timestamp",
        _ when field.ClrType == typeof(long) => "bigint",
        _ => "text",
    };

    private static Dictionary<string, Rowset> Csv(string folder) =>
        Directory.GetFiles(folder, "*.csv").ToDictionary(file => Path.GetFileNameWithoutExtension(file)!, Rowset.Read);

    // As texts, in the manner of the CSV.
    private static async Task<(DataField[] Columns, List<string[]> Rows)> Parquet(string file)
    {
        await using var parquet = await ParquetReader.CreateAsync(file);
        var fields = parquet.Schema.DataFields;
        var rows = new List<string[]>();
        for (var number = 0; number < parquet.RowGroupCount; number++)
        {
            using var group = parquet.OpenRowGroupReader(number);
            var columns = new List<string[]>();
            foreach (var field in fields)
            {
                columns.Add(await Column(group, field));
            }

            rows.AddRange(Enumerable.Range(0, (int)group.RowCount).Select(row => columns.Select(column => column[row]).ToArray()));
        }

        return (fields, rows);
    }

    private static async Task<string[]> Column(ParquetRowGroupReader group, DataField field)
    {
        var count = (int)group.RowCount;
        switch (TypeOf(field))
        {
            case "bigint":
                var numbers = new long?[count];
                await group.ReadAsync<long>(field, numbers.AsMemory());
                return [.. numbers.Select(value => value?.ToString(CultureInfo.InvariantCulture) ?? string.Empty)];
            case "timestamp":
                var times = new DateTime?[count];
                await group.ReadAsync<DateTime>(field, times.AsMemory());
                return [.. times.Select(value => value is { } time
                    ? new Moment(new DateTimeOffset(time, TimeSpan.Zero).ToUnixTimeMilliseconds()).ToString() : string.Empty)];
            case "decimal(38,18)":
                var amounts = new decimal?[count];
                await group.ReadAsync<decimal>(field, amounts.AsMemory());
                return [.. amounts.Select(value => value is { } amount ? Canonical.Text(amount) : string.Empty)];
            default:
                var texts = new string?[count];
                await group.ReadAsync(field, texts.AsMemory()!);
                return [.. texts.Select(value => value ?? string.Empty)];
        }
    }

    private sealed record Rowset(string[] Columns, List<Dictionary<string, string>> Rows)
    {
        public int Count => Rows.Count;

        public decimal Sum(string column) => Rows.Sum(row => Number(row[column]));

        public static Rowset Read(string file)
        {
            using var csv = CsvReader.Create(File.OpenRead(file), new CsvReaderOptions { HasHeader = false }, leaveOpen: false);
            var lines = new List<string[]>();
            while (csv.Read())
            {
                lines.Add([.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)]);
            }

            return new Rowset(
                lines[0], [.. lines.Skip(1).Select(line => lines[0].Zip(line).ToDictionary(pair => pair.First, pair => pair.Second))]);
        }
    }
}
