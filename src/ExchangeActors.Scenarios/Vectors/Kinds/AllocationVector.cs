using System.Collections.Immutable;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Vectors.Kinds;

/// <summary>
/// How a budget of money is spread over winners. What can be taken of one is its positive PnL, and never more than its positive equity;
/// losers are in the queue with nothing to take. Without <c>order</c> the highest score is first, then the highest PnL, then the lowest id.
/// <c>size</c>, <c>leverage</c> and <c>score</c> are for policies that weigh by them; without them all weigh alike.
/// </summary>
internal sealed class AllocationVector : ConformanceVector
{
    private readonly VenueProfile _profile;
    private readonly ImmutableArray<(string Account, Claim Claim)> _queue;
    private readonly decimal _budget;
    private readonly decimal _quoteTick;
    private readonly ImmutableArray<(string Account, decimal Amount)> _seized;

    private AllocationVector(VectorDraft draft, VenueProfile profile)
        : base(draft.Title)
    {
        _profile = profile;
        _queue = Queue(draft);
        _budget = draft.When.Amount("budget");
        if (_budget < 0m)
        {
            draft.When.Note("budget", $"must not be below 0, is {_budget}", "write what is to be taken");
        }

        _quoteTick = draft.QuoteTick;
        var seized = draft.Expect.Object("seized", true);
        _seized = [.. (seized?.Node.Members ?? []).Select(member => (member.Name, seized!.Amount(member.Name)))];
        foreach (var (account, _) in _seized.Where(expected => _queue.All(place => place.Account != expected.Account)))
        {
            seized!.Note(account, $"\"{account}\" is not one of \"accounts\"",
                Nearest.Remedy(account, [.. _queue.Select(place => place.Account)]));
        }
    }

    /// <summary>Reads it; null with problems noted.</summary>
    public static ConformanceVector? Read(VectorDraft draft) =>
        VectorProfiles.Of(draft.Reader, "policy", "allocation") is { } profile ? new AllocationVector(draft, profile) : null;

    private protected override void Work(Comparison found)
    {
        var taken = _profile.Allocation.Allocate([.. _queue.Select(place => place.Claim)], _budget, _quoteTick);
        foreach (var (account, amount) in _seized)
        {
            found.Within($"seized.{account}", amount, taken[_queue.ToList().FindIndex(place => place.Account == account)], _quoteTick);
        }
    }

    private static ImmutableArray<(string Account, Claim Claim)> Queue(VectorDraft draft)
    {
        var places = new List<(string Account, Claim Claim)>();
        foreach (var (name, reader) in VectorDraft.Named(draft.Reader.Object("accounts", true)))
        {
            var pnl = Math.Max(0m, reader.Amount("pnl"));
            var capacity = Math.Min(pnl, Math.Max(0m, reader.Amount("equity")));
            reader.Amount("wallet", 0m);
            places.Add(
                (name, new Claim(capacity, pnl, reader.Positive("size", 1m), reader.Positive("leverage", 1m), reader.Amount("score", 1m))));
            reader.Done();
        }

        var order = draft.Reader.Items("order", false).Select(item => Known(draft, item, places)).ToList();
        return
        [
            .. places.OrderBy(place => order.IndexOf(place.Account) is var index and >= 0 ? index : int.MaxValue)
                .ThenByDescending(place => place.Claim.Score).ThenByDescending(place => place.Claim.Pnl)
                    .ThenBy(place => ScoredQueue.Ordinal(place.Account)),
        ];
    }

    private static string Known(VectorDraft draft, (DocumentNode Item, string Path) place, List<(string Account, Claim Claim)> places)
    {
        if (places.All(known => known.Account != place.Item.Text))
        {
            draft.Reader.Problems.Add(place.Item.Origin.Problem(
                place.Path, $"{place.Item.KindText} is not one of \"accounts\"",
                    Nearest.Remedy(place.Item.Text, [.. places.Select(known => known.Account)])));
        }

        return place.Item.Text;
    }
}
