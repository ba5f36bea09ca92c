using System.Text.Json;
using System.Text.RegularExpressions;
using ExchangeActors.Journal.PostgreSql;
using ExchangeActors.Node.Shell;
using Npgsql;

namespace ExchangeActors.Node.Tests.Journals;

/// <summary><c>exchange journal init</c>: what the roles may do afterwards, tried out on a server.</summary>
[Collection(PostgreSqlTests.Name)]
public sealed class JournalInitTests(PostgreSqlServer server) : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_application_runs_and_adds_but_changes_nothing_and_the_reader_reviews_and_adds_nothing()
    {
        var (owner, application, reader) = Roles();
        string[] init = ["journal", "init", "--journal", owner, "--application", Name(application), "--reader", Name(reader)];
        var first = (await _folder.Run(init)).Expect(ExitCode.Fine);
        Assert.Contains(
            "made exchange_api_key, exchange_command, exchange_header, exchange_owner, journal, snapshot",
            first.Out,
            StringComparison.Ordinal);
        Assert.Contains($"{Name(application)} may read and add events", first.Out, StringComparison.Ordinal);

        var report = Report.Of(await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--journal", application, "--json"))
            .InvariantsHold();
        Assert.Equal(
            report.Number("events"), Report.Of(await _folder.Run("run", "--resume", "--journal", application, "--json")).Number("events"));
        foreach (var sql in new[] { "DELETE FROM journal", "UPDATE journal SET deleted = true", "TRUNCATE journal",
            "DROP TABLE journal", "UPDATE exchange_header SET value = ''", "DELETE FROM exchange_owner",
            "ALTER TABLE journal DISABLE TRIGGER ALL", "DROP TABLE exchange_command" })
        {
            Assert.Equal("42501", Refused(application, sql));
            Assert.Equal("42501", Refused(reader, sql));
        }

        Assert.Equal("42501", Refused(
            reader, "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message) VALUES (0, false, 'x', 1, '')"));
        Assert.Equal("42501", Refused(reader, "DELETE FROM snapshot"));
        Assert.Equal("42501", Refused(reader, "SELECT hash FROM exchange_api_key"));
        Assert.Equal("42501", Refused(reader, "SELECT answer FROM exchange_command"));
        (await _folder.Run("keys", "create", "--journal", application, "--role", "auditor", "--name", "desk")).Expect(ExitCode.Fine);
        using (var verified = JsonDocument.Parse(
            (await _folder.Run("review", reader, "verify", "--json")).Expect(ExitCode.Fine).Out))
        {
            Assert.True(verified.RootElement.GetProperty("holds").GetBoolean());
            Assert.Equal(report.Number("events"), verified.RootElement.GetProperty("events").GetDecimal());
        }

        (await _folder.Run("run", "--resume", "--journal", reader)).Refused(ExitCode.Infrastructure, "the user lacks a privilege");

        // Again, for the reader only another name.
        var again = (await _folder.Run([.. init, "--json"])).Expect(ExitCode.Fine);
        using var told = JsonDocument.Parse(again.Out);
        Assert.Empty(told.RootElement.GetProperty("made").EnumerateArray());
        Assert.True(told.RootElement.GetProperty("holdsJournal").GetBoolean());
        Assert.Empty(told.RootElement.GetProperty("mayChangeEvents").EnumerateArray());
        Assert.DoesNotContain(server.Password, again.Out + again.Error + first.Out + first.Error, StringComparison.Ordinal);
        (await _folder.Run("review", reader, "verify")).Expect(ExitCode.Fine);
    }

    [Fact]
    public async Task A_role_that_had_more_has_it_no_longer_and_an_owner_is_told_to_have_more()
    {
        var (owner, application, _) = Roles();
        string[] init = ["journal", "init", "--journal", owner, "--application"];
        (await _folder.Run([.. init, Name(application)])).Expect(ExitCode.Fine);
        PostgreSqlServer.Execute(owner, $"GRANT ALL ON journal TO {Name(application)}");
        (await _folder.Run([.. init, Name(application)])).Expect(ExitCode.Fine);
        Assert.Equal("42501", Refused(application, "DELETE FROM journal"));

        var own = (await _folder.Run([.. init, PostgreSqlServer.User])).Expect(ExitCode.Fine);
        Assert.Contains($"{PostgreSqlServer.User} may change and remove events all the same", own.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ALTER TABLE journal DROP COLUMN writer", "the tables lack what this version needs")]
    [InlineData("ALTER TABLE exchange_owner DROP COLUMN shared", "the tables lack what this version needs")]
    [InlineData("DROP TABLE exchange_command", "the tables lack what this version needs")]
    [InlineData("UPDATE journal SET writer = '9000000000'", "the journal comes from another server")]
    public async Task Tables_of_an_earlier_version_and_rows_of_another_server_are_seen_to_by_their_owner(string sql, string told)
    {
        var (owner, application, _) = Roles();
        string[] init = ["journal", "init", "--journal", owner, "--application", Name(application)];
        (await _folder.Run(init)).Expect(ExitCode.Fine);
        (await _folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--journal", application)).Expect(ExitCode.Fine);
        PostgreSqlServer.Execute(owner, sql);

        (await _folder.Run("run", "--resume", "--journal", application))
            .Refused(ExitCode.Infrastructure, told, "let the", "run \"exchange journal init\" once");

        (await _folder.Run(init)).Expect(ExitCode.Fine);
        (await _folder.Run("run", "--resume", "--journal", application)).Expect(ExitCode.Fine);
        (await _folder.Run("review", application, "verify")).Expect(ExitCode.Fine);
    }

    [Fact]
    public async Task What_is_wrong_is_told_with_what_to_do_and_changes_nothing()
    {
        var (owner, application, _) = Roles();
        (await _folder.Run("journal", "init", "--journal", "journal.db", "--application", "app"))
            .Refused(ExitCode.WrongInput, "name a PostgreSQL database");
        (await _folder.Run("journal", "init", "--journal", owner)).Refused(ExitCode.WrongInput, "--application");
        (await _folder.Run("journal", "init", "--journal", server.ConnectionString("nowhere"), "--application", "app"))
            .Refused(ExitCode.WrongInput, "there is no such database");
        (await _folder.Run("journal", "init", "--journal", owner, "--application", Name(application), "--reader", "no\"body"))
            .Refused(ExitCode.WrongInput, "the server has no role \"no\"body\"; create it");
        (await _folder.Run("journal", "init", "--journal", application, "--application", Name(application)))
            .Refused(ExitCode.Infrastructure, "the user lacks a privilege");
        Assert.Empty(Tables(owner));

        PostgreSqlServer.Execute(owner, "CREATE TABLE journal (ordering bigint)");
        (await _folder.Run("journal", "init", "--journal", owner, "--application", Name(application)))
            .Refused(ExitCode.WrongInput, "a journal of another program");
        Assert.Equal(["journal"], Tables(owner));
    }

    private static IReadOnlyList<string> Tables(string owner) => PostgreSqlServer.Query<string>(
        owner, "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'");

    private static string Name(string place) => Regex.Match(place, "Username=([^;]*)").Groups[1].Value;

    private static string Refused(string place, string sql) =>
        Assert.Throws<PostgresException>(() => PostgreSqlServer.Execute(place, sql)).SqlState;

    /// <summary>A database as its owner, and as two roles that nothing was granted to.</summary>
    private (string Owner, string Application, string Reader) Roles()
    {
        var owner = server.CreateDatabase();
        var database = owner[(owner.LastIndexOf('=') + 1)..];
        string[] names = [$"app_{database}", $"auditor_{database}"];
        foreach (var name in names)
        {
            PostgreSqlServer.Execute(owner, $"CREATE ROLE {name} LOGIN PASSWORD '{server.Password}'");
        }

        return (owner, As(owner, names[0]), As(owner, names[1]));
    }

    private static string As(string place, string role) => Regex.Replace(place, "Username=[^;]*", $"Username={role}");
}
