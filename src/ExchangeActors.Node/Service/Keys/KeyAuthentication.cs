using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ExchangeActors.Node.Service.Keys;

/// <summary>Knows a caller by a key in <c>Authorization: Bearer</c> or <c>X-Api-Key</c>.</summary>
internal sealed class KeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, KeyLookup keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The scheme's name.</summary>
    public const string SchemeName = "key";

    private const string Bearer = "Bearer ";
    private const string Header = "X-Api-Key";

    /// <summary>The key that a request brings; null for none.</summary>
    public static string? TextOf(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim()
            : request.Headers[Header].ToString() is { Length: > 0 } key ? key
            : null;
    }

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (TextOf(Request) is not { } text)
        {
            return AuthenticateResult.NoResult();
        }

        return await keys.Find(text) is { } key
            ? AuthenticateResult.Success(new AuthenticationTicket(KeyLookup.Principal(key, SchemeName), Scheme.Name))
            : AuthenticateResult.Fail("the key is not known, has expired or was revoked");
    }
}

/// <summary>Keys that were looked up a moment ago, so that not every request asks the store; a revoked one is taken so long at
/// most.</summary>
internal sealed class KnownKeys
{
    private const int Most = 10_000;
    private static readonly TimeSpan Trusted = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string Id, string Secret), (ApiKey Key, long At)> _found = new();

    /// <summary>The key with this id and secret; null when there is none.</summary>
    public async Task<ApiKey?> Find(KeyRing ring, string id, string secret, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(ring);
        ArgumentNullException.ThrowIfNull(clock);
        if (_found.TryGetValue((id, secret), out var found) && clock.GetElapsedTime(found.At) < Trusted)
        {
            return found.Key;
        }

        var key = await ring.Find(id, secret);
        if (_found.Count > Most)
        {
            _found.Clear();
        }

        if (key is null)
        {
            _found.TryRemove((id, secret), out _);
        }
        else
        {
            _found[(id, secret)] = (key, clock.GetTimestamp());
        }

        return key;
    }
}
