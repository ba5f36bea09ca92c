using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Reports;
using ExchangeActors.Review.Summaries;
using ExchangeActors.Web.Reports;
using ExchangeActors.Web.Reports.Incidents;

namespace ExchangeActors.Web.Tests.Reports.Incidents;

/// <summary>The report as a reader has it: opened in headless Chromium.</summary>
public sealed class IncidentBrowserTests : IClassFixture<IncidentBrowserTests.Pages>
{
    // The contrast of a text with what is behind it (WCAG 2.2, 1.4.3), the least of all texts that are to be seen.
    private const string LeastContrast = """
        (() => {
          const channels = color => color.match(/[\d.]+/g).map(Number);
          const linear = c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
          const light = ([r, g, b]) => [r, g, b].map(c => linear(c / 255)).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
          const behind = element => {
            for (let e = element; e; e = e.parentElement) {
              const c = channels(getComputedStyle(e).backgroundColor);
              if (c.length === 3 || c[3] > 0) return c;
            }
            return [255, 255, 255];
          };
          const texts = 'h1,h2,h3,p,li,th,td,a,small,summary,figcaption,span,caption,b,code,data,time,dt,dd,button,label,select';
          let least = [99, ''];
          for (const element of document.querySelectorAll(texts)) {
            if (!element.textContent.trim() || !element.getClientRects().length) continue;
            const [a, b] = [light(channels(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
            const ratio = (a + 0.05) / (b + 0.05);
            if (ratio < least[0]) least = [ratio, element.outerHTML.slice(0, 200)];
          }
          return least[0] >= 4.5 ? '' : `${least[0]} at ${least[1]}`;
        })()
        """;

    private readonly Pages _pages;

    public IncidentBrowserTests(Pages pages) => _pages = pages;

    [Fact]
    public async Task The_page_opens_without_a_complaint_and_asks_for_nothing_but_itself()
    {
        await using var browser = await Browser.Start(1280, 900);

        await browser.Open(_pages.October);

        Assert.Empty(browser.Complaints);
        Assert.All(
            browser.Requests, request => Assert.True(request == new Uri(_pages.October).AbsoluteUri || request == "data:,", request));
        Assert.NotEmpty(browser.Requests);
        Assert.Equal("oct-10-2025", await browser.Evaluate<string>("document.querySelector('h1').textContent"));
    }

    [Fact]
    public async Task Every_chart_is_drawn_within_its_frame()
    {
        await using var browser = await Browser.Start(1280, 900);
        await browser.Open(_pages.October);

        // To be seen are two plots of the activity, three of the chosen market, and one of the fund; besides them the bars of the
        // waterfall.
        var sizes = await browser.Evaluate<double[][]>(
            "[...document.querySelectorAll('figure:not([hidden]) svg')].map(svg => { const r = svg.getBoundingClientRect(); return "
                + "[r.width, r.height, svg.querySelectorAll('path.line,g[class^=s-] rect').length]; })");
        Assert.Equal(6, sizes.Length);
        Assert.All(sizes, size => Assert.True(size[0] > 800 && size[1] >= 60 && size[2] > 0, string.Join(' ', size)));
        var lines = await browser.Evaluate<double[][]>(
            "[...document.querySelectorAll('figure:not([hidden]) path.s-mark, figure path.s-fund')].map(line => { const b = "
                + "line.getBBox(); return [b.x, b.y, b.width, b.height]; })");
        Assert.Equal(2, lines.Length);
        Assert.All(
            lines, box =>
                Assert.True(box[0] >= 0 && box[0] + box[2] <= 1000 && box[1] >= 0 && box[2] > 900 && box[3] > 20, string.Join(' ', box)));
        Assert.True(await browser.Evaluate<int>("document.querySelectorAll('td.bar svg g rect').length") >= 4);
        Assert.Equal(0, await browser.Evaluate<int>("document.querySelectorAll('svg[role=img]:not([aria-label])').length"));
    }

