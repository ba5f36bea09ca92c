using System.Globalization;
using ExchangeActors.Domain.Primitives;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ExchangeActors.Journal;

/// <summary>
/// The header in the journal's database: a table of named values; beside it the format, which in a SQLite file is with the application id
/// in the file's own header.
/// </summary>
internal static class HeaderTable
{
    /// <summary>SQLite's <c>application_id</c> of a journal: "EXJL".</summary>
    public const int ApplicationId = 0x45584A4C;

    private const string Format = "formatVersion";

    private const string OtherJournal = "choose another journal; this file was not changed";

    /// <summary>Makes the database of this connection a journal with this header, all or nothing.</summary>
    public static void Write(SqliteConnection connection, JournalHeader header)
    {
        Execute(connection, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {JournalHeader.FormatVersion};");
        using var transaction = connection.BeginTransaction();
        Execute(connection, "CREATE TABLE exchange_header (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;");
        foreach (var (name, value) in Values(header))
        {
            using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO exchange_header (name, value) VALUES ($name, $value);";
            command.Parameters.AddWithValue("$name", name);
            command.Parameters.AddWithValue("$value", value);
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    /// <summary>Reads the header.</summary>
    /// <exception cref="JournalException">Not a journal, or one of another version.</exception>
    public static JournalHeader Read(SqliteConnection connection, string path)
    {
        var application = Scalar(connection, "PRAGMA application_id;");
        if (application != ApplicationId)
        {
            throw new JournalException(JournalFault.Foreign, "the file is an SQLite database of another program", path, OtherJournal);
        }

        RequireFormat(Scalar(connection, "PRAGMA user_version;"), path);

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "SELECT name, value FROM exchange_header;";
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                values[Convert.ToString(reader[0], CultureInfo.InvariantCulture)!] =
                    Convert.ToString(reader[1], CultureInfo.InvariantCulture)!;
            }
        }

        return From(values, path);
    }

    /// <summary>
    /// Makes the database of this transaction a journal with this header. The table is made if it is missing; it must be empty.
    /// </summary>
    public static void Write(NpgsqlConnection connection, JournalHeader header)
    {
        foreach (var (name, value) in Values(header).Prepend((Format, JournalHeader.FormatVersion.ToString(CultureInfo.InvariantCulture))))
        {
            using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO exchange_header (name, value) VALUES ($1, $2)";
            command.Parameters.Add(new NpgsqlParameter { Value = name });
            command.Parameters.Add(new NpgsqlParameter { Value = value });
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Reads the header.</summary>
    /// <exception cref="JournalException">There is no journal in the database, or one of another program or version.</exception>
    public static JournalHeader Read(NpgsqlConnection connection, string place)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT to_regclass('exchange_header') IS NOT NULL, to_regclass('journal') IS NOT NULL";
        bool header, journal;
        using (var tables = command.ExecuteReader())
        {
            tables.Read();
            (header, journal) = (tables.GetBoolean(0), tables.GetBoolean(1));
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (header)
        {
            command.CommandText = "SELECT name, value FROM exchange_header";
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                values[reader.GetString(0)] = reader.GetString(1);
            }
        }

        if (values.Count == 0)
        {
            throw journal && !header
                ? new JournalException(JournalFault.Foreign, "the database has a journal of another program", place,
                    "choose another database; this one was not changed")
                : new JournalException(JournalFault.Missing, "the database holds no journal", place, "check its name, or start a new run");
        }

        RequireFormat(Number(values, Format, place), place);
        return From(values, place);
    }

    private static void RequireFormat(long format, string place)
    {
        if (format != JournalHeader.FormatVersion)
        {
            throw new JournalException(
                JournalFault.WrongVersion, $"the journal has format {format}, this program format {JournalHeader.FormatVersion}", place,
                    "open it with the version that wrote it");
        }
    }

    private static IEnumerable<(string Name, string Value)> Values(JournalHeader header) =>
    [
        ("schemaVersion", JournalHeader.SchemaVersion.ToString(CultureInfo.InvariantCulture)),
        ("scenario", header.Scenario),
        ("scenarioHash", header.ScenarioHash),
        ("venue", header.Venue),
        ("profileHash", header.ProfileHash),
        ("seed", header.Seed.ToString(CultureInfo.InvariantCulture)),
        ("createdBy", header.CreatedBy),
        ("settings", header.Settings),
        .. header.Rules is { } rules ? [("rules", JournaledRules.Write(rules))] : Array.Empty<(string, string)>(),
    ];

    private static JournalHeader From(Dictionary<string, string> values, string path)
    {
        var schema = Number(values, "schemaVersion", path);
        if (schema > JournalHeader.SchemaVersion)
        {
            throw new JournalException(
                JournalFault.WrongVersion,
                $"the journal has schema {schema}, this program reads up to {JournalHeader.SchemaVersion}",
                path,
                $"open it with version {Text(values, "createdBy", path)}");
        }

        return new JournalHeader(
            Text(values, "scenario", path),
            Text(values, "scenarioHash", path),
            Text(values, "venue", path),
            Text(values, "profileHash", path),
            Number(values, "seed", path),
            Text(values, "createdBy", path),
            Text(values, "settings", path),
            values.TryGetValue("rules", out var rules) ? JournaledRules.Read(rules, path) : null);
    }

    private static string Text(Dictionary<string, string> values, string name, string path) => values.TryGetValue(name, out var value)
        ? Identifier.Plain(value) == value
            ? value
            : throw new JournalException(
                JournalFault.Corrupt, $"the header's {name} holds a control character", path, "restore the journal from a copy")
        : throw new JournalException(JournalFault.Corrupt, $"the header has no {name}", path, "restore the journal from a copy");

    private static long Number(Dictionary<string, string> values, string name, string path) =>
        long.TryParse(Text(values, name, path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new JournalException(JournalFault.Corrupt, $"the header's {name} is not a number", path,
                "restore the journal from a copy");

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is constant but for the constants above.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Callers pass constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
