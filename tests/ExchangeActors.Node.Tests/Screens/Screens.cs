using Microsoft.Playwright;

namespace ExchangeActors.Node.Tests.Screens;

/// <summary>A browser, and a node that has lived through first-adl; one for all tests that look at pages.</summary>
public sealed class ScreenFixture : IAsyncLifetime, IDisposable
{
    private IPlaywright _playwright = null!;

    internal FedNode Fed { get; } = new();

    internal IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = Find(), Args = ["--disable-gpu", "--disable-dev-shm-usage"] });
        await Fed.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await Browser.CloseAsync();
        await Fed.DisposeAsync();
    }

    public void Dispose()
    {
        _playwright.Dispose();
        Fed.Dispose();
    }

    internal Task<Screen> Open(int width = 1280, bool dark = false) => Screen.Open(Browser, Fed.Node.Address, width, dark);

    internal async Task<Screen> SignedIn(string key, string path = "/", int width = 1280, bool dark = false)
    {
        var screen = await Open(width, dark);
        await screen.SignIn(Fed.Keys[key], path);
        return screen;
    }

    private static string Find()
    {
        string?[] places =
            [Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
        return places.FirstOrDefault(File.Exists) ?? throw new InvalidOperationException(
            "Chromium is not installed, and these tests look at pages in it: apt-get install chromium, or name its executable in the "
                + "environment variable CHROMIUM.");
    }
}

/// <summary>Tests that share a browser, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ScreenCollection : ICollectionFixture<ScreenFixture>
{
    internal const string Name = "screens";
}
