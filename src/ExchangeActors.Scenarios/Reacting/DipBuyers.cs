using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Reacting;

/// <summary>
/// Buyers with limited capital who come in after large falls: a tranche once the price is so far below the highest of the window, and
/// another with every step further, until the capital is used up. They hold what they have bought, unlevered.
/// </summary>
internal sealed class DipBuyers(DipBuyerSettings settings, ReactionWorld world) : IReaction
{
    /// <summary>The commands' source.</summary>
    public const string Name = "dip-buyer";

    private const decimal Reserve = 1.05m; // of the capital, for fees and slippage
    private readonly Dictionary<int, Queue<(long AtMs, decimal Price)>> _windows = [];
    private readonly Dictionary<int, int> _bought = [];

    /// <inheritdoc/>
    public IEnumerable<OpeningAccount> Accounts => world.Scenario.Markets
        .Select(instrument => (Account: Reactions.AccountOf(Name, instrument.Id), Capital: Capital(instrument.Id), instrument.QuoteTick))
        .Where(own => own.Capital > 0m)
        .Select(own => new OpeningAccount(own.Account, new Money(Rounding.Down(own.Capital * Reserve, own.QuoteTick)), []));

    /// <inheritdoc/>
    public void Meet(OpeningAccount account)
    {
    }

    /// <inheritdoc/>
    public IEnumerable<Reaction> At(ReactionMoment now)
    {
        for (var market = 0; market < now.Points.Length; market++)
        {
            var price = ReactionWorld.PriceOf(now.Points[market]);
            var fall = 1m - (price / Highest(market, now.AtMs, price));
            var (bought, id) = (_bought.GetValueOrDefault(market), world.Scenario.Markets[market].Id);
            if (bought == settings.Tranches || fall < settings.Fall + (bought * settings.Step) || Capital(id) <= 0m)
            {
                continue;
            }

            // A fall through several steps at once buys as many tranches.
            var tranches = Math.Min(settings.Tranches, settings.Step == 0m ? settings.Tranches : 1
                + (int)((fall - settings.Fall) / settings.Step));
            _bought[market] = tranches;
            var notional = Capital(id) / settings.Tranches * (tranches - bought);
            if (world.Order(Reactions.AccountOf(Name, id), Name, market, Side.Buy, notional / price, false, false, now) is { } order)
            {
                yield return order;
            }
        }
    }

    private decimal Highest(int market, long at, decimal price)
    {
        if (!_windows.TryGetValue(market, out var window))
        {
            _windows[market] = window = new Queue<(long AtMs, decimal Price)>();
        }

        window.Enqueue((at, price));
        while (window.Peek().AtMs < at - (long)(settings.WindowSeconds * 1000m))
        {
            window.Dequeue();
        }

        return window.Max(seen => seen.Price);
    }

    private decimal Capital(MarketId market) => settings.CapitalDepths * world.Depth(market);
}
