using System.Text.Json.Nodes;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Exporting;
using ExchangeActors.Review.Importing;
using ExchangeActors.Review.Selection;

namespace ExchangeActors.Review.Tests.Importing;

/// <summary>Files that are not what was exported: refused with the line, and nothing is left behind.</summary>
public sealed class BadImportTests : IDisposable
{
    private readonly TestJournals _journals = new();

    public void Dispose() => _journals.Dispose();

    [Fact]
    public void A_line_without_end_and_a_device_fill_no_memory()
    {
        var file = _journals.PathOf("long.jsonl");
        using (var text = System.IO.File.Create(file))
        {
            var part = new byte[1 << 20];
            Array.Fill(part, (byte)'x');
            for (var i = 0; i <= JournalImport.LongestLine >> 20; i++)
            {
                text.Write(part);
            }
        }

        foreach (var (path, told) in new[] { (file, "a line is longer than 64 MiB, the most that one may be"),
            ("/dev/zero", "it is a device or a pipe, not a file") })
        {
            var fault = Assert.Throws<ImportException>(() =>
                JournalImport.Run(path, _journals.PathOf("made.db"), null, CancellationToken.None));
            Assert.Equal($"{path}:0: {told}", fault.Message);
        }

        Assert.Equal(["long.jsonl"], _journals.Names());
    }

    /// <summary>A file that somebody made: every hash is right, only the ids are not.</summary>
    [Theory]
    [InlineData("al\u001b[31mice", "a record names \"al\\u001b[31mice\", which is no id")]
    [InlineData("al\u0000ice", "a record names \"al\\u0000ice\", which is no id")]
    [InlineData("al\nice", "a record names \"al\\u000aice\", which is no id")]
    [InlineData("=1+1", "a record names \"=1+1\", which is no id")]
    public async Task A_stream_whose_id_is_none_is_refused(string id, string told) => await Refused(
        lines => lines[3] = Forged(
            lines[3], id, new AccountOpened(new CommandId("setup", 1), new AccountId(id), AccountKind.Trader, new Money(1m), [])),
        4,
        told);

    [Theory]
    [InlineData("al\u001b[31mice")]
    [InlineData("al\u0000ice")]
    [InlineData("al\nice")]
    [InlineData("al\u202eice")]
    public async Task A_control_character_inside_an_event_is_refused(string id) => await Refused(
        lines => lines[3] = Forged(
            lines[3], "alice", new AccountOpened(new CommandId("setup", 1), new AccountId(id), AccountKind.Trader, new Money(1m), [])),
        4,
        $"the event holds a control character, in \"{Identifier.Shown(id)}\"");

    [Fact]
    public async Task A_time_outside_of_the_calendar_is_refused() => await Refused(
        lines => lines[3] = Forged(
            lines[3],
            "alice",
            new AccountOpened(new CommandId("setup", 1), new AccountId("alice"), AccountKind.Trader, new Money(1m), []),
            long.MaxValue),
        4,
        "a record's time, 9223372036854775807 ms since 1970, is not in the calendar");

    [Fact]
    public async Task Half_a_surrogate_pair_is_refused()
    {
        const string Told = "a text is not Unicode: it holds half of a surrogate pair";
        await Refused(lines => lines[3] = lines[3].Replace("\"kind\":", "\"\\ud800\":1,\"kind\":", StringComparison.Ordinal), 4, Told);
        await Refused(
            lines => lines[3] = Edit(lines[3], line => line["manifest"] = "X").Replace("\"X\"", "\"\\ud800\"", StringComparison.Ordinal),
            4,
            Told);
        await Refused(
            lines => lines[0] = Edit(lines[0], line => line["scenario"] = "X").Replace("\"X\"", "\"\\ud800\"", StringComparison.Ordinal),
            1,
            Told);
        await Refused(
            lines => lines[0] = Edit(lines[0], line => line["scenario"] = "\u001b[2J"),
            1,
            "the header's \"scenario\" holds a control character");
    }

    private static string Forged(string line, string stream, AccountOpened opened, long at = 1735689600000)
    {
        var recorded = new RecordedEvent(
            new EventRef(EntityRef.Account(new AccountId(stream)), 1),
            new EventRef(new EntityRef(EntityKind.Outside, "setup"), 1),
            null,
            new Moment(at),
            opened);
        var forged = HashChain.Start(recorded.Id.Stream).Seal(recorded);
        return Edit(line, fields => fields["payload"] = Convert.ToBase64String(forged.StoredBytes.Span));
    }

