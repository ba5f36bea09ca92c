using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Reports;
using ExchangeActors.Web.Reports;
using ExchangeActors.Web.Reports.Incidents;
using Microsoft.AspNetCore.Components;

namespace ExchangeActors.Web.Tests.Reports;

/// <summary>A page's file is there whole or not at all, and replaces nothing that it should not.</summary>
public sealed class PageFileTests : IDisposable
{
    private readonly TestJournals _journals = new();

    public void Dispose() => _journals.Dispose();

    [Fact]
    public async Task A_file_appears_whole_and_is_replaced_only_when_asked()
    {
        var path = await _journals.FirstAdl();
        using var journal = ReviewedJournal.Open(path);
        var incident = IncidentReader.Read(journal, null, CancellationToken.None);
        var page = _journals.PathOf("page.html");

        PageFile.Check(page, force: false, path);
        var bytes = await Write(incident, page, force: false);

        Assert.Equal(bytes, new FileInfo(page).Length);
        Assert.Equal(await Html(incident), await File.ReadAllTextAsync(page));
        Assert.Contains("--force", Assert.Throws<ReviewException>(() => PageFile.Check(page, force: false, path)).Message,
            StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(() => Write(incident, page, force: false));
        await File.WriteAllTextAsync(page, "<!doctype html>old");
        PageFile.Check(page, force: true, path);
        await Write(incident, page, force: true);
        Assert.Equal(await Html(incident), await File.ReadAllTextAsync(page));
        Assert.Equal([Path.GetFileName(path), "page.html"], _journals.Names());
    }

    [Fact]
    public async Task No_page_is_written_over_the_journal_or_over_what_is_no_page()
    {
        var path = await _journals.FirstAdl();
        var other = _journals.PathOf("notes.txt");
        await File.WriteAllTextAsync(other, "notes");

        Assert.Contains("the journal itself", Assert.Throws<ReviewException>(() => PageFile.Check(path, force: true, path)).Message,
            StringComparison.Ordinal);
        Assert.Contains("no HTML page", Assert.Throws<ReviewException>(() => PageFile.Check(other, force: true, path)).Message,
            StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<ReviewException>(() => PageFile.Check(_journals.Folder, force: true, path))
            .Message, StringComparison.Ordinal);
        Assert.Contains("there is no folder", Assert.Throws<ReviewException>(
            () => PageFile.Check(_journals.PathOf("missing/page.html"), force: false, path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_fails_leaves_nothing_behind_and_keeps_what_was_there()
    {
        var page = _journals.PathOf("page.html");
        await File.WriteAllTextAsync(page, "<!doctype html>old");

        await Assert.ThrowsAsync<InvalidDataException>(() => PageFile.Write<Failing>(page, force: true));

        Assert.Equal("<!doctype html>old", await File.ReadAllTextAsync(page));
        Assert.Equal(["page.html"], _journals.Names());
    }

    private static Task<long> Write(Incident incident, string page, bool force) =>
        PageFile.Write<IncidentPage>(page, force, (nameof(IncidentPage.Incident), incident));

    private static async Task<string> Html(Incident incident)
    {
        await using var writer = new StringWriter();
        await PageFile.Write<IncidentPage>(writer, (nameof(IncidentPage.Incident), incident));
        return writer.ToString();
    }

    /// <summary>A page that cannot be made.</summary>
    private sealed class Failing : ComponentBase
    {
        protected override void OnParametersSet() => throw new InvalidDataException("no page");
    }
}
