using System.Collections.Concurrent;
using System.Security.Claims;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Node.Service.Api;
using ExchangeActors.Node.Service.Keys;
using ExchangeActors.Review.Stories;
using ExchangeActors.Web;
using ExchangeActors.Web.Figures;
using ExchangeActors.Web.Parts;

namespace ExchangeActors.Node.Service.Pages;

/// <summary>A state of the live view.</summary>
/// <param name="Place">The event up to which it is true.</param>
/// <param name="Html">Its HTML.</param>
internal sealed record LiveFrame(long Place, string Html);

/// <summary>
/// The live view as it changes: rendered once for all who see the same, at most every <see cref="Shortest"/>, however many events come and
/// however many look at it.
/// </summary>
internal sealed class LiveFrames(LiveExchange live, ExchangeHost host, ExchangeTime time, PageRenderer renderer, TimeProvider clock)
{
    /// <summary>The shortest time between two frames.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(250);

    private const int MostScopes = 1_000;
    private const int Events = 25;
    private const int SearchedEvents = 2_000;
    private const int Deleveragings = 12;
    private const string All = "";

    private readonly ConcurrentDictionary<string, Scope> _scopes = new(StringComparer.Ordinal);

    /// <summary>The newest frame of what a user may see.</summary>
    public async Task<LiveFrame> Newest(ClaimsPrincipal user, CancellationToken cancellation)
    {
        if (_scopes.Count > MostScopes)
        {
            _scopes.Clear();
        }

        var scope = _scopes.GetOrAdd(Of(user), _ => new Scope());
        await scope.Gate.WaitAsync(cancellation);
        try
        {
            if (scope.Frame is null || clock.GetElapsedTime(scope.At) >= Shortest)
            {
                scope.At = clock.GetTimestamp();
                var figures = Figures(user);
                scope.Frame = new LiveFrame(
                    figures.Exchange.Place, await renderer.Render<LiveContent>((nameof(LiveContent.Figures), figures)));
            }

            return scope.Frame;
        }
        finally
        {
            scope.Gate.Release();
        }
    }

    /// <summary>What a user may see, now.</summary>
    public LiveFigures Figures(ClaimsPrincipal user)
    {
        var all = !Access.IsTrader(user);
        var now = time.Now();
        var (figures, deleveragings, accounts, broken) = live.Read(view => (
            ExchangeFigures.Of(view.Events, view.At, now, view.State, view.Rules, all ? LayerSums.Of(view.Observer) : LayerSums.None),
            all ? view.Deleveragings.Newest.Take(Deleveragings).ToList() : [],
            all ? [] : Own(user, view),
            view.Broken is { } found ? $"{found.Name}: {found.Detail}" : null));
        var told = live.Newest(all ? Events : SearchedEvents).Where(placed => placed.Place <= figures.Place).Reverse()
            .Select(placed => all ? Line(placed, EventSentence.Of(placed.Recorded).ToString())
                : IsOwn(user, placed.Recorded) && AccountSentence.Of(placed.Recorded, forOwner: true) is { } text ? Line(placed, text)
                : null)
            .OfType<EventLine>().Take(Events);
        var quarantined = all ? string.Join(", ", host.Quarantine.Known.Select(entity => entity.Entity)) : string.Empty;
        return new LiveFigures(figures, all, broken, quarantined, [.. deleveragings.Select(Line)], [.. told], [.. accounts]);
    }

    /// <summary>An auto-deleveraging in a list.</summary>
    public static DeleveragingLine Line(LoggedDeleveraging logged)
    {
        ArgumentNullException.ThrowIfNull(logged);
        var (opened, completed) = (logged.Opened, logged.Completed);
        return new DeleveragingLine(
            opened.Id.Market.Value,
            opened.Id.Number,
            logged.At.ToString(),
            opened.Account.Value,
            opened.Quantity.Value,
            opened.BankruptcyPrice.Value,
            completed?.Closed.Value,
            completed?.Unfilled.Value,
            completed?.ForcedCloses,
            completed?.Reason);
    }

    /// <summary>An account in a list.</summary>
    public static AccountLine Line(AccountRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new AccountLine(row.Id, row.Status, row.Equity, row.MaintenanceMargin, row.Positions);
    }

    private static List<AccountLine> Own(ClaimsPrincipal user, LiveView view)
    {
        var board = FrontDoor.Newest(MarkBoard.Empty, view.State.Markets.Values);
        return
        [
            .. user.FindAll(Roles.Account).Select(claim => view.State.Accounts.GetValueOrDefault(new AccountId(claim.Value)))
                .Where(account => account is { IsOpen: true }).Select(account => Line(AccountDocuments.Row(account!, board, view.Rules))),
        ];
    }

    private static string Of(ClaimsPrincipal user) =>
        Access.IsTrader(user) ? "trader " + string.Join(' ', user.FindAll(Roles.Account).Select(claim => claim.Value)) : All;

    private static bool IsOwn(ClaimsPrincipal user, RecordedEvent recorded) =>
        recorded.Id.Stream.Kind == EntityKind.Account && Access.MaySee(user, recorded.Id.Stream.Id);

    private static EventLine Line(PlacedEvent placed, string text) =>
        new(placed.Place, placed.Recorded.At.ToString(), placed.Recorded.Id.Stream.ToString(), text);

    private sealed class Scope
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public long At { get; set; }

        public LiveFrame? Frame { get; set; }
    }
}
