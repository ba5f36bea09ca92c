using System.Globalization;
using System.Text.Json;
using CsvHelper;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Exporting;
using ExchangeActors.Review.Reading;
using Parquet;
using Parquet.Schema;

namespace ExchangeActors.Review.Tests.Exporting;

/// <summary>CSV and Parquet: a row per event, and the same in both.</summary>
public sealed class TableTests : IDisposable
{
    private static readonly string[] Columns =
    [
        "ordering", "stream", "sequence", "kind", "at", "causedBy", "correlation", "account", "market", "amount", "quantity", "price",
            "realisedPnl", "rank", "event", "hash",
    ];

    private readonly TestJournals _journals = new();

    public void Dispose() => _journals.Dispose();

    [Fact]
    public async Task A_csv_has_the_events_of_the_journal()
    {
        var path = await _journals.Crash();
        var rows = Csv(await _journals.Export(path, ExportOptions.Whole(ExportFormat.Csv)));

        Assert.Equal(Columns, rows[0]);
        var events = TestJournals.Read(path);
        Assert.Equal(events.Count, rows.Count - 1);
        foreach (var (row, recorded) in rows.Skip(1).Zip(events))
        {
            Assert.Equal(recorded.Ordering.ToString(CultureInfo.InvariantCulture), row[0]);
            Assert.Equal(recorded.Recorded.Id.ToString(), $"{row[1]}#{row[2]}");
            Assert.Equal(Documents.KindOf(recorded.Manifest), row[3]);
            Assert.Equal(recorded.Recorded.At.ToString(), row[4]);
            Assert.Equal(recorded.Recorded.CausedBy.ToString(), row[5]);
            Assert.Equal(recorded.Recorded.Correlation ?? string.Empty, row[6]);
            Assert.Equal(Documents.Of(recorded.Recorded.Event).ToJsonString(Documents.Layout), row[14]);
            Assert.Equal(recorded.Hash.ToString(), row[15]);
            Assert.Equal(Facts(recorded), string.Join('|', row[7..14]));
        }
    }

    [Fact]
    public async Task A_parquet_file_has_the_rows_of_the_csv()
    {
        var path = await _journals.Crash();
        var csv = Csv(await _journals.Export(path, ExportOptions.Whole(ExportFormat.Csv)));
        var parquet = await Parquet(await _journals.Export(path, ExportOptions.Whole(ExportFormat.Parquet)));

        Assert.Equal(csv.Count, parquet.Count);
        Assert.All(csv.Zip(parquet), pair => Assert.Equal(pair.First, pair.Second));
    }

    [Fact]
    public async Task Parquet_rounds_what_has_more_than_eighteen_decimals_and_refuses_what_is_too_large()
    {
        var fine = new FundingSettled(new MarketId("BTC-PERP"), 0m, new Money(0.1234567890123456785m));
        var parquet = await Parquet(await _journals.Export(_journals.Write([Of(fine)]), ExportOptions.Whole(ExportFormat.Parquet)));
        Assert.Equal("0.123456789012345678", parquet[1][9]);
        Assert.Contains("0.1234567890123456785", parquet[1][14], StringComparison.Ordinal);

        var large = _journals.Write([Of(fine with { Payment = new Money(100_000_000_000_000_000_000m) })]);
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(
            () => _journals.Export(large, ExportOptions.Whole(ExportFormat.Parquet)));
        Assert.Contains("account/alice#1: 100000000000000000000 does not fit decimal(38,18)", refusal.Message, StringComparison.Ordinal);
    }

    private static RecordedEvent Of(AccountEvent @event) =>
        new(new EventRef(EntityRef.Account(new AccountId("alice")), 1), new EventRef(new EntityRef(EntityKind.Outside, "feed"), 1), null,
            new Moment(0), @event);

