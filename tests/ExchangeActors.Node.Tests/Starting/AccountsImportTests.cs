using System.Text.Json;
using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Starting;

/// <summary><c>exchange import accounts</c> through the built program.</summary>
public sealed class AccountsImportTests : IDisposable
{
    private const string Book =
        "account,deposit,market,size,entry\nalice,2180,ETH-PERP,10,2000\nbob,6000,ETH-PERP,-12,2000\ncarol,2000,ETH-PERP,2,2000\n";

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_table_becomes_the_accounts_of_a_run()
    {
        _folder.Write("book.csv", Book);

        var summary = (await _folder.Run("import", "accounts", "book.csv", "--scenario", "first-adl", "--output", "book.json", "--json"))
            .Expect(ExitCode.Fine);
        var printed = (await _folder.Run("import", "accounts", "book.csv")).Expect(ExitCode.Fine);

        using var json = JsonDocument.Parse(summary.Out);
        Assert.Equal(3, json.RootElement.GetProperty("accounts").GetInt32());
        Assert.Equal(10_180m, json.RootElement.GetProperty("deposits").GetDecimal());
        Assert.Equal(await File.ReadAllTextAsync(_folder.File("book.json")), printed.Out);
        Assert.Equal(["book.csv", "book.json"], _folder.Names());
        (await _folder.Run("test", WorkFolder.Shipped("first-adl.json"), "--set", $"accounts={_folder.File("book.json")}"))
            .Expect(ExitCode.Fine);
    }

    [Fact]
    public async Task What_is_wrong_is_refused_and_leaves_nothing()
    {
        _folder.Write("book.csv", Book);
        _folder.Write("bad.csv", Book.Replace("-12", "-11", StringComparison.Ordinal));

        (await _folder.Run("import", "accounts", "bad.csv", "--output", "x.json"))
            .Refused(ExitCode.WrongInput, "bad.csv:1: accounts: the positions in ETH-PERP add up to 1, not 0");
        (await _folder.Run("import", "accounts", "none.csv", "--output", "x.json")).Refused(ExitCode.WrongInput, "none.csv: no such file");
        (await _folder.Run("import", "accounts", "book.csv", "--output", "bad.csv"))
            .Refused(ExitCode.WrongInput, "bad.csv: the file exists already");
        (await _folder.Run("import", "accounts", "book.csv", "--json")).Refused(ExitCode.WrongInput, "name one with --output");
        (await _folder.Run("import", "accounts")).Refused(ExitCode.WrongInput, "accounts: name the file");
        Assert.Equal(["bad.csv", "book.csv"], _folder.Names());
    }

    [Fact]
    public async Task Help_shows_both_imports()
    {
        Assert.Contains("import", (await _folder.Run("--help")).Expect(ExitCode.Fine).Out, StringComparison.Ordinal);
        var help = (await _folder.Run("import", "--help")).Expect(ExitCode.Fine).Out;
        Assert.Contains("accounts <FILE.csv>", help, StringComparison.Ordinal);
        Assert.Contains("review JOURNAL import", help, StringComparison.Ordinal);
        Assert.Contains("import", (await _folder.Run("review", "--help")).Expect(ExitCode.Fine).Out, StringComparison.Ordinal);
    }
}
