using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ExchangeActors.Node.Tests.Fixtures;

/// <summary>An answer of a node.</summary>
internal sealed record NodeAnswer(HttpStatusCode Status, string Text, HttpResponseHeaders Headers)
{
    /// <summary>Its document.</summary>
    public JsonObject Json => (JsonObject)JsonNode.Parse(Text)!;

    /// <summary>The reason code of a problem.</summary>
    public string? Code => (string?)Json["code"];

    /// <summary>Fails with what was answered unless the status is this one.</summary>
    public NodeAnswer Expect(HttpStatusCode status)
    {
        Assert.True(Status == status, $"{Status} instead of {status}: {Text}");
        return this;
    }
}

/// <summary>A node that a test has started, on a port of its own, as its user would talk to it.</summary>
internal sealed partial class RunningNode : IDisposable
{
    private readonly HttpClient _http;
    private int _keys;

    private RunningNode(ExchangeProcess process, string address, string? key)
    {
        (Process, Address, Key) = (process, address, key);
        _http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(2) };
    }

    /// <summary>The process.</summary>
    public ExchangeProcess Process { get; }

    /// <summary>Where it listens.</summary>
    public string Address { get; }

    /// <summary>The key that requests show: the one that it made for itself, unless there were keys and a test says one.</summary>
    public string? Key { get; set; }

    /// <summary>Starts a node and waits until it listens.</summary>
    public static async Task<RunningNode> Start(WorkFolder folder, params string[] arguments)
    {
        var process = folder.Start(["node", .. arguments, "--urls", "http://127.0.0.1:0"]);
        var said = await process.Said("Ctrl-C ends it");
        var address = Listening().Match(said).Groups[1].Value;
        var key = said.Contains("no keys yet", StringComparison.Ordinal) || !said.Contains("xa_", StringComparison.Ordinal)
            ? await FirstKey(process, said)
            : null;
        return new RunningNode(process, address, key);
    }

    /// <summary>Reads.</summary>
    public Task<NodeAnswer> Get(string path, string? key = null) => Send(new HttpRequestMessage(HttpMethod.Get, path), key ?? Key);

    /// <summary>Sends a command under an own Idempotency-Key.</summary>
    public Task<NodeAnswer> Post(string path, object body, string? idempotencyKey = null, string? key = null)
    {
        var text = System.Text.Json.JsonSerializer.Serialize(body, Web);
        var request = new HttpRequestMessage(HttpMethod.Post,
            path)
        { Content = new StringContent(text, Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", idempotencyKey ?? $"{Address}-{Interlocked.Increment(ref _keys)}");
        return Send(request, key ?? Key);
    }

    /// <summary>Sends any request.</summary>
    public async Task<NodeAnswer> Send(HttpRequestMessage request, string? key)
    {
        using (request)
        {
            if (key is not null)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            }

            using var response = await _http.SendAsync(request);
            return new NodeAnswer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers);
        }
    }

    /// <summary>The first so many stored events, each with its place, as a listener hears them.</summary>
    public async Task<List<(long Place, string Event)>> Events(int count)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events?after=0");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync());
        var events = new List<(long Place, string Event)>();
        while (events.Count < count && await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal) && JsonNode.Parse(line["data: ".Length..]) is { } document)
            {
                events.Add(((long)document["place"]!, (string)document["id"]!));
            }
        }

        return events;
    }

    /// <summary>Ends it as an operator does.</summary>
    public async Task<Finished> Stop()
    {
        Process.Signal("TERM");
        return await Process.End();
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static readonly System.Text.Json.JsonSerializerOptions Web = new(System.Text.Json.JsonSerializerDefaults.Web);

    private static async Task<string?> FirstKey(ExchangeProcess process, string said)
    {
        if (KeyText().Match(said) is { Success: true } match)
        {
            return match.Value;
        }

        // Keys exist, or the line is still on its way.
        var later = await Task.WhenAny(process.Said("/api/v1/markets"), Task.Delay(300));
        return later is Task<string> all ? KeyText().Match(await all).Value : null;
    }

    [GeneratedRegex(@"listening at (http://[0-9.:]+)")]
    private static partial Regex Listening();

    [GeneratedRegex("xa_[0-9a-f]{12}_[0-9a-f]{64}")]
    private static partial Regex KeyText();
}
