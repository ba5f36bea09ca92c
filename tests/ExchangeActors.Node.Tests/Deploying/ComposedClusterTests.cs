using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ExchangeActors.Journal.PostgreSql;

namespace ExchangeActors.Node.Tests.Deploying;

/// <summary>
/// The nodes of compose.yaml as it starts them, with their arguments, settings and secrets; only that all hosts are this one, each node
/// with an address, a certificate and ports of its own, and the database is the tests'.
/// </summary>
[Collection(PostgreSqlClusterTests.Name)]
public sealed partial class ComposedClusterTests(PostgreSqlServer server) : IDisposable
{
    private static readonly string[] Nodes = ["engine-1", "engine-2", "engine-3", "gateway-1"];

    private readonly WorkFolder _folder = new();
    private readonly Dictionary<string, int> _ports = [];
    private HttpClient _http = null!;

    public void Dispose()
    {
        _http?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Nodes_that_are_started_alike_become_one_cluster_and_a_node_that_comes_back_joins_it()
    {
        (await _folder.Shell($"'{DeployFiles.At("secrets.sh")}' secrets {string.Join(' ', Nodes.Select(Host))}")).Expect(0);
        _http = Client();
        var metricsKey = (await File.ReadAllTextAsync(_folder.File("secrets/metrics.key"))).Trim();
        var place = server.CreateDatabase();
        var made = await _folder.Shell($"EXCHANGE_Node__Journal='{place}' \"$EXCHANGE\" keys create --role risk-admin --name feed");
        var key = made.Expect(0).Out.Trim();

        // Two of three: no cluster begins before the third has answered too.
        using var one = Start("engine-1", place);
        using var two = Start("engine-2", place);
        await Ready("engine-1", "unhealthy");
        await Ready("engine-2", "unhealthy");
        await Task.Delay(TimeSpan.FromSeconds(5));
        Assert.Equal("unhealthy", await Status("engine-1"));
        using var three = Start("engine-3", place);
        using var gateway = Start("gateway-1", place, "--clock", "feed");
        foreach (var node in Nodes)
        {
            await Ready(node, "healthy");
        }

        (await _folder.Shell(
            $"SSL_CERT_FILE=secrets/authority.pem \"$EXCHANGE\" feed first-adl --to {Url("gateway-1")} --key {key} --speed max")).Expect(0);
        var waterfall = await Get("gateway-1", "/api/v1/waterfall", key, HttpStatusCode.OK);
        Assert.Equal("1", JsonNode.Parse(waterfall)!["adl"]!["forcedCloses"]!.ToString());

        // Whichever began it: killed and started again as it was, it comes back into the cluster of the others.
        one.Kill();
        await Members("engine-2", metricsKey, 3);
        using var again = Start("engine-1", place);
        await Members("engine-2", metricsKey, 4);
        await Ready("engine-1", "healthy");
        await Members("engine-1", metricsKey, 4);

        await WatchersSeeMetricsAndNothingElse(metricsKey);
        await WhatIsWatchedIsThere(metricsKey);

        // All engines are asked to end, and each is started again at once, while others still leave: one cluster, not two.
        ExchangeProcess[] engines = [again, two, three];
        Array.ForEach(engines, engine => engine.Signal("TERM"));
        engines = await Task.WhenAll(engines.Select(async (engine, number) =>
        {
            (await engine.End()).Expect(0);
            return Start(Nodes[number], place);
        }));
        await AreOne(metricsKey);

        // All engines end, and begin anew among themselves: the gateway, which nobody asked, is with them again.
        Array.ForEach(engines, engine => engine.Signal("TERM"));
        await Task.WhenAll(engines.Select(engine => engine.End()));
        await Ready("gateway-1", "unhealthy");
        engines = [.. Nodes[..3].Select(node => Start(node, place))];
        await AreOne(metricsKey);
        await Deposit(key);
        gateway.Signal("TERM");
        (await gateway.End()).Expect(0);
        Array.ForEach(engines, engine => engine.Signal("TERM"));
        (await _folder.Run("review", place, "verify")).Expect(0);
    }

    [Fact]
    public async Task Beyond_this_machine_no_key_is_made_and_shown()
    {
        (await _folder.Shell($"'{DeployFiles.At("secrets.sh")}' secrets localhost")).Expect(0);
        using var node = _folder.StartProgram(
            "env",
            [
                "EXCHANGE_Kestrel__Certificates__Default__Path=" + _folder.File("secrets/localhost.p12"), ExchangeProcess.Program,
                "node", "first-adl", "--urls", "https://0.0.0.0:0",
            ]);

        Assert.DoesNotContain("xa_", await node.Said("there are no keys yet"), StringComparison.Ordinal);
        node.Signal("TERM");
        (await node.End()).Expect(0);
    }

    [Theory]
    [InlineData("--contacts localhost:1;localhost:2", "Node:Management", "is missing")]
    [InlineData("--contacts localhost:1;localhost:2 --management localhost:3", "Node:Management", "is not among the contacts")]
    [InlineData("--management localhost:3", "Node:Management", "no contacts are given")]
    [InlineData("--contacts localhost:1 --management localhost:1 --seeds localhost:5", "Node:Seeds", "beside contacts")]
    [InlineData("--contacts localhost --management localhost:1", "Node:Contacts", "no address of a node")]
    public async Task Contacts_that_cannot_work_are_refused(string given, string setting, string problem) =>
        (await _folder.Run(
            ["node", "first-adl", "--journal", "Host=localhost;Database=none", "--cluster", "localhost:1", .. given.Split(' ')]))
            .Refused(2, setting, problem);

    [Theory]
    [InlineData("EXCHANGE_Node__Jurnal=x", "did you mean \"Journal\"?")]
    [InlineData("EXCHANGE_Node__MetricsKeyFile=none.key", "cannot be read")]
    public async Task A_setting_that_has_no_effect_is_refused(string setting, string problem) =>
        (await _folder.Shell($"{setting} \"$EXCHANGE\" node first-adl --urls http://127.0.0.1:0")).Refused(2, "Node:", problem);

    private async Task WatchersSeeMetricsAndNothingElse(string metricsKey)
    {
        await Get("engine-1", "/metrics", null, HttpStatusCode.Unauthorized);
        await Get("gateway-1", "/metrics", null, HttpStatusCode.Unauthorized);
        await Get("gateway-1", "/metrics", metricsKey, HttpStatusCode.OK);
        await Get("gateway-1", "/api/v1/accounts", metricsKey, HttpStatusCode.Forbidden);
        await Get("gateway-1", "/openapi/v1.json", metricsKey, HttpStatusCode.Forbidden);
        await Get("engine-1", "/healthz", null, HttpStatusCode.OK);
    }

    /// <summary>What dashboard and alerts ask for, some node has.</summary>
    private async Task WhatIsWatchedIsThere(string metricsKey)
    {
        var there = new HashSet<string>();
        foreach (var node in Nodes)
        {
            var metrics = await Get(node, "/metrics", metricsKey, HttpStatusCode.OK);
            there.UnionWith(Sample().Matches(metrics).Select(line => line.Groups[1].Value));
        }

        string[] files = ["grafana/exchange.json", "prometheus/alerts.yml"];
        var asked = files.SelectMany(file => Asked().Matches(DeployFiles.Text(file)).Select(match => match.Value)).Distinct().ToList();
        Assert.True(asked.Count > 15);
        Assert.Empty(asked.Except(there));
    }

    private async Task Deposit(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url("gateway-1") + "/api/v1/accounts/bob/deposits")
        {
            Content = new StringContent("""{"amount":"1","at":"2025-01-03T00:00:00Z"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", "after");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await _http.SendAsync(request);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    private async Task Members(string node, string key, int members)
    {
        for (var patience = 0; ; patience++)
        {
            var text = await Get(node, "/metrics", key, HttpStatusCode.OK);
            if (Regex.Match(text, @"^exchange_cluster_members\S* (\d+)", RegexOptions.Multiline).Groups[1].Value
                == members.ToString(CultureInfo.InvariantCulture))
            {
                return;
            }

            Assert.True(patience < 600, text);
            await Task.Delay(100);
        }
    }

    /// <summary>All nodes are ready, and each sees all.</summary>
    private async Task AreOne(string key)
    {
        foreach (var node in Nodes)
        {
            await Ready(node, "healthy");
            await Members(node, key, Nodes.Length);
        }
    }

    private async Task Ready(string node, string status)
    {
        for (var patience = 0; await Status(node) is var found && found != status; patience++)
        {
            Assert.True(patience < 1_200, $"{node} is {found}");
            await Task.Delay(100);
        }
    }

    private async Task<string?> Status(string node)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(Url(node) + "/readyz"));
            return (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["status"];
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private async Task<string> Get(string node, string path, string? key, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Url(node) + path);
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{node}{path}: {answer.StatusCode}: {text}");
        return text;
    }

    private static string Host(string node) =>
        string.Create(CultureInfo.InvariantCulture, $"127.0.0.{11 + Array.IndexOf(Nodes, node)}");

    private string Url(string node) => $"https://{Host(node)}:{Port(node + ":5080")}";

    private int Port(string at) => _ports.TryGetValue(at, out var port) ? port : _ports[at] = FreePort.Next();

    private ExchangeProcess Start(string node, string place, params string[] more)
    {
        var service = DeployFiles.Yaml("compose/compose.yaml")["services"]![node]!;
        var secrets = service["secrets"]!.AsArray().OfType<JsonObject>().Single(secret => (string)secret["target"]! == "node.p12");
        Assert.Equal(node + ".p12", (string)secrets["source"]!);
        var settings = ((JsonObject)service["environment"]!).Select(setting => setting.Key + "=" + setting.Key switch
        {
            "EXCHANGE_Node__Journal" => place,
            "EXCHANGE_Node__Scenario" => "first-adl",
            _ => Here(node, (string)setting.Value!),
        });
        var arguments = service["command"]!.AsArray().Select(part => Here(node, (string)part!));
        return _folder.StartProgram("env", [.. settings, ExchangeProcess.Program, .. arguments, "--data", node, .. more]);
    }

    /// <summary>A value as it is on this machine.</summary>
    private string Here(string node, string value) => value
        .Replace("/run/secrets/node.p12", _folder.File($"secrets/{Host(node)}.p12"), StringComparison.Ordinal)
        .Replace("/run/secrets/", _folder.File("secrets/"), StringComparison.Ordinal)
        .Replace("https://0.0.0.0:5080", Url(node), StringComparison.Ordinal) is var here
            ? Place().Replace(here, match => $"{Host(match.Value.Split(':')[0])}:{Port(match.Value)}")
            : value;

    private HttpClient Client()
    {
        var trusted = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trusted.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(_folder.File("secrets/authority.pem")));
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = trusted;
        return new HttpClient(handler);
    }

    [GeneratedRegex(@"(engine|gateway)-\d:\d+")]
    private static partial Regex Place();

    [GeneratedRegex(@"^([a-z_]+)[{ ]", RegexOptions.Multiline)]
    private static partial Regex Sample();

    [GeneratedRegex(@"\b(exchange|dotnet|kestrel)_[a-z_]+")]
    private static partial Regex Asked();
}
