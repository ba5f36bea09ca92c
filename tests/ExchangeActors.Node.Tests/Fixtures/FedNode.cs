using System.Net;

namespace ExchangeActors.Node.Tests.Fixtures;

/// <summary>A node that has lived through first-adl, with keys.</summary>
public sealed class FedNode : IAsyncLifetime, IDisposable
{
    private readonly WorkFolder _folder = new();

    internal RunningNode Node { get; private set; } = null!;

    internal Dictionary<string, string> Keys { get; } = [];

    public async Task InitializeAsync()
    {
        foreach (var role in new[] { "auditor", "operator", "risk-admin" })
        {
            Keys[role] = await Create("--role", role, "--name", role);
        }

        Keys["bob"] = await Create("--role", "trader", "--name", "bob", "--account", "bob");
        Node = await RunningNode.Start(_folder, WorkFolder.Shipped("first-adl.json"), "--clock", "feed");
        (await _folder.Run(
            "feed", WorkFolder.Shipped("first-adl.json"), "--to", Node.Address, "--key", Keys["risk-admin"], "--speed", "max")).Expect(0);
    }

    public async Task DisposeAsync()
    {
        (await Node.Stop()).Expect(0);
        Node.Dispose();
    }

    public void Dispose() => _folder.Dispose();

    internal Browser Browse() => new(Node.Address);

    internal async Task<Browser> SignedIn(string key)
    {
        var browser = Browse();
        (await browser.SignIn(Keys[key])).Expect(HttpStatusCode.SeeOther);
        return browser;
    }

    internal async Task<string> Create(params string[] arguments) =>
        (await _folder.Run(["keys", "create", .. arguments])).Expect(0).Out.Trim();

    internal Task<Finished> Run(params string[] arguments) => _folder.Run(arguments);

    internal ExchangeProcess Start(params string[] arguments) => _folder.Start(arguments);
}
