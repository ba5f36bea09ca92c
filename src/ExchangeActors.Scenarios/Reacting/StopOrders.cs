using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Reacting;

/// <summary>
/// Stop orders: a share of the traders closes a position at the market once the price has gone through its stop. Stops are a drawn
/// distance from the entry price, and then just beyond the next round level (C. Osler, "Stop-loss orders and price cascades in currency
/// markets", JIMF 2005: they cluster there).
/// </summary>
internal sealed class StopOrders(StopSettings settings, ReactionWorld world) : IReaction
{
    /// <summary>The commands' source.</summary>
    public const string Name = "stops";

    private readonly List<Stop> _stops = [];

    /// <inheritdoc/>
    public IEnumerable<OpeningAccount> Accounts => [];

    /// <inheritdoc/>
    public void Meet(OpeningAccount account)
    {
        var chance = world.ChanceOf(account.Id, Name);
        if (chance.Unit() >= (double)settings.Share)
        {
            return;
        }

        foreach (var position in account.Positions)
        {
            var distance = (decimal)chance.Between((double)settings.Nearest, (double)settings.Farthest);
            var isLong = position.Size.Value > 0m;
            _stops.Add(new Stop(
                account.Id,
                world.PlaceOf(position.Market),
                StopLevel.Of(position.EntryPrice.Value, distance, isLong),
                isLong,
                position.Size.Value,
                position.IsolatedMargin is not null));
        }
    }

    /// <inheritdoc/>
    public IEnumerable<Reaction> At(ReactionMoment now)
    {
        foreach (var taken in now.News.OfType<LegTaken>())
        {
            var place = _stops.FindIndex(stop => stop.Account == taken.Account && stop.Market == world.PlaceOf(taken.Market));
            if (place >= 0)
            {
                _stops[place] = _stops[place].Without(taken.Quantity.Value);
            }
        }

        var hit = _stops.Where(stop => stop.IsHit(ReactionWorld.PriceOf(now.Points[stop.Market]))).ToHashSet();
        _stops.RemoveAll(hit.Contains);
        return hit
            .OrderBy(stop => stop.Account).ThenBy(stop => stop.Market)
            .Select(stop => world.Order(
                stop.Account, Name, stop.Market, stop.IsLong ? Side.Sell : Side.Buy, Math.Abs(stop.Size), true, stop.Isolated, now))
            .OfType<Reaction>();
    }

    private sealed record Stop(AccountId Account, int Market, decimal Level, bool IsLong, decimal Size, bool Isolated)
    {
        /// <summary>What ADL has taken needs no stop.</summary>
        public Stop Without(decimal taken) => this with { Size = Math.Sign(Size) * Math.Max(0m, Math.Abs(Size) - taken) };

        public bool IsHit(decimal price) => IsLong ? price <= Level : price >= Level;
    }
}
