using System.Collections.Immutable;
using System.Data.Common;
using System.Security.Cryptography;
using ExchangeActors.Journal.PostgreSql;

namespace ExchangeActors.Node.Service.Keys;

/// <summary>A key without its secret.</summary>
/// <param name="Id">Its public part, by which it is looked up and revoked.</param>
/// <param name="Name">Whose it is, for people.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Accounts">A trader's own accounts.</param>
/// <param name="Created">When, Unix ms.</param>
/// <param name="Expires">From then on it is not taken, Unix ms; null for never.</param>
/// <param name="Revoked">When it was revoked, Unix ms; null for not.</param>
internal sealed record ApiKey(
    string Id, string Name, string Role, ImmutableArray<string> Accounts, long Created, long? Expires, long? Revoked)
{
    /// <summary>Whether it is taken at a time, Unix ms.</summary>
    public bool IsValid(long now) => Revoked is null && (Expires is not { } expires || now < expires);
}

/// <summary>
/// The keys with which callers show who they are: <c>xa_ID_SECRET</c>. The secret is 32 random bytes and is shown once; what is kept is
/// its SHA-256, which is enough for a secret that nobody can guess.
/// </summary>
/// <param name="store">Where they are kept.</param>
internal sealed class KeyRing(ServiceStore store)
{
    /// <summary>How a key begins.</summary>
    public const string Prefix = "xa_";

    private const int IdBytes = 6;
    private const int SecretBytes = 32;
    private const string Columns = "id, name, role, accounts, created, expires, revoked";

    /// <summary>Makes a key that no store knows: the process that made it takes it while it runs.</summary>
    public static (string Text, ApiKey Key, byte[] Hash) Make(
        string name, string role, IEnumerable<string> accounts, long now, long? expires)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        return ($"{Prefix}{id}_{secret}", new ApiKey(id, name, role, [.. accounts], now, expires, null), HashOf(secret));
    }

    /// <summary>Id and secret of a key's text; null when it is none.</summary>
    public static (string Id, string Secret)? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith(Prefix, StringComparison.Ordinal)
            && text.Split('_') is [_, { Length: IdBytes * 2 } id, { Length: SecretBytes * 2 } secret]
            ? (id, secret)
            : null;
    }

    /// <summary>What is kept of a secret.</summary>
    public static byte[] HashOf(string secret) => SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(secret));

    /// <summary>Makes a key and keeps it; its text is not to be had again.</summary>
    public async Task<(string Text, ApiKey Key)> Create(string name, string role, IReadOnlyList<string> accounts, long now, long? expires)
    {
        var (text, key, hash) = Make(name, role, accounts, now, expires);
        await store.Change(connection =>
        {
            using var insert = connection.Statement(
                $"""
                INSERT INTO {ServiceTables.Keys} ({Columns}, hash)
                VALUES (@id, @name, @role, @accounts, @created, @expires, NULL, @hash) ON CONFLICT (id) DO NOTHING
                """,
                ("@id", key.Id),
                ("@name", key.Name),
                ("@role", key.Role),
                ("@accounts", string.Join(' ', key.Accounts)),
                ("@created", key.Created),
                ("@expires", key.Expires),
                ("@hash", hash));
            return insert.ExecuteNonQuery();
        });
        return (text, key);
    }

    /// <summary>All keys, in order of creation.</summary>
    public Task<List<ApiKey>> List() => store.Change(connection =>
    {
        using var select = connection.Statement($"SELECT {Columns} FROM {ServiceTables.Keys} ORDER BY created, id");
        using var rows = select.ExecuteReader();
        var keys = new List<ApiKey>();
        while (rows.Read())
        {
            keys.Add(Read(rows));
        }

        return keys;
    });

    /// <summary>Revokes a key; false when there is no such key that was not revoked.</summary>
    public Task<bool> Revoke(string id, long now) => store.Change(connection =>
    {
        using var update = connection.Statement(
            $"UPDATE {ServiceTables.Keys} SET revoked = @now WHERE id = @id AND (revoked IS NULL OR revoked = @now)",
            ("@id", id),
            ("@now", now));
        return update.ExecuteNonQuery() == 1;
    });

    /// <summary>The key with this id and secret; null when there is none.</summary>
    public async Task<ApiKey?> Find(string id, string secret)
    {
        var found = await store.Change(connection =>
        {
            using var select = connection.Statement($"SELECT {Columns}, hash FROM {ServiceTables.Keys} WHERE id = @id", ("@id", id));
            using var row = select.ExecuteReader();
            return row.Read() ? (Key: Read(row), Hash: row.GetFieldValue<byte[]>(7)) : ((ApiKey Key, byte[] Hash)?)null;
        });
        return found is var (key, hash) && CryptographicOperations.FixedTimeEquals(hash, HashOf(secret)) ? key : null;
    }

    /// <summary>The key with this id, whoever asks; null when there is none.</summary>
    public Task<ApiKey?> Find(string id) => store.Change(connection =>
    {
        using var select = connection.Statement($"SELECT {Columns} FROM {ServiceTables.Keys} WHERE id = @id", ("@id", id));
        using var row = select.ExecuteReader();
        return row.Read() ? Read(row) : null;
    });

    private static ApiKey Read(DbDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetString(2),
        [.. row.GetString(3).Split(' ', StringSplitOptions.RemoveEmptyEntries)],
        row.GetInt64(4),
        row.IsDBNull(5) ? null : row.GetInt64(5),
        row.IsDBNull(6) ? null : row.GetInt64(6));
}
