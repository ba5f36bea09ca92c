using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Reacting;

/// <summary>
/// Arbitrage of the basis: where the perpetual trades below the index it is bought, above it sold, in proportion to the depth that the
/// basis spans and as far as the capital goes. The other leg is not on this exchange; what it does to the index is
/// <c>market.passThrough</c>.
/// </summary>
internal sealed class BasisArbitrage(ArbitrageSettings settings, ReactionWorld world) : IReaction
{
    /// <summary>The commands' source.</summary>
    public const string Name = "arbitrage";

    private const decimal Percent = 0.01m;
    private readonly Dictionary<AccountId, decimal> _held = [];

    /// <inheritdoc/>
    public IEnumerable<OpeningAccount> Accounts => world.Scenario.Markets
        .Select(instrument => (Account: Reactions.AccountOf(Name, instrument.Id), Capital: Capital(instrument.Id), instrument.QuoteTick))
        .Where(own => own.Capital > 0m)
        .Select(own => new OpeningAccount(own.Account, new Money(Rounding.Down(own.Capital, own.QuoteTick)), []));

    /// <inheritdoc/>
    public void Meet(OpeningAccount account)
    {
    }

    /// <inheritdoc/>
    public IEnumerable<Reaction> At(ReactionMoment now)
    {
        foreach (var fill in now.News.OfType<Filled>())
        {
            _held[fill.Account] = _held.GetValueOrDefault(fill.Account) + fill.Quantity.Value;
        }

        for (var market = 0; market < now.Points.Length; market++)
        {
            var (point, id) = (now.Points[market], world.Scenario.Markets[market].Id);
            var (price, capital) = (ReactionWorld.PriceOf(point), Capital(id));
            var basis = (price / point.Index.Value) - 1m;
            if (Math.Abs(basis) <= settings.Threshold || capital <= 0m)
            {
                continue;
            }

            var account = Reactions.AccountOf(Name, id);
            var held = _held.GetValueOrDefault(account) * price * (basis < 0m ? 1m : -1m);
            var notional = Math.Min(settings.Share * world.Depth(id) * Math.Abs(basis) / Percent, capital - held);
            if (notional > 0m
                && world.Order(account, Name, market, basis < 0m ? Side.Buy : Side.Sell, notional / price, false, false, now) is { } order)
            {
                yield return order;
            }
        }
    }

    private decimal Capital(MarketId market) => settings.CapitalDepths * world.Depth(market);
}
