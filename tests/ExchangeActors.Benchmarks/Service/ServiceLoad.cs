using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace ExchangeActors.Benchmarks.Service;

/// <summary>
/// Commands over HTTP to a node, at a given rate whatever it answers (a late answer delays no request, so that waiting is measured), from
/// many connections, with listeners to its events; the node is killed in the middle and started again. Printed: latencies before the kill,
/// and whether every command took effect exactly once and every listener heard every event once.
/// </summary>
internal static class ServiceLoad
{
    private const int Accounts = 500;
    private const decimal Each = 0.01m;

    /// <summary>Runs it: <c>service [PROGRAM] [RATE] [SECONDS] [LISTENERS]</c>; 1 when something was lost or doubled.</summary>
    public static async Task<int> Run(string[] options)
    {
        var program = Path.GetFullPath(options.ElementAtOrDefault(0)
            ?? Path.Combine("src", "ExchangeActors.Node", "bin", "Release", "net10.0", "exchange"));
        var (rate, seconds, listeners) = (Number(options, 1, 1_000), Number(options, 2, 30), Number(options, 3, 200));
        var folder = Directory.CreateTempSubdirectory("exchange-load-").FullName;
        try
        {
            return await Run(program, folder, rate, seconds, listeners);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> Run(string program, string folder, int rate, int seconds, int listeners)
    {
        var port = FreePort();
        var key = await Key(program, folder);
        var node = Start(program, folder, port);
        using var http = Client(port, key);
        await Ready(http);
        await Task.WhenAll(Enumerable.Range(0, Accounts).Select(
            i => Post(http, "/api/v1/accounts", $"open-{i}", new JsonObject { ["account"] = $"load-{i}" })));
        using var stop = new CancellationTokenSource();
        var heard = Enumerable.Range(0, listeners).Select(_ => new LoadListener(port, key)).ToArray();
        var listening = heard.Select(listener => listener.Follow(stop.Token)).ToArray();

        var total = rate * seconds;
        var kill = total * 2 / 3;
        var latencies = new List<double>(total);
        var pending = new List<Task>(total);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < total; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / rate);
            if (due > watch.Elapsed)
            {
                await Task.Delay(due - watch.Elapsed);
            }

            if (i == kill)
            {
                node.Kill();
                await node.WaitForExitAsync();
                node = Start(program, folder, port);
            }

            pending.Add(Deposit(http, i, watch, due, i < kill - rate ? latencies : null));
        }

        await Task.WhenAll(pending);
        var elapsed = watch.Elapsed;
        var wrong = 0;
        for (var account = 0; account < Accounts; account++)
        {
            var expected = Each * Enumerable.Range(0, total).Count(i => i % Accounts == account);
            var document = await http.GetFromJsonAsync<JsonNode>($"/api/v1/accounts/load-{account}");
            wrong += decimal.Parse((string)document!["wallet"]!, CultureInfo.InvariantCulture) == expected ? 0 : 1;
        }

        var status = await http.GetFromJsonAsync<JsonNode>("/api/v1/status");
        var last = (long)status!["asOf"]!["event"]!;
        var gaps = 0;
        foreach (var listener in heard)
        {
            gaps += await listener.HeardAll(last) ? 0 : 1;
        }

        await stop.CancelAsync();
        await Task.WhenAll(listening);
        node.Kill();
        await node.WaitForExitAsync();
        latencies.Sort();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{total} commands at {rate}/s in {elapsed.TotalSeconds:F1} s, {Accounts} accounts, {listeners} listeners, "
                + $"killed at {kill}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"latency before it, ms: p50 {At(latencies, 0.5):F1}, p90 {At(latencies, 0.9):F1}, p99 {At(latencies, 0.99):F1}"));
        Console.WriteLine($"accounts with a command lost or doubled: {wrong}; listeners with a gap or a repetition: {gaps}; events {last}");
        return wrong + gaps == 0 ? 0 : 1;
    }

    private static async Task Deposit(HttpClient http, int number, Stopwatch watch, TimeSpan due, List<double>? latencies)
    {
        await Post(http, $"/api/v1/accounts/load-{number % Accounts}/deposits", $"deposit-{number}",
            new JsonObject { ["amount"] = Each.ToString(CultureInfo.InvariantCulture) });
        if (latencies is not null)
        {
            var late = (watch.Elapsed - due).TotalMilliseconds;
            lock (latencies)
            {
                latencies.Add(late);
            }
        }
    }

    private static async Task Post(HttpClient http, string path, string key, JsonObject body)
    {
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create<JsonNode>(body) };
                request.Headers.Add("Idempotency-Key", key);
                using var response = await http.SendAsync(request);
                if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
                {
                    response.EnsureSuccessStatusCode();
                    return;
                }
            }
            catch (HttpRequestException away) when (away.StatusCode is null)
            {
                // It is killed, or starts.
            }

            await Task.Delay(100);
        }
    }

    private static Process Start(string program, string folder, int port)
    {
        var start = new ProcessStartInfo(
            program, ["node", "first-adl", "--urls", $"http://127.0.0.1:{port}"])
        {
            WorkingDirectory = folder,
            RedirectStandardError = true
        };
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task<string> Key(string program, string folder)
    {
        using var process = Process.Start(new ProcessStartInfo(program, ["keys", "create", "--role", "risk-admin", "--name", "load"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var key = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return key.Trim();
    }

    private static async Task Ready(HttpClient http)
    {
        while (true)
        {
            try
            {
                if ((await http.GetAsync("/readyz")).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }

            await Task.Delay(100);
        }
    }

    private static HttpClient Client(int port, string key)
    {
        var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 128 })
        {
            BaseAddress = new Uri(
            $"http://127.0.0.1:{port}"),
            Timeout = TimeSpan.FromMinutes(2)
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static double At(List<double> sorted, double part) => sorted[Math.Min(sorted.Count - 1, (int)(part * sorted.Count))];

    private static int Number(string[] options, int place, int usual) =>
        options.Length > place ? int.Parse(options[place], NumberStyles.None, CultureInfo.InvariantCulture) : usual;
}
