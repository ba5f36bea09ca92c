using System.Text.RegularExpressions;
using ExchangeActors.Node.Tests.Documents;
using Microsoft.Playwright;

namespace ExchangeActors.Node.Tests.Screens;

/// <summary>
/// The pictures of the page in the README, made with EXCHANGE_WRITE_DOCS=1 from the crash of 10 October 2025: fonts differ from machine to
/// machine, so they are not compared, but each has to be there, and to be shown.
/// </summary>
[Collection(ScreenCollection.Name)]
public sealed partial class PictureScreenTests(ScreenFixture screens)
{
    private const string Folder = "src/ExchangeActors.Web/Pictures";
    private const string Travel = "time-travel.png";
    private const string WhatIf = "what-if.png";
    private const int Width = 1180;
    private const int Height = 960;

    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G'];

    [Fact]
    public async Task The_pictures_of_the_page_are_there_and_shown()
    {
        if (Environment.GetEnvironmentVariable("EXCHANGE_WRITE_DOCS") is { Length: > 0 })
        {
            await Make();
        }

        var readme = await File.ReadAllTextAsync(Path.Combine(Document.Root, "README.md"));
        foreach (var name in new[] { Travel, WhatIf })
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(Document.Root, Folder, name));
            Assert.Equal(Png, bytes[..Png.Length]);
            Assert.InRange(bytes.Length, 20_000, 400_000);
            Assert.Contains($"]({Folder}/{name})", readme, StringComparison.Ordinal);
        }
    }

    private async Task Make()
    {
        using var folder = new WorkFolder();
        (await folder.Run("run", WorkFolder.Shipped("oct-10-2025.json"), "--journal", "october.db")).Expect(0);
        var process = folder.Start("review", "october.db", "open", "--urls", "http://127.0.0.1:0");
        var address = Address().Match(await process.Said("Ctrl-C ends it")).Value;
        Directory.CreateDirectory(Path.Combine(Document.Root, Folder));
        await using (var screen = await Screen.Open(screens.Browser, address, Width))
        {
            await screen.Page.SetViewportSizeAsync(Width, Height);
            await screen.Go("/at/105000");
            await screen.Page.WaitForFunctionAsync("() => window.exchangeCharts?.length > 0");
            await Take(screen, Travel);
            await screen.Go("/what-if");
            await screen.Page.GetByLabel("Venue").SelectOptionAsync("hyperliquid");
            await screen.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Simulate" }).ClickAsync();
            await screen.Page.GetByText("Layer by layer").WaitForAsync(new LocatorWaitForOptions { Timeout = 300_000 });
            await Take(screen, WhatIf);
        }

        process.Signal("TERM");
        (await process.End()).Expect(0);
    }

    private static Task Take(Screen screen, string name) => screen.Page.ScreenshotAsync(
        new PageScreenshotOptions { Path = Path.Combine(Document.Root, Folder, name), Animations = ScreenshotAnimations.Disabled });

    [GeneratedRegex("http://127[^ ;]+")]
    private static partial Regex Address();
}