    [Fact]
    public async Task A_picture_of_it_shows_more_than_an_empty_page()
    {
        await using var browser = await Browser.Start(1280, 1800);
        await browser.Open(_pages.October);
        var page = await browser.Screenshot();
        await browser.Evaluate<string>("(document.body.textContent = '', '')");
        var empty = await browser.Screenshot();

        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], page[..4]);
        Assert.True(page.Length > 10 * empty.Length, $"{page.Length} bytes against {empty.Length}");
    }

    [Fact]
    public async Task A_click_on_a_heading_sorts_by_the_exact_figures_and_a_second_one_turns_the_order()
    {
        await using var browser = await Browser.Start(1280, 900);
        await browser.Open(_pages.October);
        const string exact =
            "[...document.querySelectorAll('#markets tbody tr')].map(row => { const cell = row.cells[5]; return Number((cell.title || "
                + "cell.textContent).split(' ')[0].replaceAll(',', '')); })";
        var before = await browser.Evaluate<double[]>(exact);

        await browser.Evaluate<string>("(document.querySelectorAll('#markets thead th')[0].querySelector('button').click(), '')");
        var names = await browser.Evaluate<string[]>("[...document.querySelectorAll('#markets tbody th')].map(cell => cell.textContent)");
        await browser.Evaluate<string>("(document.querySelectorAll('#markets thead th')[5].querySelector('button').click(), '')");
        var falling = await browser.Evaluate<double[]>(exact);
        await browser.Evaluate<string>("(document.querySelectorAll('#markets thead th')[5].querySelector('button').click(), '')");
        var rising = await browser.Evaluate<double[]>(exact);

        Assert.True(before.Length > 10);
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal(before.OrderDescending(), falling);
        Assert.Equal(before.Order(), rising);
        Assert.Equal("ascending", await browser.Evaluate<string>(
            "document.querySelectorAll('#markets thead th')[5].getAttribute('aria-sort')"));
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task Choosing_a_market_shows_its_chart_alone()
    {
        await using var browser = await Browser.Start(1280, 900);
        await browser.Open(_pages.October);
        const string shown =
            "[...document.querySelectorAll('figure.market')].filter(figure => figure.getClientRects().length).map(figure => "
                + "figure.querySelector('h3').textContent)";
        var first = Assert.Single(await browser.Evaluate<string[]>(shown));

        var chosen = await browser.Evaluate<string>(
            "(() => { const s = document.getElementById('market'); s.selectedIndex = 3; s.dispatchEvent(new Event('change')); return "
                + "s.options[3].textContent; })()");

        Assert.NotEqual(first, chosen);
        Assert.Equal([chosen], await browser.Evaluate<string[]>(shown));
    }

    [Fact]
    public async Task The_filter_leaves_only_rows_that_hold_the_text()
    {
        await using var browser = await Browser.Start(1280, 900);
        await browser.Open(_pages.October);
        var all = await browser.Evaluate<string[]>("[...document.querySelectorAll('#adl tbody th')].map(cell => cell.textContent)");

        await browser.Evaluate<string>(
            "(() => { const box = document.querySelector('input[data-filter=adl]'); box.value = 'adl/btc'; box.dispatchEvent(new "
                + "Event('input')); return ''; })()");
        var left = await browser.Evaluate<string[]>(
            "[...document.querySelectorAll('#adl tbody tr')].filter(row => row.getClientRects().length).map(row => "
                + "row.cells[0].textContent)");

        Assert.NotEmpty(left);
        Assert.True(left.Length < all.Length);
        Assert.Equal(all.Where(name => name.StartsWith("adl/BTC", StringComparison.Ordinal)), left);
        Assert.Equal($"{left.Length} of {all.Length}", await browser.Evaluate<string>(
            "document.querySelector('input[data-filter=adl]').closest('p').querySelector('output').textContent"));
    }

    [Fact]
    public async Task One_search_finds_losers_and_winners_wherever_they_are()
    {
        await using var browser = await Browser.Start(1280, 900);
        await browser.Open(_pages.October);
        const string shown =
            "(id => [...document.querySelectorAll(`#${id} tbody tr`)].filter(row => row.getClientRects().length).map(row => "
                + "row.cells[0].textContent))";
        async Task<string> Find(string what) => await browser.Evaluate<string>(
            $"(() => {{ const box = document.querySelector('.find input'); box.value = '{what}'; box.dispatchEvent(new Event('input')); "
                + $"return document.querySelector('.find output').textContent; }})()");
        var (winner, loser) = (
            await browser.Evaluate<string>("document.querySelector('#closed tbody th').textContent"),
                await browser.Evaluate<string>("document.querySelector('#liquidated tbody th').textContent"));

        var found = await Find(winner.ToUpperInvariant());
        Assert.Matches("^1 account, [1-9][0-9]* deleveragings?, [0-9]+ queues?$", found);
        Assert.Equal([winner], await browser.Evaluate<string[]>($"{shown}('accounts')"));
        var closes = await browser.Evaluate<string[]>($"{shown}('adl')");
        Assert.Equal(closes.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), found.Split(' ')[2]);

        Assert.StartsWith("1 account, ", await Find(loser), StringComparison.Ordinal);
        Assert.Equal([loser], await browser.Evaluate<string[]>($"{shown}('accounts')"));
        Assert.StartsWith("0 accounts, ", await Find("nobody-of-that-name"), StringComparison.Ordinal);
        Assert.Empty(await browser.Evaluate<string[]>($"{shown}('adl')"));
        Assert.Empty(await Find(string.Empty));
        Assert.NotEmpty(await browser.Evaluate<string[]>($"{shown}('adl')"));
    }

    [Fact]
    public async Task A_table_is_taken_as_csv_with_all_rows_and_exact_figures()
    {
        await using var browser = await Browser.Start(1280, 900);
        await browser.Open(_pages.October);
        await browser.Evaluate<string>(
            "(() => { const box = document.querySelector('.find input'); box.value = 'nobody-of-that-name'; box.dispatchEvent(new "
                + "Event('input')); return ''; })()");

        var csv = await browser.Evaluate<string>(
            "(() => { let taken = ''; HTMLAnchorElement.prototype.click = function () { taken = "
                + "`${this.download}\\n${decodeURIComponent(this.href.split(',').slice(1).join(','))}`; };"
            + " document.querySelector('#accounts button.csv').click(); return taken; })()");

        var lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("accounts.csv", lines[0]);
        Assert.Equal("account,what,liquidations,liquidated,shortfall,forced closes,closed by ADL,profit taken,best rank", lines[1]);
        Assert.Equal(await browser.Evaluate<int>("document.querySelectorAll('#accounts tbody tr').length"), lines.Length - 2);
        var summary = _pages.Summary;
        decimal Sum(int column) => lines.Skip(2).Select(line =>
            line.Replace("\"liquidated, closed by ADL\"", "both", StringComparison.Ordinal))
                .Sum(line => decimal.Parse(line.Split(',')[column], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal((summary.Liquidations.Count, summary.Adl.ForcedCloses), ((long)Sum(2), (long)Sum(5)));
        Assert.Equal((summary.Liquidations.Notional, summary.Adl.Notional, summary.Adl.RealisedPnl), (Sum(3), Sum(6), Sum(7)));
    }

    [Fact]
    public async Task A_wide_table_keeps_its_first_column_in_sight_and_shows_how_to_scroll()
    {
        await using var browser = await Browser.Start(400, 900);
        await browser.Open(_pages.October);

        var (before, after) = (
            await browser.Evaluate<int>("Math.round(document.querySelector('#markets tbody th').getBoundingClientRect().left)"),
            await browser.Evaluate<int>(
                "(() => { document.querySelector('#markets').parentElement.scrollLeft = 300; return "
                    + "Math.round(document.querySelector('#markets tbody th').getBoundingClientRect().left); })()"));

        Assert.Equal(before, after);
        Assert.True(await browser.Evaluate<bool>("document.querySelector('#markets .arrows').getClientRects().length > 0"));
        Assert.True(
            await browser.Evaluate<bool>(
                "(() => { const box = document.querySelector('#markets').parentElement; return box.offsetHeight > box.clientHeight + 2 "
                    + "|| getComputedStyle(box).scrollbarWidth === 'thin'; })()"));
    }

    [Fact]
    public async Task On_paper_what_is_folded_is_open()
    {
        await using var browser = await Browser.Start(1280, 900);
        await browser.Open(_pages.October);
        const string folded = "[...document.querySelectorAll('details')].filter(part => !part.open).length";
        var before = await browser.Evaluate<int>(folded);

        await browser.Evaluate<string>("(() => { dispatchEvent(new Event('beforeprint')); return ''; })()");
        Assert.Equal(0, await browser.Evaluate<int>(folded));
        await browser.Evaluate<string>("(() => { dispatchEvent(new Event('afterprint')); return ''; })()");
        Assert.True(before > 3);
        Assert.Equal(before, await browser.Evaluate<int>(folded));
    }

    [Fact]
    public async Task No_heading_is_said_twice()
    {
        await using var browser = await Browser.Start(1280, 900);
        await browser.Open(_pages.October);

        Assert.Empty(await browser.Evaluate<string[]>(
            "[...document.querySelectorAll('caption')].map(caption => [caption.firstElementChild.firstChild.textContent.trim(), "
                + "caption.closest('.scroll').previousElementSibling])"
            + ".filter(pair => pair[1] && /^H[1-6]$/.test(pair[1].tagName) && pair[1].textContent.trim() === pair[0]).map(pair => "
                + "pair[0])"));
    }

    [Fact]
    public async Task Without_scripts_every_market_is_there_to_read_and_no_tool_that_would_not_work()
    {
        await using var browser = await Browser.Start(1280, 900);
        await browser.DisableScripts();
        await browser.Open(_pages.October);

        var markets = await browser.Evaluate<int>("document.querySelectorAll('figure.market').length");
        Assert.True(markets > 10);
        Assert.Equal(
            markets, await browser.Evaluate<int>(
                "[...document.querySelectorAll('figure.market')].filter(figure => figure.getClientRects().length).length"));
        Assert.Equal(
            0, await browser.Evaluate<int>(
                "[...document.querySelectorAll('.tools')].filter(tools => tools.getClientRects().length).length"));
        Assert.Equal(0, await browser.Evaluate<int>("document.querySelectorAll('th button').length"));
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(400)]
    public async Task It_is_no_wider_than_the_screen_and_its_texts_stand_out_by_day_and_by_night(int width)
    {
        await using var browser = await Browser.Start(width, 900);
        await browser.Open(_pages.October);

        Assert.Equal(width, await browser.Evaluate<int>("document.documentElement.scrollWidth"));
        await browser.Prefer("light");
        var day = await browser.Evaluate<string>("getComputedStyle(document.body).backgroundColor");
        Assert.Equal(string.Empty, await browser.Evaluate<string>(LeastContrast));
        await browser.Prefer("dark");
        Assert.NotEqual(day, await browser.Evaluate<string>("getComputedStyle(document.body).backgroundColor"));
        Assert.Equal(string.Empty, await browser.Evaluate<string>(LeastContrast));
    }

    [Fact]
    public async Task Names_that_hold_markup_are_text_and_run_nothing()
    {
        await using var browser = await Browser.Start(1280, 900);

        await browser.Open(_pages.Hostile);

        Assert.Empty(browser.Complaints);
        Assert.Equal([new Uri(_pages.Hostile).AbsoluteUri], browser.Requests.Where(request => request != "data:,"));
        Assert.True(await browser.Evaluate<bool>("window.hacked === undefined"));
        Assert.Equal(0, await browser.Evaluate<int>("document.querySelectorAll('img,iframe,body i').length"));
        Assert.Contains(
            "<img src=x onerror=hacked=1>\"'first-adl",
            await browser.Evaluate<string>("document.body.textContent"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_somebody_puts_into_a_page_is_refused_by_its_policy_and_noticed_here()
    {
        var doctored = Path.ChangeExtension(_pages.Hostile, "doctored.html");
        await File.WriteAllTextAsync(doctored, (await File.ReadAllTextAsync(_pages.Hostile))
            .Replace("<main>", "<main><script>window.hacked = 1</script><img src=\"https://127.0.0.1:9/x.png\">",
                StringComparison.Ordinal));
        await using var browser = await Browser.Start(1280, 900);

        await browser.Open(doctored);

        Assert.True(await browser.Evaluate<bool>("window.hacked === undefined"));
        Assert.Contains(browser.Complaints, complaint => complaint.Contains("script-src", StringComparison.Ordinal));
        Assert.Contains(browser.Complaints, complaint => complaint.Contains("img-src", StringComparison.Ordinal));
    }

    /// <summary>Pages that all tests look at, made once.</summary>
    public sealed class Pages : IAsyncLifetime, IDisposable
    {
        private readonly TestJournals _journals = new();

        public string October => _journals.PathOf("october.html");

        public string Hostile => _journals.PathOf("hostile.html");

        public Summary Summary { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Summary = await Write(await _journals.October(), October);
            var hostile = await _journals.RunRenamed("first-adl.json", name => $"<img src=x onerror=hacked=1>\"'{name}</script><i>");
            await Write(hostile, Hostile);
        }

        public Task DisposeAsync() => Task.CompletedTask;

        public void Dispose() => _journals.Dispose();

        private static async Task<Summary> Write(string path, string page)
        {
            using var journal = ReviewedJournal.Open(path);
            var incident = IncidentReader.Read(journal, null, CancellationToken.None);
            await PageFile.Write<IncidentPage>(page, force: false, (nameof(IncidentPage.Incident), incident));
            return incident.Summary;
        }
    }
}
