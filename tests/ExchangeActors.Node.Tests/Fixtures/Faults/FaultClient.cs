using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ExchangeActors.Node.Tests.Fixtures.Faults;

/// <summary>A command that a client sent, and what it was answered in the end.</summary>
internal sealed record SentCommand(string Key, string Path, string Body, HttpStatusCode Status, string Answer)
{
    /// <summary>The number that the exchange gave it; null where it was refused before it had one.</summary>
    public string? Id => (string?)JsonNode.Parse(Answer)!["command"];
}

/// <summary>
/// A client of a cluster that is being broken. It sends every command until it is answered, to whichever gateway; some of them twice at
/// once, and some again long after they were answered. It writes down all that it was told.
/// </summary>
internal sealed class FaultClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private readonly string[] _urls;
    private readonly int _seed;
    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    private int _number;
    private int _tried;

    /// <summary>Makes it.</summary>
    public FaultClient(string[] urls, string key, int seed)
    {
        (_urls, _seed) = (urls, seed);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>All commands that were answered.</summary>
    public ConcurrentDictionary<string, SentCommand> Answered { get; } = [];

    /// <summary>Requests that brought no answer, or one that says to try again.</summary>
    public int Tried => _tried;

    /// <summary>Sends a command until it is answered.</summary>
    public async Task<SentCommand> Send(string path, object body)
    {
        var number = Interlocked.Increment(ref _number);
        var chance = new Random(HashCode.Combine(_seed, number));
        var key = string.Create(CultureInfo.InvariantCulture, $"client-{number}");
        var text = JsonSerializer.Serialize(body, Web);
        var twice = chance.Next(10) == 0;
        var answers = await Task.WhenAll(Enumerable.Range(0, twice ? 2 : 1).Select(_ => Until(key, path, text, chance.Next())));
        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
        Answered[key] = answers[0];

        // An old one, once more.
        if (chance.Next(10) == 0 && Answered.TryGetValue(Key(chance.Next(1, number + 1)), out var old))
        {
            Assert.Equal(old, await Until(old.Key, old.Path, old.Body, chance.Next()));
        }

        return answers[0];

        static string Key(int one) => string.Create(CultureInfo.InvariantCulture, $"client-{one}");
    }

    /// <summary>Asks until it is answered.</summary>
    public async Task<JsonObject> Ask(string path, string? url = null)
    {
        var until = DateTime.UtcNow + Patience;
        for (var attempt = 0; ; attempt++)
        {
            var (status, text) = await Try(HttpMethod.Get, url ?? _urls[attempt % _urls.Length], path, null, null);
            if (status == HttpStatusCode.OK)
            {
                return (JsonObject)JsonNode.Parse(text)!;
            }

            Assert.True(IsForLater(status), $"GET {path}: {status} {text}");
            Assert.True(DateTime.UtcNow < until, $"GET {path} was not answered within {Patience}: {status} {text}");
            await Task.Delay(200);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<SentCommand> Until(string key, string path, string body, int seed)
    {
        var chance = new Random(seed);
        var until = DateTime.UtcNow + Patience;
        while (true)
        {
            var (status, text) = await Try(HttpMethod.Post, _urls[chance.Next(_urls.Length)], path, body, key);
            if (!IsForLater(status))
            {
                Assert.True(
                    status is HttpStatusCode.OK or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity,
                    $"{key} {path} {body}: {status} {text}");
                return new SentCommand(key, path, body, status, text);
            }

            Interlocked.Increment(ref _tried);
            Assert.True(DateTime.UtcNow < until, $"{key} {path} was not answered within {Patience}: {status} {text}");
            await Task.Delay(chance.Next(50, 400));
        }
    }

    // 0: no answer.
    private static bool IsForLater(HttpStatusCode status) =>
        status is 0 or HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests;

    private async Task<(HttpStatusCode Status, string Text)> Try(HttpMethod method, string url, string path, string? body, string? key)
    {
        using var request = new HttpRequestMessage(method, url + "/api/v1" + path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            request.Headers.Add("Idempotency-Key", key);
        }

        try
        {
            using var answer = await _http.SendAsync(request);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or IOException)
        {
            return (0, fault.Message);
        }
    }
}
