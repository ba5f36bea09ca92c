using System.Collections.Immutable;
using System.Globalization;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.TestKit.Failures;

namespace ExchangeActors.TestKit.Language;

/// <summary>What was given so far.</summary>
internal sealed class ScenarioSetup
{
    /// <summary>Name of the insurance pool.</summary>
    public const string Pool = "main";

    /// <summary>The venue; without a fee on liquidations unless a test says otherwise, so that figures are easy to follow.</summary>
    public VenueProfile Venue { get; set; } = VenueProfiles.Default;

    /// <summary>Markets in the order in which they were named.</summary>
    public List<MarketSetup> Markets { get; } = [];

    /// <summary>Accounts in the order in which they were named.</summary>
    public List<AccountSetup> Accounts { get; } = [];

    /// <summary>Accounts of which the exchange knows.</summary>
    public int AccountsOpened { get; set; }

    /// <summary>Money for the fund that was not paid in yet.</summary>
    public decimal Fund { get; set; }

    /// <summary>Capital of vaults by market; of a shared one under the empty name.</summary>
    public Dictionary<string, decimal> Vaults { get; } = [];

    /// <summary>Rules of the exchange.</summary>
    public ExchangeRules Rules() => new(
        Markets.ToImmutableSortedDictionary(market => market.Id, market => market.Instrument), Venue, Pool, Money.Zero)
    {
        Participants = Accounts.Where(account => account.Participant is not null)
            .ToImmutableSortedDictionary(account => account.Id, account => account.Participant!),
    };

    /// <summary>Fails for a price between two of the market's ticks: the exchange would round it, and the scenario be about another
    /// price.</summary>
    /// <exception cref="ScenarioException">It is between two ticks; says which tick would do.</exception>
    public void RequireTick(MarketId market, decimal price)
    {
        if (Markets.FirstOrDefault(given => given.Id == market) is not { Instrument.TickSize: var tick }
            || Rounding.IsMultiple(price, tick))
        {
            return;
        }

        var finer = 1m;
        while (!Rounding.IsMultiple(price, finer))
        {
            finer /= 10m;
        }

        throw new ScenarioException(string.Create(
            CultureInfo.InvariantCulture,
            $"{price} is between two ticks of {market} ({tick}): write a multiple, or Given.Market(\"{market}\").Tick({finer}m)."));
    }

    /// <summary>What each of the venue's vaults is given.</summary>
    /// <exception cref="ScenarioException">The venue has no such vault.</exception>
    public Dictionary<AccountId, decimal> VaultsOf(ExchangeRules rules)
    {
        var isolated = rules.Profile.Backstop.Vault?.Isolated;
        foreach (var (market, _) in Vaults)
        {
            _ = isolated switch
            {
                null => throw new ScenarioException(
                    $"The venue \"{rules.Profile.Name}\" has no vault: its backstop is {rules.Profile.Backstop.Name}. Leave Given.Vault "
                        + $"out or take another venue."),
                true when market.Length == 0 => throw new ScenarioException(
                    $"The venue \"{rules.Profile.Name}\" has a vault per market: Given.Vault(\"{Markets[0].Id}\", …)."),
                false when market.Length > 0 => throw new ScenarioException(
                    $"The venue \"{rules.Profile.Name}\" has one vault for all markets: Given.Vault(…) without \"{market}\"."),
                _ => false,
            };
        }

        return Vaults.ToDictionary(vault => rules.VaultOf(isolated == true ? Market(vault.Key) : default), vault => vault.Value);
    }

    /// <summary>The account of this name.</summary>
    /// <exception cref="ScenarioException">Nobody was given this name.</exception>
    public AccountId Account(string name, ExchangeRules? rules) =>
        Accounts.Any(account => account.Name == name) || (rules is not null
            && (new AccountId(name) == rules.TakeOverAccount || rules.Vaults.Contains(new AccountId(name))))
            ? new AccountId(name)
            : throw new ScenarioException(
                $"There is no account \"{name}\". Given are: {string.Join(", ", Accounts.Select(account => account.Name))}.");

    /// <summary>The market of this name.</summary>
    /// <exception cref="ScenarioException">There is none.</exception>
    public MarketId Market(string name) => Markets.Any(market => market.Id.Value == name)
        ? new MarketId(name)
        : throw new ScenarioException(
            $"There is no market \"{name}\". Given are: {string.Join(", ", Markets.Select(market => market.Id))}.");

    /// <summary>
    /// Checks that every contract that is brought along has two sides. What is not on its market's grid, the exchange refuses.
    /// </summary>
    /// <exception cref="ScenarioException">What is wrong.</exception>
    public void Require(IEnumerable<AccountSetup> opening)
    {
        var sums = new Dictionary<MarketId, decimal>();
        foreach (var account in opening)
        {
            foreach (var position in account.Positions)
            {
                var market = Market(position.Market.Value);
                sums[market] = sums.GetValueOrDefault(market) + position.Size.Value;
            }
        }

        foreach (var (market, sum) in sums.Where(pair => pair.Value != 0m).Take(1))
        {
            throw new ScenarioException(
                $"The positions given in {market} do not add up: {Failure.Text(Math.Abs(sum))} too many {(sum > 0m ? "long" : "short")}. "
                    + $"Every contract needs both sides.");
        }
    }

    /// <summary>The command that opens an account.</summary>
    public static OpenAccount Open(CommandId id, AccountSetup account) =>
        new(id, account.Id, AccountKind.Trader, new Money(account.Deposit), [.. account.Positions]);
}
