using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.Exporting;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Selection;
using Parquet;

namespace ExchangeActors.Review.Tests.Exporting;

/// <summary>Exports under other names: no id is left, and everything else is as it was.</summary>
public sealed class PseudonymTests : IDisposable
{
    private static readonly byte[] Key = SHA256.HashData("a key"u8);

    private readonly TestJournals _journals = new();

    public void Dispose() => _journals.Dispose();

    [Theory]
    [InlineData(ExportFormat.Jsonl, false)]
    [InlineData(ExportFormat.Jsonl, true)]
    [InlineData(ExportFormat.Csv, false)]
    [InlineData(ExportFormat.Trace, true)]
    public async Task No_id_survives_in_any_byte(ExportFormat format, bool keyed)
    {
        var journal = _journals.Write(EveryKind.Events());

        // They are all there before, also in the bytes in Base64.
        var plain = Visible(await File.ReadAllTextAsync(await _journals.Export(journal, ExportOptions.Whole(format))));
        var hidden = Visible(
            await File.ReadAllTextAsync(await _journals.Export(
                journal, new ExportOptions(format, EventFilter.All, false, true, keyed ? Key : null))));

        Assert.All(EveryKind.Secrets, secret => Assert.Contains(secret, plain, StringComparison.Ordinal));
        Assert.All(EveryKind.Secrets, secret => Assert.DoesNotContain(secret, hidden, StringComparison.Ordinal));

        // Not even a part of one.
        Assert.DoesNotContain("qz7k", hidden, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_id_survives_in_a_parquet_file()
    {
        var journal = _journals.Write(EveryKind.Events());

        var plain = await Texts(await _journals.Export(journal, ExportOptions.Whole(ExportFormat.Parquet)));
        var hidden = await Texts(
            await _journals.Export(journal, new ExportOptions(ExportFormat.Parquet, EventFilter.All, false, true, null)));

        Assert.All(EveryKind.Secrets, secret => Assert.Contains(secret, plain, StringComparison.Ordinal));
        Assert.DoesNotContain("qz7k", hidden, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_id_survives_in_a_cut_that_was_made_by_the_id()
    {
        var journal = _journals.Write(EveryKind.Events());
        var filter = EventFilter.All with
        {
            Account = new AccountId("zoe.qz7k"),
            Correlations = ["liq/zoe.qz7k/1", "liq/zoe.qz7k/2", "liq/nobody-qz7k/1"]
        };

        foreach (var incident in (bool[])[true, false])
        {
            var text = Visible(
                await File.ReadAllTextAsync(await _journals.Export(
                    journal, new ExportOptions(ExportFormat.Jsonl, filter, incident, true, null))));
            Assert.Contains("\\\"criteria\\\"", text, StringComparison.Ordinal);
            Assert.DoesNotContain("qz7k", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_kind_of_event_can_be_imported_under_other_names_and_differs_in_names_only()
    {
        var events = EveryKind.Events();
        var journal = _journals.Write(events);
        var renamed = TestJournals.Read(_journals.Import(await Pseudonymous(journal)));

        var names = events.Select(recorded => recorded.Id.Stream).Zip(renamed.Select(row => row.Recorded.Id.Stream))
            .Where(pair => pair.First.Kind == EntityKind.Account).Distinct().ToDictionary(pair => pair.First.Id, pair => pair.Second.Id);
        Assert.Equal(EveryKind.Secrets.Length + 3, names.Count);
        foreach (var (before, after) in TestJournals.Read(journal).Zip(renamed))
        {
            // The longest first: one id is the beginning of another.
            var text = Documents.Of(before).ToJsonString(Documents.Layout);
            text = names.OrderByDescending(name => name.Key.Length)
                .Aggregate(text, (replaced, name) => replaced.Replace(name.Key, name.Value, StringComparison.Ordinal));
            Assert.Equal(WithoutOrderNames(text), WithoutOrderNames(Documents.Of(after).ToJsonString(Documents.Layout)));
        }
    }

    [Fact]
    public async Task The_exchange_vaults_and_liquidity_keep_their_names()
    {
        var streams = TestJournals.Read(_journals.Import(await Pseudonymous(await _journals.Crash("hyperliquid"))))
            .Select(row => row.Recorded.Id.Stream).Where(stream => stream.Kind == EntityKind.Account).Select(stream => stream.Id)
                .Distinct().ToList();

        Assert.Equal(["exchange-main", "liquidity-BTC-PERP", "vault-main-BTC-PERP"],
            streams.Where(id => !id.StartsWith("account-", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(Enumerable.Range(1, streams.Count - 3).Select(number => $"account-{number:D6}"),
            streams.Where(id => id.StartsWith("account-", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("bitmex")]
    [InlineData("hyperliquid")]
    public async Task Every_decision_can_be_taken_again_under_other_names(string venue)
    {
        var journal = await _journals.Crash(venue);

        Assert.Equal(Redecided.All(journal), Redecided.All(_journals.Import(await Pseudonymous(journal))));
    }

    [Fact]
    public async Task Names_keep_the_order_of_the_ids()
    {
        var journal = _journals.Write(EveryKind.Events());

        var before = TestJournals.Read(journal).Select(row => row.Recorded.Id.Stream).Where(stream => stream.Kind == EntityKind.Account)
            .Select(stream => stream.Id).ToList();
        var after = TestJournals.Read(_journals.Import(await Pseudonymous(journal))).Select(row => row.Recorded.Id.Stream)
            .Where(stream => stream.Kind == EntityKind.Account).Select(stream => stream.Id).ToList();

        var names = before.Zip(after).Distinct().OrderBy(pair => $"liq/{pair.First}/1", StringComparer.Ordinal)
            .Where(pair => pair.First is not ("exchange-main" or "liquidity-BTC-PERP")).Select(pair => pair.Second).ToList();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal(["vault-main", "x-account-000007"], names[^2..].Select(
            name => name.StartsWith("x-", StringComparison.Ordinal) ? "x-account-000007" : name));
    }

    [Fact]
    public async Task Cuts_of_one_journal_agree_on_the_names_and_with_a_key_those_of_several()
    {
        var journal = await _journals.FirstAdl();
        var whole = TestJournals.Read(_journals.Import(await Pseudonymous(journal)));
        var cut = TestJournals.Read(
            _journals.Import(
                await _journals.Export(journal, new ExportOptions(
                ExportFormat.Jsonl, EventFilter.All with { Account = new AccountId("carol") }, true, true, null))));
        Assert.Contains("account-000003", cut.Select(row => row.Recorded.Id.Stream.Id));
        Assert.All(cut, row => Assert.Contains(whole, other => other.Recorded.Id == row.Recorded.Id && other.Hash == row.Hash));

        // Another journal, in which alice is not the first.
        Task<string> Keyed(string path, byte[] key) => _journals.Export(
            path, new ExportOptions(ExportFormat.Jsonl, EventFilter.All, false, true, key));
        var other = await _journals.Run("calm.json", "population.accounts=3");
        var alice = "account-" + Convert.ToHexStringLower(HMACSHA256.HashData(Key, "alice"u8))[..16];
        Assert.All([await Keyed(journal, Key), await Keyed(other, Key)], file =>
            Assert.Contains($"account/{alice}#1", File.ReadAllText(file), StringComparison.Ordinal));
        Assert.DoesNotContain(alice, await File.ReadAllTextAsync(await Keyed(journal, SHA256.HashData("another"u8))),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Single_events_have_the_hashes_of_the_whole_renamed_journal()
    {
        var journal = await _journals.FirstAdl();
        var whole = (await File.ReadAllLinesAsync(await Pseudonymous(journal))).Skip(1);

        var some = (
            await File.ReadAllLinesAsync(await _journals.Export(
                journal, new ExportOptions(ExportFormat.Jsonl, EventFilter.All with { Correlations = ["liq/alice/1"] }, false, true,
                null)))).Skip(1).ToList();

        Assert.NotEmpty(some);
        Assert.Subset(whole.ToHashSet(), some.ToHashSet());
    }

    [Fact]
    public async Task The_header_says_that_names_and_hashes_are_others_and_not_where_the_scenario_was()
    {
        var file = await Pseudonymous(await _journals.FirstAdl());

        using var header = JsonDocument.Parse(File.ReadLines(file).First());
        using var settings = JsonDocument.Parse(header.RootElement.GetProperty("settings").GetString()!);
        Assert.Equal(3, settings.RootElement.GetProperty("pseudonyms").GetProperty("accounts").GetInt32());
        Assert.Contains("computed anew", settings.RootElement.GetProperty("pseudonyms").GetProperty("hashes").GetString(),
            StringComparison.Ordinal);
        Assert.DoesNotContain("somewhere.json", File.ReadLines(file).First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_name_the_new_names()
    {
        var bob = EntityRef.Account(new AccountId("bob"));
        var feed = new EventRef(new EntityRef(EntityKind.Outside, "feed"), 1);
        var journal = _journals.Write(
        [
            new RecordedEvent(new EventRef(bob, 1), feed, null, new Moment(0),
                new OrderRejected(new CommandId("feed", 1), new MarketId("BTC-PERP"), "account-frozen",
                    "bob is Liquidating, bobby and (bob) too")),
        ]);

        var rejected = (OrderRejected)Assert.Single(TestJournals.Read(_journals.Import(await Pseudonymous(journal)))).Recorded.Event;

        Assert.Equal("account-000001 is Liquidating, bobby and (account-000001) too", rejected.Detail);
    }

    private Task<string> Pseudonymous(string journal) => _journals.Export(
        journal, new ExportOptions(ExportFormat.Jsonl, EventFilter.All, false, true, null));

    // An order of a name that no account can have made gets a name of its own.
    private static string WithoutOrderNames(string text) => Regex.Replace(
        text, "my [^\"]* order|(x-)?account-0000[0-9]{2}|\"hash\":\"[0-9a-f]{64}\"", "•");

    // The text with what its Base64 holds instead of it.
    private static string Visible(string text) =>
        Regex.Replace(text, "(?<=\"payload\":\")[^\"]*", match => Encoding.UTF8.GetString(Convert.FromBase64String(match.Value)));

    private static async Task<string> Texts(string file)
    {
        var all = new StringBuilder(Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file)));
        await using var parquet = await ParquetReader.CreateAsync(file);
        for (var number = 0; number < parquet.RowGroupCount; number++)
        {
            using var group = parquet.OpenRowGroupReader(number);
            foreach (var field in parquet.Schema.DataFields.Where(field => field.ClrType == typeof(string)))
            {
                var texts = new string?[group.RowCount];
                await group.ReadAsync(field, texts.AsMemory()!);
                all.AppendJoin('\n', texts);
            }
        }

        return all.ToString();
    }
}
