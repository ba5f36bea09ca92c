using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace ExchangeActors.Journal;

/// <summary>
/// Where a journal is: the path of a SQLite file, or a PostgreSQL database, as a connection string (<c>Host=…;Database=…</c>) or an address
/// (<c>postgres://user@host/database</c>). A password need not be in it: <c>PGPASSWORD</c> and <c>PGPASSFILE</c> are respected.
/// </summary>
public static partial class JournalPlace
{
    private const string Folder = "journals";
    private const int HashDigits = 8;

    /// <summary>True for a PostgreSQL database, false for a path.</summary>
    public static bool IsDatabase(string place)
    {
        ArgumentNullException.ThrowIfNull(place);
        return IsAddress(place) || HostKey().IsMatch(place);
    }

    /// <summary>
    /// How the place is shown: a path as it is, a database with server, name and user but without anything secret. It opens the same
    /// journal, given the password.
    /// </summary>
    /// <exception cref="JournalException">The connection string cannot be read.</exception>
    public static string Shown(string place) => IsDatabase(place) ? Shown(Parse(place)) : place;

    /// <summary>
    /// The path to which the names of the files that go with a journal are appended (<c>.log</c>, <c>.checkpoint</c>): the journal itself
    /// when it is a file; for a database, beside which there is no file, a name in the folder <c>journals</c> made of the scenario and the
    /// database.
    /// </summary>
    /// <exception cref="JournalException">The connection string cannot be read.</exception>
    public static string Companion(string place, string scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        if (!IsDatabase(place))
        {
            // They lie beside the file, by whatever link it is named.
            var resolved = DiskFile.Resolve(place);
            return resolved == Path.GetFullPath(place) ? place : resolved;
        }

        var connection = Parse(place);
        var identity = string.Create(CultureInfo.InvariantCulture, $"{connection.Host}:{connection.Port}/{connection.Database}");
        return Path.Combine(
            Folder, $"{Safe(scenario)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..HashDigits]}");
    }

    /// <summary>The journal's name, as a part of file names: of a file its own without extension, of a database its name.</summary>
    public static string FileName(string place) => IsDatabase(place) ? Safe(Parse(place).Database ?? "journal")
        : Path.GetFileNameWithoutExtension(place);

    /// <summary>Reads a connection string or address.</summary>
    /// <exception cref="JournalException">It cannot be read (<see cref="JournalFault.Missing"/>). Its text is in no message: it may hold a
    /// password.</exception>
    internal static NpgsqlConnectionStringBuilder Parse(string place)
    {
        try
        {
            return IsAddress(place) ? FromAddress(new Uri(place)) : new NpgsqlConnectionStringBuilder(place);
        }
        catch (Exception exception) when (
            exception is ArgumentException or FormatException or InvalidCastException or OverflowException or KeyNotFoundException)
        {
            throw new JournalException(
                JournalFault.Missing,
                "the connection string cannot be read",
                "PostgreSQL",
                "write it like Host=localhost;Database=exchange;Username=app, see "
                    + "https://www.npgsql.org/doc/connection-string-parameters.html");
        }
    }

    internal static string Shown(NpgsqlConnectionStringBuilder connection)
    {
        var shown = new NpgsqlConnectionStringBuilder { Host = connection.Host };
        if (connection.Port != NpgsqlConnection.DefaultPort)
        {
            shown.Port = connection.Port;
        }

        if (connection.Database is { Length: > 0 } database)
        {
            shown.Database = database;
        }

        if (connection.Username is { Length: > 0 } user)
        {
            shown.Username = user;
        }

        return shown.ConnectionString;
    }

    private static string Safe(string name) => string.Concat(
        name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '_'));

    private static bool IsAddress(string place) =>
        place.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
            || place.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    private static NpgsqlConnectionStringBuilder FromAddress(Uri address)
    {
        var connection = new NpgsqlConnectionStringBuilder { Host = address.Host.Length > 0 ? address.Host : "localhost" };
        if (address.Port > 0)
        {
            connection.Port = address.Port;
        }

        var user = address.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
        {
            connection.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length > 1)
        {
            connection.Password = Uri.UnescapeDataString(user[1]);
        }

        if (address.AbsolutePath.Trim('/') is { Length: > 0 } database)
        {
            connection.Database = Uri.UnescapeDataString(database);
        }

        foreach (var setting in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = setting.Split('=', 2);
            var (name, value) = (Uri.UnescapeDataString(parts[0]).Replace('_', ' '),
                parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : string.Empty);

            // libpq's sslmode=verify-full is Npgsql's SSL Mode=VerifyFull.
            var mode = name.Equals("sslmode", StringComparison.OrdinalIgnoreCase);
            connection[mode ? "SSL Mode" : name] = mode ? value.Replace("-", string.Empty, StringComparison.Ordinal) : value;
        }

        return connection;
    }

    [GeneratedRegex(@"(^|;)\s*(Host|Server)\s*=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HostKey();
}