    // Account, market, amount, quantity, price, realised PnL and rank of the events that matter most; of the others what the export says.
    private static string Facts(JournalRow row)
    {
        var stream = row.Recorded.Id.Stream.Id;
        return row.Recorded.Event switch
        {
            AccountOpened e => $"{e.Account}||{Number(e.Deposit.Value)}||||",
            FillApplied e =>
                $"{stream}|{e.Market}||{Number(e.Fill.Quantity.Value)}|{Number(e.Fill.Price.Value)}|{Number(e.RealisedPnl.Value)}|",
            PositionForceClosed e =>
                $"{stream}|{e.Step.Deleveraging.Market}||{Number(e.Quantity.Value)}|{Number(e.Price.Value)}|"
                    + $"{Number(e.RealisedPnl.Value)}|{e.Rank}",
            TradeExecuted e => $"{e.Taker}|{stream}||{Number(e.Quantity.Value)}|{Number(e.Price.Value)}||",
            ForceCloseDeclined e => $"{stream}|{e.Step.Deleveraging.Market}|||||",
            MarkPriceUpdated e => $"|{stream}|||{Number(e.Mark.Value)}||",
            InsuranceFundDebited e => $"||{Number(e.Amount.Value)}||||",
            ForceCloseConfirmed e => $"{e.Account}|{stream}||{Number(e.Closed.Value)}||{Number(e.RealisedPnl.Value)}|",
            _ => string.Join('|', Documented(row)),
        };
    }

    private static IEnumerable<string> Documented(JournalRow row)
    {
        using var document = JsonDocument.Parse(Documents.Of(row.Recorded.Event).ToJsonString(Documents.Layout));
        var stream = row.Recorded.Id.Stream;
        string[][] paths =
        [
            ["account", "taker", "order.account"], ["market", "instrument.id"], ["amount", "deposit", "payment", "fee", "loss", "paid"],
            ["quantity", "fill.quantity", "order.quantity", "filled", "closed", "needed", "delta"],
                ["price", "fill.price", "order.limit", "limit", "mark"], ["realisedPnl"], ["rank"],
        ];
        foreach (var (place, column) in paths.Index())
        {
            var found = column.Select(path => At(document.RootElement, path)).FirstOrDefault(value => value is not null);
            yield return found
                ?? (place == 0 && stream.Kind == EntityKind.Account ? stream.Id
                : place == 1 && stream.Kind is EntityKind.Market or EntityKind.Deleveraging ? stream.Id
                : string.Empty);
        }
    }

    private static string? At(JsonElement element, string path)
    {
        foreach (var step in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(step, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.Null ? null : element.ToString();
    }

    private static string Number(decimal value) => Canonical.Text(value);

    private static List<string[]> Csv(string file)
    {
        using var csv = CsvReader.Create(File.OpenRead(file), new CsvReaderOptions { HasHeader = false }, leaveOpen: false);
        var rows = new List<string[]>();
        while (csv.Read())
        {
            rows.Add([.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)]);
        }

        return rows;
    }

    // As texts, in the manner of the CSV.
    private static async Task<List<string[]>> Parquet(string file)
    {
        await using var parquet = await ParquetReader.CreateAsync(file);
        var fields = parquet.Schema.DataFields;
        var rows = new List<string[]> { fields.Select(field => field.Name).ToArray() };
        Assert.All(fields.OfType<DecimalDataField>(), field => Assert.Equal((38, 18), (field.Precision, field.Scale)));
        Assert.Equal(["amount", "quantity", "price", "realisedPnl"], fields.OfType<DecimalDataField>().Select(field => field.Name));
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

        return rows;
    }

    private static async Task<string[]> Column(ParquetRowGroupReader group, DataField field)
    {
        var count = (int)group.RowCount;
        switch (field.Name)
        {
            case "ordering" or "sequence":
                var numbers = new long[count];
                await group.ReadAsync<long>(field, numbers.AsMemory());
                return [.. numbers.Select(value => value.ToString(CultureInfo.InvariantCulture))];
            case "rank":
                var ranks = new int?[count];
                await group.ReadAsync<int>(field, ranks.AsMemory());
                return [.. ranks.Select(value => value?.ToString(CultureInfo.InvariantCulture) ?? string.Empty)];
            case "at":
                var times = new DateTime[count];
                await group.ReadAsync<DateTime>(field, times.AsMemory());
                return [.. times.Select(value => new Moment(new DateTimeOffset(value, TimeSpan.Zero).ToUnixTimeMilliseconds()).ToString())];
            case "amount" or "quantity" or "price" or "realisedPnl":
                var amounts = new decimal?[count];
                await group.ReadAsync<decimal>(field, amounts.AsMemory());
                return [.. amounts.Select(value => value is { } amount ? Canonical.Text(amount) : string.Empty)];
            default:
                var texts = new string?[count];
                await group.ReadAsync(field, texts.AsMemory()!);
                return [.. texts.Select(value => value ?? string.Empty)];
        }
    }
}
