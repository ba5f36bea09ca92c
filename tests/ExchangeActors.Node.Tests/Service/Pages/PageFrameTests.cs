using System.Diagnostics;
using System.Net;

namespace ExchangeActors.Node.Tests.Service.Pages;

/// <summary>The live view while much happens.</summary>
public sealed class PageFrameTests(ApiNode api) : IClassFixture<ApiNode>
{
    private const int FramesASecond = 4;

    [Fact]
    public async Task Frames_follow_what_happens_and_are_no_more_than_four_a_second()
    {
        using var browser = new Browser(api.Node.Address);
        (await browser.SignIn(api.Keys["operator"])).Expect(HttpStatusCode.SeeOther);
        using var stream = await browser.Stream("/frames");
        var began = Stopwatch.StartNew();
        var (frames, shown) = (0, string.Empty);

        // Sixty events in a burst: the last of them is shown, most of them in no frame of their own.
        var burst = Burst();
        while (!shown.Contains("the end", StringComparison.Ordinal))
        {
            Assert.False(burst.IsFaulted, burst.Exception?.ToString());
            var line = await stream.ReadLineAsync() ?? throw new EndOfStreamException("the frames have ended");
            frames += line == "event: frame" ? 1 : 0;
            shown = line.Contains("halted: ", StringComparison.Ordinal) ? line : shown;
        }

        await burst;
        Assert.Contains("halted: &lt;b&gt;the end&lt;/b&gt; &amp; out", shown, StringComparison.Ordinal);
        Assert.InRange(frames, 1, 2 + (int)(began.Elapsed.TotalSeconds * FramesASecond));
    }

    private async Task Burst()
    {
        for (var i = 0; i < 30; i++)
        {
            await Operate("halt", new { reason = $"burst {i}" });
            await Operate("resume", new { });
        }

        await Operate("halt", new { reason = "<b>the end</b> & out" });
    }

    private async Task Operate(string verb, object body) =>
        (await api.Post("operator", $"/api/v1/markets/ETH-PERP/{verb}", body)).Expect(HttpStatusCode.OK);
}
