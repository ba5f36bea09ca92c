using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ExchangeActors.Web.Tests.Fixtures;

/// <summary>
/// A headless Chromium with one page, driven over its DevTools protocol. It notes everything that the page complains about, and every
/// address that it asks for. A machine without Chromium fails the test.
/// </summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _profile = Directory.CreateTempSubdirectory("exchange-browser-").FullName;
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode?>> _answers = new();
    private readonly Process _process;
    private TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _reading = Task.CompletedTask;
    private string? _session;
    private int _last;

    private Browser()
    {
        var start = new ProcessStartInfo(
            Find(),
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                    "--disable-component-update", "--disable-sync",
                "--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-port=0", $"--user-data-dir={_profile}", "about:blank",
            ])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>Errors and warnings of the console, uncaught exceptions, violations of the content-security policy.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    /// <summary>Every address that was asked for.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Starts it with a page of this size.</summary>
    public static async Task<Browser> Start(int width, int height)
    {
        var browser = new Browser();
        try
        {
            await browser.Connect();
            await browser.Send("Emulation.setDeviceMetricsOverride",
                new JsonObject { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = false });
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a file and waits until it is loaded.</summary>
    public async Task Open(string path)
    {
        _loaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = await Send("Page.navigate", new JsonObject { ["url"] = new Uri(path).AbsoluteUri });
        Assert.Null(answer?["errorText"]);
        await _loaded.Task.WaitAsync(Patience);
    }

    /// <summary>What an expression is worth in the page.</summary>
    public async Task<T> Evaluate<T>(string expression)
    {
        var answer = await Send(
            "Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true });
        Assert.True(answer!["exceptionDetails"] is null, answer.ToJsonString());
        return answer["result"]!["value"].Deserialize<T>()!;
    }

    /// <summary>A picture of what is to be seen, PNG.</summary>
    public async Task<byte[]> Screenshot() => Convert.FromBase64String(
        (await Send("Page.captureScreenshot", []))!["data"]!.GetValue<string>());

    /// <summary>Pages opened from now on run no script of their own.</summary>
    public Task DisableScripts() => Send("Emulation.setScriptExecutionDisabled", new JsonObject { ["value"] = true });

    /// <summary>The reader prefers this: <c>light</c> or <c>dark</c>.</summary>
    public Task Prefer(string scheme) =>
        Send("Emulation.setEmulatedMedia",
            new JsonObject { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme }) });

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
        _socket.Dispose();
        _end.Dispose();
        Directory.Delete(_profile, recursive: true);
    }

    private static string Find()
    {
        string?[] places = [Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome"];
        return places.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                "Chromium is not installed, and these tests look at the report in it: apt-get install chromium, or name its executable "
                    + "in the environment variable CHROMIUM.");
    }

    private async Task Connect()
    {
        var file = Path.Combine(_profile, "DevToolsActivePort");
        var watch = Stopwatch.StartNew();
        string[] lines = [];
        while (lines.Length < 2)
        {
            Assert.False(_process.HasExited, "Chromium ended at once");
            Assert.True(watch.Elapsed < Patience, "Chromium did not open its DevTools port");
            await Task.Delay(50);
            lines = File.Exists(file) ? await File.ReadAllLinesAsync(file) : [];
        }

        await _socket.ConnectAsync(new Uri($"ws://127.0.0.1:{lines[0]}{lines[1]}"), _end.Token);
        _reading = Task.Run(Read);
        var targets = await Send("Target.getTargets", []);
        var page = targets!["targetInfos"]!.AsArray().First(target => target!["type"]!.GetValue<string>() == "page")![
            "targetId"]!.GetValue<string>();
        _session = (await Send("Target.attachToTarget", new JsonObject { ["targetId"] = page, ["flatten"] = true }))![
            "sessionId"]!.GetValue<string>();
        foreach (var domain in (string[])["Page", "Runtime", "Log", "Network"])
        {
            await Send($"{domain}.enable", []);
        }
    }

    private async Task<JsonNode?> Send(string method, JsonObject parameters)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = _answers[id] = new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session is not null)
        {
            message["sessionId"] = _session;
        }

        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, _end.Token);
        return await answer.Task.WaitAsync(Patience);
    }

    private async Task Read()
    {
        var buffer = new byte[1 << 16];
        using var text = new MemoryStream();
        try
        {
            while (!_end.IsCancellationRequested)
            {
                text.SetLength(0);
                WebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer, _end.Token);
                    text.Write(buffer, 0, part.Count);
                }
                while (!part.EndOfMessage);
                Take(JsonNode.Parse(text.ToArray())!);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or WebSocketException or JsonException)
        {
            foreach (var waiting in _answers.Values)
            {
                waiting.TrySetException(fault);
            }
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"]?.GetValue<int>() is { } id)
        {
            if (message["error"] is { } error)
            {
                _answers[id].TrySetException(new InvalidOperationException(error.ToJsonString()));
            }
            else
            {
                _answers[id].TrySetResult(message["result"]);
            }

            return;
        }

        var parameters = message["params"];
        switch (message["method"]?.GetValue<string>())
        {
            case "Page.loadEventFired":
                _loaded.TrySetResult();
                break;
            case "Network.requestWillBeSent":
                Requests.Enqueue(parameters!["request"]!["url"]!.GetValue<string>());
                break;
            case "Runtime.exceptionThrown" or "Log.entryAdded" or "Runtime.consoleAPICalled":
                Complaints.Enqueue(parameters!.ToJsonString());
                break;
            default:
                break;
        }
    }
}