    [Fact]
    public async Task An_edited_field_is_named() =>
        await Refused(
            lines => lines[3] = lines[3].Replace("\"deposit\":2180,\"positions\"", "\"deposit\":2181,\"positions\"",
                StringComparison.Ordinal), 4, "\"event.deposit\" says 2181, the stored bytes 2180");

    [Fact]
    public async Task An_edited_field_of_the_decided_message_is_named() =>
        await Refused(lines => lines[3] = Edit(lines[3], line => line["decided"]!["message"]!["account"] = "mallory"), 4,
            "\"decided.message.account\" says \"mallory\"");

    [Fact]
    public async Task An_edited_cause_is_named() =>
        await Refused(lines => lines[30] = Edit(lines[30], line => line["causedBy"] = "market/ETH-PERP#1"), 31,
            "\"causedBy\" says \"market/ETH-PERP#1\"");

    [Fact]
    public async Task An_edited_hash_is_named() =>
        await Refused(lines => lines[30] = Edit(lines[30], line => line["hash"] = new string('0', 64)), 31, "\"hash\" says");

    [Fact]
    public async Task A_field_too_many_is_named() =>
        await Refused(lines => lines[30] = Edit(lines[30], line => line["event"]!["remark"] = "paid"), 31,
            "\"event.remark\" is not in the stored bytes");

    [Fact]
    public async Task A_missing_field_is_named() => await Refused(
        lines => lines[30] = Edit(lines[30], line => line.Remove("at")), 31, "\"at\" is missing");

    [Fact]
    public async Task Edited_bytes_are_found() => await Refused(lines => lines[3] = Edit(lines[3], FlipInAmount), 4, "stored bytes");

    [Fact]
    public async Task Bytes_that_are_no_event_are_refused() =>
        await Refused(lines => lines[3] = Edit(lines[3], line => line["payload"] = Convert.ToBase64String("garbage"u8)), 4,
            "the stored bytes cannot be read");

    [Fact]
    public async Task A_payload_that_is_not_base64_is_refused() =>
        await Refused(lines => lines[3] = Edit(lines[3], line => line["payload"] = "%"), 4, "\"payload\" is not Base64");

    [Fact]
    public async Task An_unknown_manifest_is_refused() => await Refused(
        lines => lines[3] = Edit(lines[3], line => line["manifest"] = "account.robbed.1"), 4, "account.robbed.1");

    [Fact]
    public async Task An_event_that_was_replaced_with_all_its_fields_breaks_the_chain_behind_it()
    {
        // Line 4 opens alice's account; its replacement is sealed properly, so the next event of the stream does not go on from it.
        var changed = new RecordedEvent(
            new EventRef(EntityRef.Account(new AccountId("alice")), 1),
            new EventRef(new EntityRef(EntityKind.Outside, "setup"), 1),
            null,
            new Moment(1735689600000),
            new AccountOpened(new CommandId("setup", 1), new AccountId("alice"), AccountKind.Trader, new Money(9999m), []));
        var forged = HashChain.Start(changed.Id.Stream).Seal(changed);
        var next = 0;
        await Refused(
            lines =>
            {
                var document = Reading.Documents.Of(new JournalRow(3, forged));
                document["manifest"] = forged.Manifest;
                document["payload"] = Convert.ToBase64String(forged.StoredBytes.Span);
                lines[3] = document.ToJsonString(Reading.Documents.Layout);
                next = lines.FindIndex(line => line.Contains("\"id\":\"account/alice#2\"", StringComparison.Ordinal)) + 1;
            },
            () => next,
            "account/alice#2: the hash chain is broken");
    }

    [Fact]
    public async Task A_missing_line_is_found() => await Refused(lines => lines.RemoveAt(16), 17, "event 17 stands where event 16 belongs");

    [Fact]
    public async Task Lines_out_of_order_are_found() => await Refused(
        lines => (lines[16], lines[17]) = (lines[17], lines[16]), 17, "event 17 stands where event 16 belongs");

    [Fact]
    public async Task A_line_twice_is_found() => await Refused(
        lines => lines.Insert(16, lines[16]), 18, "event 16 stands where event 17 belongs");

    [Fact]
    public async Task A_file_without_its_last_lines_is_found() =>
        await Refused(lines => lines.RemoveRange(45, 2), 46, "the file ends after 44 of 46 events");

    [Fact]
    public async Task A_line_too_many_is_found() => await Refused(lines => lines.Add(lines[^1]), 48, "promises 46 events");

    [Fact]
    public async Task A_file_that_was_cut_off_within_a_line_is_found() =>
        await Refused(lines => lines[^1] = lines[^1][..200], 47, "is not JSON");

    [Fact]
    public async Task An_empty_line_is_refused() => await Refused(lines => lines.Insert(16, string.Empty), 17, "is not JSON");

