using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using ExchangeActors.Journal;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Node.Feeding;

/// <summary>An answer of a node to a command.</summary>
/// <param name="Refusal">The reason code; null when it took effect.</param>
/// <param name="Detail">The figures of a refusal.</param>
/// <param name="Replayed">True when it had been answered before.</param>
internal sealed record FedAnswer(string? Refusal, string Detail, bool Replayed);

/// <summary>
/// Talks to a node. What a node that is not there, or has too much to do, does not answer is sent again with the same Idempotency-Key, so
/// that each command has one effect.
/// </summary>
internal sealed class FeedClient : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http;
    private readonly Uri _node;
    private readonly TimeSpan _patience;

    /// <summary>A client of a node.</summary>
    /// <param name="node">Its address.</param>
    /// <param name="key">Who feeds.</param>
    /// <param name="patience">How long a node may be away.</param>
    public FeedClient(Uri node, string key, TimeSpan patience)
    {
        (_node, _patience) = (node, patience);
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 })
        {
            BaseAddress = node,
            Timeout = TimeSpan.FromSeconds(60)
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>Reads a document.</summary>
    /// <exception cref="JournalException">The node is not there, or refuses.</exception>
    public async Task<JsonObject> Get(string path, CancellationToken cancellation)
    {
        using var response = await Patiently(() => _http.GetAsync(path, cancellation), cancellation);
        await RequireAllowed(response, path, cancellation);
        return (JsonObject)(await response.Content.ReadFromJsonAsync<JsonNode>(cancellation))!;
    }

    /// <summary>Sends a command.</summary>
    /// <exception cref="JournalException">The node is not there.</exception>
    public async Task<FedAnswer> Post(string path, string key, JsonObject body, CancellationToken cancellation)
    {
        using var response = await Patiently(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create<JsonNode>(body) };
                request.Headers.Add(Service.Api.Requests.KeyHeader, key);
                return _http.SendAsync(request, cancellation);
            },
            cancellation);
        var replayed = response.Headers.Contains(Service.Commands.CommandDesk.Replayed);
        if (response.IsSuccessStatusCode)
        {
            return new FedAnswer(null, string.Empty, replayed);
        }

        var problem = await Problem(response, cancellation);
        return problem.Command is null
            ? throw Refused(path, response.StatusCode, problem.Code, problem.Detail)
            : new FedAnswer(problem.Code, problem.Detail, replayed);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static async Task<(string Code, string Detail, string? Command)> Problem(
        HttpResponseMessage response, CancellationToken cancellation)
    {
        var text = await response.Content.ReadAsStringAsync(cancellation);
        try
        {
            var problem = JsonNode.Parse(text);
            return ((string?)problem?["code"] ?? "unknown", (string?)problem?["detail"] ?? string.Empty, (string?)problem?["command"]);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return ("unknown", "it does not answer like a node of this program", null);
        }
    }

    private async Task RequireAllowed(HttpResponseMessage response, string path, CancellationToken cancellation)
    {
        if (!response.IsSuccessStatusCode)
        {
            var (code, detail, _) = await Problem(response, cancellation);
            throw Refused(path, response.StatusCode, code, detail);
        }
    }

    private InputException Refused(string path, HttpStatusCode status, string code, string detail) => new(new InputProblem(
        _node.ToString(), 0, path, $"{((int)status).ToString(CultureInfo.InvariantCulture)} {code}: {detail}",
        "a feed needs a key of role risk-admin (exchange keys create --role risk-admin; --key or EXCHANGE_KEY)"));

    private async Task<HttpResponseMessage> Patiently(Func<Task<HttpResponseMessage>> send, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        for (var pause = FirstPause; ; pause = pause + pause < LongestPause ? pause + pause : LongestPause)
        {
            HttpRequestException? fault = null;
            try
            {
                var response = await send();
                if (response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests))
                {
                    return response;
                }

                response.Dispose();
            }
            catch (HttpRequestException away)
            {
                fault = away;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                fault = new HttpRequestException("it does not answer");
            }

            if (watch.Elapsed > _patience)
            {
                throw new JournalException(
                    JournalFault.Failed,
                        $"the node does not answer ({fault?.Message.TrimEnd('.') ?? "it has too much to do, or is starting"})",
                            _node.ToString(),
                    "start it, and the same feed again: it goes on where it was");
            }

            await Task.Delay(pause, cancellation);
        }
    }
}
