using System.Security.Cryptography;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.PostgreSql;

namespace ExchangeActors.Node.Service.Commands;

/// <summary>What a caller was answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The answer, JSON.</param>
internal sealed record GivenAnswer(int Status, string Body);

/// <summary>A command as it was registered.</summary>
/// <param name="Id">The exchange knows it by that.</param>
/// <param name="SameRequest">False when the key was used for another request before.</param>
/// <param name="Answer">What was answered before; null for a new command, or one whose answer is not known.</param>
/// <param name="IsNew">True when it was not registered before.</param>
internal sealed record RegisteredCommand(CommandId Id, bool SameRequest, GivenAnswer? Answer, bool IsNew);

/// <summary>A command without an answer.</summary>
/// <param name="Id">The exchange knows it by that.</param>
/// <param name="Target">The entity that it went to, as text.</param>
/// <param name="Makes">What it makes; null for nothing.</param>
internal sealed record UnansweredCommand(CommandId Id, string Target, string? Makes);

/// <summary>
/// The commands that came in by HTTP, by caller and Idempotency-Key: each gets a number before the exchange hears of it, and its answer
/// before the caller does. So a retry, also after a crash at any point between, and also at another gateway of the same exchange, has one
/// effect and gets the first answer.
/// </summary>
/// <param name="store">Where they are kept. Their numbers are different whoever registers them.</param>
/// <param name="source">
/// The source of the commands that are registered here first: an entity keeps the newest outcomes of each source, so gateways of one
/// exchange have one each.
/// </param>
internal sealed class CommandRegister(ServiceStore store, string source)
{
    /// <summary>Registers a command, or finds it.</summary>
    /// <param name="caller">Who sends it.</param>
    /// <param name="key">The caller's key for it.</param>
    /// <param name="target">The entity that it goes to.</param>
    /// <param name="makes">What it makes; null for nothing.</param>
    /// <param name="request">All that it asks: another one under the same key is refused.</param>
    /// <param name="now">When, Unix ms.</param>
    public Task<RegisteredCommand> Register(string caller, string key, string target, string? makes, byte[] request, long now)
    {
        var hash = SHA256.HashData(request);
        return store.Change(connection =>
        {
            using var insert = connection.Statement(
                $"""
                INSERT INTO {ServiceTables.Commands} (source, caller, idempotency_key, target, makes, request, at)
                VALUES (@source, @caller, @key, @target, @makes, @request, @at) ON CONFLICT (caller, idempotency_key) DO NOTHING
                """,
                ("@source", source),
                ("@caller", caller),
                ("@key", key),
                ("@target", target),
                ("@makes", makes),
                ("@request", hash),
                ("@at", now));
            var isNew = insert.ExecuteNonQuery() == 1;
            if (!isNew)
            {
                using var again = connection.Statement(
                    $"""
                    UPDATE {ServiceTables.Commands} SET requests = requests + 1
                    WHERE caller = @caller AND idempotency_key = @key AND status IS NULL
                    """,
                    ("@caller", caller),
                    ("@key", key));
                again.ExecuteNonQuery();
            }

            using var select = connection.Statement(
                $"""
                SELECT source, number, request, status, answer FROM {ServiceTables.Commands}
                WHERE caller = @caller AND idempotency_key = @key
                """,
                ("@caller", caller),
                ("@key", key));
            using var row = select.ExecuteReader();
            row.Read();
            return new RegisteredCommand(
                new CommandId(row.GetString(0), row.GetInt64(1)),
                row.GetFieldValue<byte[]>(2).AsSpan().SequenceEqual(hash),
                row.IsDBNull(3) ? null : new GivenAnswer(row.GetInt32(3), row.GetString(4)),
                isNew);
        });
    }

    /// <summary>Keeps the answer of a command; the first one stays.</summary>
    public Task Answer(CommandId id, GivenAnswer answer) => store.Change(connection =>
    {
        using var update = connection.Statement(
            $"UPDATE {ServiceTables.Commands} SET status = @status, answer = @answer WHERE number = @number AND status IS NULL",
            ("@number", id.Number),
            ("@status", answer.Status),
            ("@answer", answer.Body));
        return update.ExecuteNonQuery();
    });

    /// <summary>
    /// Forgets a command that had no effect, so that its key gets a new number, which is not too old however much the entity takes
    /// meanwhile. Numbers are not used twice. Not when another request has brought the same key, wherever: that one may have had an effect.
    /// </summary>
    public Task Forget(CommandId id) => store.Change(connection =>
    {
        using var delete = connection.Statement(
            $"DELETE FROM {ServiceTables.Commands} WHERE number = @number AND status IS NULL AND requests = 1", ("@number", id.Number));
        return delete.ExecuteNonQuery();
    });

    /// <summary>Commands whose answers nobody came to keep.</summary>
    public Task<List<UnansweredCommand>> Unanswered() => store.Change(connection =>
    {
        using var select = connection.Statement(
            $"SELECT source, number, target, makes FROM {ServiceTables.Commands} WHERE status IS NULL ORDER BY number");
        using var rows = select.ExecuteReader();
        var unanswered = new List<UnansweredCommand>();
        while (rows.Read())
        {
            unanswered.Add(new UnansweredCommand(
                new CommandId(rows.GetString(0), rows.GetInt64(1)), rows.GetString(2), rows.IsDBNull(3) ? null : rows.GetString(3)));
        }

        return unanswered;
    });
}
