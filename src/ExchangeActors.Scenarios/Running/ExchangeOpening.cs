using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Running;

/// <summary>
/// The first inputs of a scenario's exchange: its markets are listed, the exchange's own account and its vaults are opened, the fund is
/// paid in. Each takes effect once, however often it is given.
/// </summary>
public static class ExchangeOpening
{
    /// <summary>Their id: one each of the entities that they go to.</summary>
    public static readonly CommandId Id = new("setup", 1);

    /// <summary>In their order.</summary>
    public static IEnumerable<(EntityRef To, Message Message)> Of(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var rules = ScenarioRules.Of(scenario);
        foreach (var instrument in scenario.Markets)
        {
            yield return (EntityRef.Market(instrument.Id), new ListMarket(Id, instrument));
        }

        var exchange = rules.TakeOverAccount;
        yield return (EntityRef.Account(exchange), new OpenAccount(Id, exchange, AccountKind.Exchange, Money.Zero, []));
        var (each, fund) = rules.SplitMeans(scenario.InsuranceFund);
        foreach (var vault in rules.Vaults)
        {
            yield return (EntityRef.Account(vault), new OpenAccount(Id, vault, AccountKind.Vault, each, []));
        }

        if (fund > Money.Zero)
        {
            yield return (EntityRef.Liquidation(ScenarioRules.Pool), new SeedInsuranceFund(Id, fund));
        }
    }
}
