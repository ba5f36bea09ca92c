using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Reacting;

/// <summary>All who react in a scenario, in a fixed order; makers that withdraw are a part of the market's books.</summary>
internal sealed class Reactions
{
    private readonly IReaction[] _strategies;

    /// <summary>Those of the scenario's settings.</summary>
    public Reactions(Scenario scenario)
    {
        var (world, settings) = (new ReactionWorld(scenario), scenario.Reactions!);
        _strategies =
        [
            .. new IReaction?[]
            {
                settings.MarginAdders is { } adders ? new MarginAdders(adders, world) : null,
                settings.Stops is { } stops ? new StopOrders(stops, world) : null,
                settings.Hedgers is { } hedgers ? new Hedgers(hedgers, world) : null,
                settings.Arbitrage is { } arbitrage ? new BasisArbitrage(arbitrage, world) : null,
                settings.DipBuyers is { } buyers ? new DipBuyers(buyers, world) : null,
            }.OfType<IReaction>(),
        ];
    }

    /// <summary>Accounts of their own.</summary>
    public IEnumerable<OpeningAccount> Accounts => _strategies.SelectMany(strategy => strategy.Accounts);

    /// <summary>The account of a strategy that has one in each market.</summary>
    public static AccountId AccountOf(string strategy, MarketId market) => new($"{strategy}-{market.Value}");

    /// <summary>True for an account of a strategy.</summary>
    public static bool IsOwn(AccountId account) =>
        account.Value.StartsWith(BasisArbitrage.Name + "-", StringComparison.Ordinal)
        || account.Value.StartsWith(DipBuyers.Name + "-", StringComparison.Ordinal);

    /// <summary>Shows every strategy a trader's account as it is opened.</summary>
    public OpeningAccount Meet(OpeningAccount account)
    {
        foreach (var strategy in _strategies)
        {
            strategy.Meet(account);
        }

        return account;
    }

    /// <summary>What is done at a tick.</summary>
    public IEnumerable<Reaction> At(ReactionMoment now) => _strategies.SelectMany(strategy => strategy.At(now).ToList());
}
