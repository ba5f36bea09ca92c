using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Node.Service.Commands;

/// <summary>What a caller was answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The answer, JSON.</param>
internal sealed record GivenAnswer(int Status, string Body);

/// <summary>A command as it was registered.</summary>
/// <param name="Number">Its number: the exchange knows it by that.</param>
/// <param name="SameRequest">False when the key was used for another request before.</param>
/// <param name="Answer">What was answered before; null for a new command, or one whose answer is not known.</param>
/// <param name="IsNew">True when it was not registered before.</param>
internal sealed record RegisteredCommand(long Number, bool SameRequest, GivenAnswer? Answer, bool IsNew);

/// <summary>A command without an answer.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Target">The entity that it went to, as text.</param>
/// <param name="Makes">What it makes; null for nothing.</param>
internal sealed record UnansweredCommand(long Number, string Target, string? Makes);

/// <summary>
/// The commands that came in by HTTP, by caller and Idempotency-Key: each gets a number before the exchange hears of it, and its answer
/// before the caller does. So a retry, also after a crash at any point between, has one effect and gets the first answer.
/// </summary>
/// <param name="store">Where they are kept.</param>
internal sealed class CommandRegister(ServiceStore store)
{
    // Requests under way by number; used by the store's one writer alone.
    private readonly Dictionary<long, int> _underWay = [];

    /// <summary>Registers a command, or finds it.</summary>
    /// <param name="caller">Who sends it.</param>
    /// <param name="key">The caller's key for it.</param>
    /// <param name="target">The entity that it goes to.</param>
    /// <param name="makes">What it makes; null for nothing.</param>
    /// <param name="request">All that it asks: another one under the same key is refused.</param>
    /// <param name="now">When, Unix ms.</param>
    public Task<RegisteredCommand> Register(string caller, string key, string target, string? makes, byte[] request, long now) =>
        store.Change(connection =>
    {
        using var insert = connection.CreateCommand();
        insert.CommandText = """
            INSERT INTO command (caller, idempotency_key, target, makes, request, at) VALUES ($caller, $key, $target, $makes, $request, $at)
            ON CONFLICT (caller, idempotency_key) DO NOTHING;
            """;
        Add(insert, caller, key);
        var hash = SHA256.HashData(request);
        insert.Parameters.AddWithValue("$target", target);
        insert.Parameters.AddWithValue("$makes", (object?)makes ?? DBNull.Value);
        insert.Parameters.AddWithValue("$request", hash);
        insert.Parameters.AddWithValue("$at", now);
        var isNew = insert.ExecuteNonQuery() == 1;
        using var select = connection.CreateCommand();
        select.CommandText =
            "SELECT number, request, status, answer FROM command WHERE caller = $caller AND idempotency_key = $key;";
        Add(select, caller, key);
        using var row = select.ExecuteReader();
        row.Read();
        var registered = new RegisteredCommand(
            row.GetInt64(0),
            row.GetFieldValue<byte[]>(1).AsSpan().SequenceEqual(hash),
            row.IsDBNull(2) ? null : new GivenAnswer(row.GetInt32(2), row.GetString(3)),
            isNew);
        if (registered is { SameRequest: true, Answer: null })
        {
            _underWay[registered.Number] = _underWay.GetValueOrDefault(registered.Number) + 1;
        }

        return registered;
    });

    /// <summary>Keeps the answer of a command.</summary>
    public Task Answer(long number, GivenAnswer answer) => store.Change(connection =>
    {
        Leave(number);
        using var update = connection.CreateCommand();
        update.CommandText = "UPDATE command SET status = $status, answer = $answer WHERE number = $number AND status IS NULL;";
        update.Parameters.AddWithValue("$number", number);
        update.Parameters.AddWithValue("$status", answer.Status);
        update.Parameters.AddWithValue("$answer", answer.Body);
        return update.ExecuteNonQuery();
    });

    /// <summary>A request ends without an answer that is kept.</summary>
    /// <param name="number">The command's number.</param>
    /// <param name="hadNoEffect">
    /// True when the command had no effect and was not sent before: unless another request with the same key is under way, it is forgotten,
    /// so that the key gets a new number, which is not too old however much the entity takes meanwhile. Numbers are not used twice.
    /// </param>
    public Task GiveUp(long number, bool hadNoEffect) => store.Change(connection =>
    {
        if (Leave(number) || !hadNoEffect)
        {
            return 0;
        }

        using var delete = connection.CreateCommand();
        delete.CommandText = "DELETE FROM command WHERE number = $number AND status IS NULL;";
        delete.Parameters.AddWithValue("$number", number);
        return delete.ExecuteNonQuery();
    });

    /// <summary>Commands whose answers a process before this one did not come to keep.</summary>
    public Task<List<UnansweredCommand>> Unanswered() => store.Change(connection =>
    {
        using var select = connection.CreateCommand();
        select.CommandText = "SELECT number, target, makes FROM command WHERE status IS NULL ORDER BY number;";
        using var rows = select.ExecuteReader();
        var unanswered = new List<UnansweredCommand>();
        while (rows.Read())
        {
            unanswered.Add(new UnansweredCommand(rows.GetInt64(0), rows.GetString(1), rows.IsDBNull(2) ? null : rows.GetString(2)));
        }

        return unanswered;
    });

    /// <summary>One request less; true while others are under way.</summary>
    private bool Leave(long number)
    {
        var left = _underWay.GetValueOrDefault(number) - 1;
        if (left > 0)
        {
            _underWay[number] = left;
            return true;
        }

        _underWay.Remove(number);
        return false;
    }

    private static void Add(SqliteCommand command, string caller, string key)
    {
        command.Parameters.AddWithValue("$caller", caller);
        command.Parameters.AddWithValue("$key", key);
    }
}
