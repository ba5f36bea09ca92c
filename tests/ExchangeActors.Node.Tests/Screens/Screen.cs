using System.Collections.Concurrent;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ExchangeActors.Node.Tests.Screens;

/// <summary>A page in a browser, with what it complained about and which addresses it asked for.</summary>
internal sealed class Screen : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly Uri _home;

    private Screen(IBrowserContext context, IPage page, string address)
    {
        (_context, Page, _home) = (context, page, new Uri(address));
        page.Console += (_, message) =>
        {
            // An answer that is no 200 is noted there as well; tests look at the answers themselves.
            if (message.Type is "error" or "warning"
                && !message.Text.StartsWith("Failed to load resource: the server responded", StringComparison.Ordinal))
            {
                Complaints.Enqueue(message.Text);
            }
        };
        page.PageError += (_, fault) => Complaints.Enqueue(fault);
        page.Request += (_, request) => Requests.Enqueue(request.Url);
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>Errors, and violations of the content-security policy.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    /// <summary>Every address that was asked for.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>What stands in the address bar.</summary>
    public string Address => new Uri(Page.Url).PathAndQuery;

    /// <summary>A page of a browser that knows nothing yet.</summary>
    public static async Task<Screen> Open(IBrowser browser, string address, int width = 1280, bool dark = false)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(60_000);
        return new Screen(context, await context.NewPageAsync(), address);
    }

    /// <summary>Goes there; the result is the answer's status.</summary>
    public async Task<int> Go(string path) => (await Page.GotoAsync(path))!.Status;

    /// <summary>Types a key into the form.</summary>
    public async Task SignIn(string key, string path = "/")
    {
        await Go(path);
        await Page.GetByLabel("Key").FillAsync(key);
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign in" }).ClickAsync();
        await Page.GetByRole(AriaRole.Navigation, new PageGetByRoleOptions { Name = "Pages" }).WaitForAsync();
    }

    /// <summary>Waits until a text is to be seen.</summary>
    public Task Shows(string text) => Page.GetByText(text).First.WaitForAsync();

    /// <summary>Waits until the address bar holds this.</summary>
    public Task Reaches(string path) => Page.WaitForFunctionAsync("path => location.pathname + location.search === path", path);

    /// <summary>All words of the page.</summary>
    public async Task<string> Text() => await Page.Locator("main").InnerTextAsync();

    /// <summary>Fails when people who use a keyboard or a screen reader would be shut out, or something is wider than the screen.</summary>
    public async Task Check()
    {
        var found = await Page.RunAxe();
        var grave = found.Violations.Where(violation => violation.Impact is "serious" or "critical").ToList();
        Assert.True(grave.Count == 0, Address + ": " + string.Join("\n", grave.SelectMany(violation =>
            violation.Nodes.Select(node => $"{violation.Id}: {violation.Help}: {node.Html}"))));
        Assert.True(found.Passes.Length > 9, "axe has looked at nothing");
        var wide = await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(wide <= 0, $"{Address} is {wide} px wider than the screen");
    }

    /// <summary>Fails when the page complained, or asked for something from elsewhere.</summary>
    public void Quiet()
    {
        Assert.Empty(Complaints);
        Assert.All(Requests, request => Assert.StartsWith(_home.ToString(), request, StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _context.CloseAsync();
}
