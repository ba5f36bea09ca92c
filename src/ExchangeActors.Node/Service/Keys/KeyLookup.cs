using System.Security.Claims;
using System.Security.Cryptography;

namespace ExchangeActors.Node.Service.Keys;

/// <summary>Whose key a text is: the one that the node made for itself, or one that was created.</summary>
internal sealed class KeyLookup(KeyRing ring, KnownKeys known, IEnumerable<LocalKey> local, TimeProvider clock)
{
    private const string NamePrefix = "key:";

    /// <summary>The key of this text; null when it is none, or is not taken now.</summary>
    public async Task<ApiKey?> Find(string text)
    {
        if (KeyRing.Parse(text) is not var (id, secret))
        {
            return null;
        }

        var key = Local(id, secret) ?? await known.Find(ring, id, secret, clock);
        return key is not null && IsValid(key) ? key : null;
    }

    /// <summary>Whether a key that somebody has signed in with is still taken.</summary>
    public async Task<bool> IsTaken(ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (user.FindFirstValue(ClaimTypes.NameIdentifier) is not { } name || !name.StartsWith(NamePrefix, StringComparison.Ordinal))
        {
            return false;
        }

        var id = name[NamePrefix.Length..];
        var key = local.FirstOrDefault(candidate => candidate.Key.Id == id)?.Key ?? await ring.Find(id);
        return key is not null && IsValid(key);
    }

    /// <summary>Who holds a key.</summary>
    public static ClaimsPrincipal Principal(ApiKey key, string scheme)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new ClaimsPrincipal(new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, NamePrefix + key.Id),
                new Claim(ClaimTypes.Role, key.Role),
                .. key.Accounts.Select(account => new Claim(Roles.Account, account)),
            ],
            scheme));
    }

    private bool IsValid(ApiKey key) => key.IsValid(clock.GetUtcNow().ToUnixTimeMilliseconds());

    private ApiKey? Local(string id, string secret) =>
        local.FirstOrDefault(candidate =>
            candidate.Key.Id == id && CryptographicOperations.FixedTimeEquals(candidate.Hash, KeyRing.HashOf(secret)))?.Key;
}
