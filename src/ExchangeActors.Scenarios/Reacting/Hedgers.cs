using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Reacting;

/// <summary>
/// Hedged holders: where ADL has taken a share of a leg, the same share of every leg on the other side is closed at the market, so that
/// what is left is as hedged as before. On 10 October 2025 makers of hedged books were left with the losing leg.
/// </summary>
internal sealed class Hedgers(HedgerSettings settings, ReactionWorld world) : IReaction
{
    /// <summary>The commands' source.</summary>
    public const string Name = "hedgers";

    private readonly Dictionary<AccountId, OpeningAccount> _hedged = [];
    private readonly SortedDictionary<(long DueMs, AccountId Account), SortedDictionary<int, decimal>> _due = [];

    /// <inheritdoc/>
    public IEnumerable<OpeningAccount> Accounts => [];

    /// <inheritdoc/>
    public void Meet(OpeningAccount account)
    {
        if (account.Positions.Any(position => position.Size.Value > 0m)
            && account.Positions.Any(position => position.Size.Value < 0m)
            && world.ChanceOf(account.Id, Name).Unit() < (double)settings.Share)
        {
            _hedged[account.Id] = account;
        }
    }

    /// <inheritdoc/>
    public IEnumerable<Reaction> At(ReactionMoment now)
    {
        foreach (var taken in now.News.OfType<LegTaken>())
        {
            if (_hedged.TryGetValue(taken.Account, out var account)
                && account.Positions.FirstOrDefault(position => position.Market == taken.Market) is { } leg)
            {
                Plan(account, leg, taken);
            }
        }

        while (_due.Count > 0 && _due.First() is { Key.DueMs: var due } next && due <= now.AtMs)
        {
            _due.Remove(next.Key);
            var account = _hedged[next.Key.Account];
            foreach (var (market, quantity) in next.Value)
            {
                var leg = account.Positions.First(position => world.PlaceOf(position.Market) == market);
                if (world.Order(
                    account.Id,
                    Name,
                    market,
                    leg.Size.Value > 0m ? Side.Sell : Side.Buy,
                    Math.Min(Math.Abs(leg.Size.Value), quantity),
                    true,
                    leg.IsolatedMargin is not null,
                    now) is { } order)
                {
                    yield return order;
                }
            }
        }
    }

    private void Plan(OpeningAccount account, OpeningPosition leg, LegTaken taken)
    {
        var key = (taken.AtMs + (long)(settings.DelaySeconds * 1000m), account.Id);
        if (!_due.TryGetValue(key, out var quantities))
        {
            _due[key] = quantities = [];
        }

        foreach (var other in account.Positions.Where(other => Math.Sign(other.Size.Value) == -Math.Sign(leg.Size.Value)))
        {
            var market = world.PlaceOf(other.Market);
            quantities[market] = quantities.GetValueOrDefault(market)
                + (Math.Abs(other.Size.Value) * taken.Quantity.Value / Math.Abs(leg.Size.Value));
        }
    }
}
