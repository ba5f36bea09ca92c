using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Allocation;

namespace ExchangeActors.Scenarios.Vectors.Kinds;

/// <summary>
/// A deficit that winners pay out of their profits in the order of a ranking (ties: the lower id first). Who has no profit, no wallet or no
/// equity is never taken.
/// </summary>
internal sealed class HaircutQueueVector : ConformanceVector
{
    private readonly VectorSetting _setting;
    private readonly ImmutableArray<VectorAccount> _accounts;
    private readonly decimal _deficit;
    private readonly ImmutableArray<string>? _haircuts;
    private readonly decimal? _unfilled;

    private HaircutQueueVector(VectorDraft draft, VectorSetting setting)
        : base(draft.Title)
    {
        _setting = setting;
        _accounts = draft.Accounts(setting);
        foreach (var account in _accounts.Where(account => account.Positions.Length > 1))
        {
            draft.Reader.Note("accounts", $"\"{account.Id}\" has {account.Positions.Length} positions, a haircut is of one",
                "write an account per position");
        }

        _deficit = draft.When.Amount("deficit");
        _haircuts = Expected(draft);
        _unfilled = draft.Expect.OptionalAmount("unfilled");
    }

    /// <summary>Reads it; null with problems noted.</summary>
    public static ConformanceVector? Read(VectorDraft draft) => VectorProfiles.Of(draft.Reader, "ranking", "ranking") is { } profile
        ? new HaircutQueueVector(draft, new VectorSetting(profile, draft.Markets(ratesNeeded: false), draft.QuoteTick))
        : null;

    private protected override void Work(Comparison found)
    {
        var queue = Queue();
        var budget = Math.Max(0m, _deficit);
        var taken = new QueueAllocation()
            .Allocate([
                .. queue.Select(
                place => new Claim(place.Pnl, place.Pnl, place.Candidate.Size.Absolute.Value, place.Candidate.Leverage,
                place.Candidate.Score))], budget, _setting.QuoteTick);
        if (_haircuts is { } expected)
        {
            found.List(
                "haircuts", expected,
                    [.. queue.Zip(taken, (place, haircut) => (place, haircut)).Where(pair => pair.haircut > 0m)
                    .Select(pair => Text(pair.place.Account, pair.haircut, pair.place.Pnl - pair.haircut))]);
        }

        found.Exact("unfilled", _unfilled, budget - taken.Sum());
    }

    /// <summary>The winners as the risk monitors of the runtimes rank them, both sides of all markets in one queue.</summary>
    private List<(string Account, Candidate Candidate, decimal Pnl)> Queue()
    {
        var queue = new List<(string Account, Candidate Candidate, decimal Pnl)>();
        var names = _accounts.ToDictionary(account => ScoredQueue.Ordinal(account.Id.Value), account => account.Id.Value);
        foreach (var (id, market) in _setting.Markets)
        {
            var monitors = RiskMonitors.ForRanking(_setting.Rules, MarkBoard.Empty.With(id, new MarkQuote(market.Mark, 0m, 1)));
            foreach (var account in _accounts.Where(account => !account.SizeIn(id).IsZero))
            {
                var position = account.Positions[0];
                var state = Account.New(ScoredQueue.Ordinal(account.Id.Value));
                monitors.Know(new AccountRisk(state with
                {
                    Version = 1,
                    Wallet = account.Wallet,
                    Positions = state.Positions.Add(id, new Position(position.Size, position.Entry * position.Size, 0m, null)),
                }));
            }

            queue.AddRange(new[] { 1, -1 }.SelectMany(sign => monitors.Queue(id, sign, null, queuedOnly: true))
                .Where(candidate => candidate.Balance > Money.Zero && candidate.Equity > Money.Zero)
                .Select(candidate =>
                    (names[candidate.Account], candidate, (candidate.Size.Value * market.Mark.Value) - candidate.Cost.Value)));
        }

        queue.Sort((a, b) => QueueOrder.BestFirst(a.Candidate, b.Candidate));
        return queue;
    }

    private static ImmutableArray<string>? Expected(VectorDraft draft)
    {
        if (!draft.Expect.Has("haircuts"))
        {
            return null;
        }

        var haircuts = ImmutableArray.CreateBuilder<string>();
        foreach (var haircut in draft.Expect.Objects("haircuts", true))
        {
            haircuts.Add(Text(haircut.Text("account"), haircut.Amount("haircut"), haircut.Amount("paid")));
            haircut.Done();
        }

        return haircuts.ToImmutable();
    }

    private static string Text(string account, decimal haircut, decimal paid) =>
        $"{account} loses {Comparison.Text(haircut)}, is paid {Comparison.Text(paid)}";
}
