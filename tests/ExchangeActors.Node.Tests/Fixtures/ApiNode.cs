using System.Net;

namespace ExchangeActors.Node.Tests.Fixtures;

/// <summary>A node with keys of every role and two accounts.</summary>
public sealed class ApiNode : IAsyncLifetime, IDisposable
{
    private readonly WorkFolder _folder = new();

    internal RunningNode Node { get; private set; } = null!;

    internal Dictionary<string, string> Keys { get; } = [];

    public async Task InitializeAsync()
    {
        foreach (var role in new[] { "auditor", "operator", "risk-admin" })
        {
            Keys[role] = (await _folder.Run("keys", "create", "--role", role, "--name", role)).Expect(0).Out.Trim();
        }

        Keys["trader"] = (await _folder.Run("keys", "create", "--role", "trader", "--name", "alice", "--account", "alice")).Expect(0)
            .Out.Trim();
        Node = await RunningNode.Start(_folder, WorkFolder.Shipped("first-adl.json"));
        foreach (var account in new[] { "alice", "bob" })
        {
            (await Post("operator", "/api/v1/accounts", new { account, deposit = "10000" })).Expect(HttpStatusCode.OK);
        }

        (await Post("operator", "/api/v1/markets/ETH-PERP/prices", new { index = "2000" })).Expect(HttpStatusCode.OK);
    }

    public async Task DisposeAsync()
    {
        (await Node.Stop()).Expect(0);
        Node.Dispose();
        (await _folder.Run("review", "exchange-data/journal.db", "verify")).Expect(0);
    }

    public void Dispose() => _folder.Dispose();

    internal Task<NodeAnswer> Get(string role, string path) => Node.Get(path, Keys[role]);

    internal Task<NodeAnswer> Post(string role, string path, object body, string? idempotencyKey = null) =>
        Node.Post(path, body, idempotencyKey, Keys[role]);

    internal Task<Finished> Run(params string[] arguments) => _folder.Run(arguments);
}