    [Fact]
    public async Task An_empty_file_is_refused() => await Refused(lines => lines.Clear(), 1, "the file is empty");

    [Fact]
    public async Task A_file_of_another_format_is_refused() =>
        await Refused(lines => lines[0] = """{"format":"other","version":1}""", 1, "does not begin with the header of a journal");

    [Fact]
    public async Task A_table_is_refused() => await Refused(lines => lines[0] = "ordering,stream,sequence", 1, "is not JSON");

    [Fact]
    public async Task A_later_version_is_refused() => await Refused(
        lines => lines[0] = Edit(lines[0], line => line["version"] = 2), 1, "\"version\" is 2, this program reads 1");

    [Fact]
    public async Task Another_format_of_journals_is_refused() =>
        await Refused(lines => lines[0] = Edit(lines[0], line => line["journalFormat"] = 1), 1, "\"journalFormat\" is 1");

    [Fact]
    public async Task A_header_without_a_field_is_refused() =>
        await Refused(lines => lines[0] = Edit(lines[0], line => line.Remove("venue")), 1, "no text \"venue\"");

    [Fact]
    public async Task Text_in_another_encoding_is_refused()
    {
        var file = await File();
        var bytes = await System.IO.File.ReadAllBytesAsync(file);
        bytes[^100] = 0xFF;
        await System.IO.File.WriteAllBytesAsync(file, bytes);

        Assert.Contains("UTF-8", Refusal(file).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Single_events_cannot_be_imported()
    {
        var options = ExportOptions.Whole(ExportFormat.Jsonl) with { Filter = EventFilter.All with { Correlations = ["liq/alice/1"] } };
        var refusal = Refusal(await _journals.Export(await _journals.FirstAdl(), options));

        Assert.Equal(1, refusal.Line);
        Assert.Contains("export with --incident", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_that_exists_is_not_touched()
    {
        var file = await File();
        var existing = _journals.PathOf("existing.db");
        await System.IO.File.WriteAllTextAsync(existing, "mine");

        var refusal = Assert.Throws<JournalException>(() => JournalImport.Run(file, existing, null, CancellationToken.None));

        Assert.Equal(JournalFault.Exists, refusal.Fault);
        Assert.Equal("mine", await System.IO.File.ReadAllTextAsync(existing));
    }

    [Fact]
    public async Task A_cancelled_import_leaves_nothing()
    {
        var file = await File();
        var before = _journals.Names();
        using var cancellation = new CancellationTokenSource();
        var progress = new Callback(events =>
        {
            if (events == 20)
            {
                cancellation.Cancel();
            }
        });

        Assert.Throws<OperationCanceledException>(() => JournalImport.Run(file, _journals.PathOf("new.db"), progress, cancellation.Token));

        Assert.Equal(before, _journals.Names());
    }

    private Task Refused(Action<List<string>> edit, long line, string part) => Refused(edit, () => line, part);

    private async Task Refused(Action<List<string>> edit, Func<long> line, string part)
    {
        var file = await File();
        var lines = (await System.IO.File.ReadAllLinesAsync(file)).ToList();
        var before = string.Join('\n', lines);
        edit(lines);
        Assert.NotEqual(before, string.Join('\n', lines));
        await System.IO.File.WriteAllLinesAsync(file, lines);

        var refusal = Refusal(file);

        Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(line(), refusal.Line);
        Assert.StartsWith($"{file}:{line()}: ", refusal.Message, StringComparison.Ordinal);
    }

    private ImportException Refusal(string file)
    {
        var before = _journals.Names();
        var refusal = Assert.Throws<ImportException>(() => JournalImport.Run(
            file, _journals.PathOf("new.db"), null, CancellationToken.None));
        Assert.Equal(before, _journals.Names());
        return refusal;
    }

    private async Task<string> File() => await _journals.Export(await _journals.FirstAdl(), ExportOptions.Whole(ExportFormat.Jsonl));

    private static string Edit(string line, Action<JsonObject> edit)
    {
        var document = JsonNode.Parse(line)!.AsObject();
        edit(document);
        return document.ToJsonString(Reading.Documents.Layout);
    }

    // The deposit of 2180 is the number with units 4360 (zigzag), 0x88 0x22, of which the last is the event's.
    private static void FlipInAmount(JsonObject line)
    {
        var bytes = Convert.FromBase64String(line["payload"]!.GetValue<string>());
        bytes[bytes.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0x88, 0x22])] ^= 0x02;
        line["payload"] = Convert.ToBase64String(bytes);
    }

    private sealed class Callback(Action<long> told) : IProgress<long>
    {
        public void Report(long value) => told(value);
    }
}
