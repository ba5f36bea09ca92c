using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.PostgreSql;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ExchangeActors.Journal;

/// <summary>The kinds of trouble with a journal; each calls for another remedy.</summary>
public enum JournalFault
{
    /// <summary>The file is not a journal of this program.</summary>
    Foreign,

    /// <summary>Another process holds the journal.</summary>
    Locked,

    /// <summary>The journal has another format or schema version.</summary>
    WrongVersion,

    /// <summary>The journal belongs to another scenario, venue profile or seed.</summary>
    WrongScenario,

    /// <summary>There is no journal at the path.</summary>
    Missing,

    /// <summary>A journal is to be created where a file exists.</summary>
    Exists,

    /// <summary>The place cannot be written.</summary>
    NotWritable,

    /// <summary>The disk, or the journal's size limit, is full.</summary>
    Full,

    /// <summary>The history was damaged: a gap, a broken hash chain, bytes that no version of the schema wrote.</summary>
    Corrupt,

    /// <summary>The store failed in another way.</summary>
    Failed,

    /// <summary>Another process has the journal now: this one writes no more.</summary>
    TakenOver,
}

/// <summary>What is wrong with a journal, where, and what to do.</summary>
public sealed class JournalException : IOException
{
    // SQLite's primary result codes (https://www.sqlite.org/rescode.html).
    private const int Busy = 5;
    private const int LockedTable = 6;
    private const int ReadOnly = 8;
    private const int CorruptFile = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;
    private const int NoSpaceOnDevice = 28;

    /// <summary>An error with its three parts.</summary>
    /// <param name="fault">The kind.</param>
    /// <param name="what">What is wrong, a clause.</param>
    /// <param name="where">The file, or stream and sequence.</param>
    /// <param name="remedy">What to do, a clause.</param>
    /// <param name="inner">The cause, if any.</param>
    public JournalException(JournalFault fault, string what, string where, string remedy, Exception? inner = null)
        : base($"{where}: {what}; {remedy}.", inner)
    {
        Fault = fault;
        What = what;
        Where = where;
        Remedy = remedy;
    }

    /// <summary>The kind.</summary>
    public JournalFault Fault { get; }

    /// <summary>What is wrong.</summary>
    public string What { get; }

    /// <summary>The event at which it shows; null where it is not one event.</summary>
    public EventRef? Event { get; init; }

    /// <summary>The row at which it shows, its place among all events from 1; null where it is not one row.</summary>
    public long? Row { get; init; }

    /// <summary>The file, or stream and sequence.</summary>
    public string Where { get; }

    /// <summary>What to do.</summary>
    public string Remedy { get; }

    /// <summary>True when there is no room for what was to be written.</summary>
    public static bool IsFull(IOException fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return (fault.HResult & 0xFFFF) == NoSpaceOnDevice;
    }

    /// <summary>Translates any exception of the store, also one that an actor's persist failure wraps.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="where">The file, or stream and sequence.</param>
    public static JournalException From(Exception exception, string where)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case JournalException known:
                    return known;
                case SqliteException sqlite:
                    return FromSqlite(sqlite, where);
                case PostgresException postgres:
                    return FromPostgreSql(postgres, where);
                case NpgsqlException npgsql:
                    return new(JournalFault.Failed, $"the PostgreSQL server failed or does not answer ({Sentence(npgsql)})", where,
                        "check that it runs and can be reached, and try again", npgsql);
                case IOException io when IsFull(io):
                    return new(JournalFault.Full, "the disk is full", where, "free space and resume the run", io);
                case UnauthorizedAccessException denied:
                    return new(JournalFault.NotWritable, "access is denied", where, "choose a place that this user may write", denied);
                default:
                    break;
            }
        }

        return new(JournalFault.Failed, $"the journal failed ({exception.Message.TrimEnd('.')})", where,
            "resume the run; if it fails again, see the log", exception);
    }

    // https://www.postgresql.org/docs/15/errcodes-appendix.html
    private static JournalException FromPostgreSql(PostgresException exception, string where) => exception.SqlState switch
    {
        DatabaseFence.TakenOver => new(JournalFault.TakenOver, "another process took over", where, DatabaseFence.Remedy, exception),
        PostgresErrorCodes.InvalidCatalogName =>
            new(JournalFault.Missing, "there is no such database", where, "create it (createdb), or check its name", exception),
        PostgresErrorCodes.UndefinedTable =>
            new(JournalFault.Missing, "the database holds no journal", where, "check its name, or start a new run", exception),
        PostgresErrorCodes.DiskFull =>
            new(JournalFault.Full, "the server's disk is full", where, "free space and resume the run", exception),
        PostgresErrorCodes.InsufficientPrivilege => new(
            JournalFault.NotWritable, $"the user lacks a privilege ({exception.MessageText})", where,
                "grant it, or connect as another user", exception),
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            new(JournalFault.NotWritable, "the database is read-only", where, "connect to the primary server", exception),
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => new(
            JournalFault.Corrupt, $"the database is damaged ({exception.MessageText})", where, "restore it from a copy", exception),
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => new(
            JournalFault.Failed, $"the server refuses the user ({exception.MessageText})", where,
                "check user and password (PGPASSWORD and PGPASSFILE are respected)", exception),
        _ => new(JournalFault.Failed, $"PostgreSQL failed ({exception.SqlState}: {exception.MessageText.TrimEnd('.')})", where,
            "try again; if it fails again, see the server's log", exception),
    };

    private static string Sentence(Exception exception) =>
        (exception.InnerException is { } inner && !exception.Message.Contains(inner.Message, StringComparison.Ordinal)
            ? $"{exception.Message.TrimEnd('.')}: {inner.Message}" : exception.Message).TrimEnd('.');

    private static JournalException FromSqlite(SqliteException exception, string where) => exception.SqliteErrorCode switch
    {
        Full => new(JournalFault.Full, "the disk or the journal's size limit is full", where, "free space and resume the run", exception),
        Busy or LockedTable =>
            new(JournalFault.Locked, "another process uses the file", where, "end it or choose another journal", exception),
        ReadOnly => new(JournalFault.NotWritable, "the file is read-only", where, "choose a file that this user may write", exception),
        CannotOpen =>
            new(JournalFault.NotWritable, "the file cannot be opened or created", where, "check the path and its permissions", exception),
        NotADatabase =>
            new(JournalFault.Foreign, "the file is not an SQLite database", where, "choose another journal; this file was not changed",
                exception),
        CorruptFile => new(JournalFault.Corrupt, "the database file is damaged", where, "restore it from a copy", exception),
        _ => new(JournalFault.Failed, $"SQLite failed ({exception.Message.TrimEnd('.')})", where,
            "resume the run; if it fails again, see the log", exception),
    };
}
