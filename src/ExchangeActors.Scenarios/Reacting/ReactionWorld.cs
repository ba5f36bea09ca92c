using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Draws;
using ExchangeActors.Scenarios.Prices;

namespace ExchangeActors.Scenarios.Reacting;

/// <summary>What strategies share: chance by account, depth, and orders.</summary>
/// <param name="scenario">The scenario.</param>
internal sealed class ReactionWorld(Scenario scenario)
{
    private const decimal PercentInBps = 100m;
    private const ulong FnvOffset = 14_695_981_039_346_656_037UL;
    private const ulong FnvPrime = 1_099_511_628_211UL;

    private readonly Dictionary<MarketId, int> _places =
        scenario.Markets.Select((instrument, i) => (instrument.Id, i)).ToDictionary(pair => pair.Id, pair => pair.i);

    /// <summary>The scenario.</summary>
    public Scenario Scenario { get; } = scenario;

    /// <summary>A market's place in the scenario's order.</summary>
    public int PlaceOf(MarketId market) => _places[market];

    /// <summary>Undisturbed notional within 1 % of mid on the bid, quote.</summary>
    public decimal Depth(MarketId market) => Scenario.Liquidity?.Within(market, Side.Buy, PercentInBps) ?? 0m;

    /// <summary>
    /// Random numbers of an account for a strategy: by seed, strategy and the account's id (FNV-1a), whoever else there is.
    /// </summary>
    public RandomStream ChanceOf(AccountId account, string strategy)
    {
        var hash = FnvOffset;
        foreach (var letter in strategy + "/" + account.Value)
        {
            hash = unchecked((hash ^ letter) * FnvPrime);
        }

        return new RandomStream(Scenario.Seed ^ 0x7265616374UL, hash);
    }

    /// <summary>What the perpetual trades at.</summary>
    public static decimal PriceOf(PricePoint point) => (point.Last ?? point.Index).Value;

    /// <summary>A market order; null when the notional is less than a lot.</summary>
    /// <param name="account">Who.</param>
    /// <param name="strategy">Its name, the command's source.</param>
    /// <param name="market">The market's place.</param>
    /// <param name="side">The side.</param>
    /// <param name="quantity">Units, &gt; 0, rounded down to lots.</param>
    /// <param name="reduceOnly">It may close only.</param>
    /// <param name="isolated">Of an isolated position.</param>
    /// <param name="now">The tick.</param>
    public Reaction? Order(
        AccountId account, string strategy, int market, Side side, decimal quantity, bool reduceOnly, bool isolated, ReactionMoment now)
    {
        var instrument = Scenario.Markets[market];
        var lots = Rounding.Down(quantity, instrument.LotSize);
        if (lots <= 0m)
        {
            return null;
        }

        var id = IdOf(strategy, market, now);
        return new Reaction(
            account,
            id,
            new PlaceOrder(
                id,
                instrument.Id,
                side,
                new Quantity(lots),
                null,
                TimeInForce.ImmediateOrCancel,
                reduceOnly,
                isolated ? MarginMode.Isolated : MarginMode.Cross,
                now.Marks));
    }

    /// <summary>The id of a strategy's command for a market (0 where it is for none) at a tick: rises with the ticks.</summary>
    public CommandId IdOf(string strategy, int market, ReactionMoment now) =>
        new(strategy, ((long)now.Tick * Scenario.Markets.Length) + market + 1);
}
