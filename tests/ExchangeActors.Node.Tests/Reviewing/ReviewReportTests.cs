using System.Text.Json;
using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Reviewing;

/// <summary><c>exchange review JOURNAL report --html FILE</c> from the command line.</summary>
public sealed class ReviewReportTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Writes_a_page_and_says_what_is_in_it()
    {
        await FinishedJournal.CopyTo(_folder.File("first.db"));

        var finished = (await _folder.Run("review", "first.db", "report", "--html", "page.html", "--json")).Expect(ExitCode.Fine);

        var written = JsonDocument.Parse(finished.Out).RootElement;
        Assert.Equal(_folder.File("page.html"), written.GetProperty("file").GetString());
        Assert.Equal(new FileInfo(_folder.File("page.html")).Length, written.GetProperty("bytes").GetInt64());
        Assert.Equal(46, written.GetProperty("events").GetInt64());
        Assert.Equal(1, written.GetProperty("deleveragings").GetInt64());
        Assert.Equal(1, written.GetProperty("queues").GetInt32());
        Assert.True(written.GetProperty("verified").GetBoolean());
        var page = await File.ReadAllTextAsync(_folder.File("page.html"));
        Assert.StartsWith("<!DOCTYPE html>", page, StringComparison.Ordinal);
        Assert.Contains(written.GetProperty("root").GetString()!, page, StringComparison.Ordinal);
        Assert.EndsWith("</html>\n", page, StringComparison.Ordinal);
        Assert.Contains("<b>Verified:</b>", page, StringComparison.Ordinal);
        Assert.Equal(["first.db", "page.html"], _folder.Names());
    }

    [Fact]
    public async Task The_verdict_is_left_out_when_asked()
    {
        await FinishedJournal.CopyTo(_folder.File("first.db"));

        (await _folder.Run("review", "first.db", "report", "--html", "page.html", "--no-verify")).Expect(ExitCode.Fine);

        Assert.Contains("Not verified when this page was written", await File.ReadAllTextAsync(_folder.File("page.html")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replaces_a_page_only_when_asked_and_nothing_else_at_all()
    {
        await FinishedJournal.CopyTo(_folder.File("first.db"));
        _folder.Write("page.html", "<!doctype html>old");
        _folder.Write("notes.txt", "notes");

        (await _folder.Run("review", "first.db", "report", "--html", "page.html"))
            .Refused(ExitCode.WrongInput, "page.html exists already", "--force");
        (await _folder.Run("review", "first.db", "report", "--html", "notes.txt", "--force")).Refused(ExitCode.WrongInput, "no HTML page");
        Assert.Equal("<!doctype html>old", await File.ReadAllTextAsync(_folder.File("page.html")));
        Assert.Equal("notes", await File.ReadAllTextAsync(_folder.File("notes.txt")));

        (await _folder.Run("review", "first.db", "report", "--html", "page.html", "--force")).Expect(ExitCode.Fine);
        Assert.EndsWith("</html>\n", await File.ReadAllTextAsync(_folder.File("page.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_journal_gives_its_fault_and_no_page()
    {
        var path = _folder.File("first.db");
        await FinishedJournal.CopyTo(path);
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "DELETE FROM journal WHERE ordering = 20";
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        }

        (await _folder.Run("review", "first.db", "report", "--html", "page.html")).Refused(ExitCode.CheckFailed);

        Assert.Equal(["first.db"], _folder.Names());
    }
}
