using ExchangeActors.Domain.Venues;
using ExchangeActors.TestKit.Failures;

namespace ExchangeActors.TestKit.Language;

/// <summary>
/// What there is. Markets, venue and journal are fixed by the first step; accounts and money may be given later, for the next step.
/// </summary>
public sealed class GivenExchange
{
    private readonly Session _session;

    internal GivenExchange(Session session)
    {
        _session = session;
        Journal = new GivenJournal(session);
        Network = new GivenNetwork(session.Network);
    }

    /// <summary>The journal, in memory unless it is said otherwise, and what is wrong with it.</summary>
    public GivenJournal Journal { get; }

    /// <summary>What is wrong with the messages between entities.</summary>
    public GivenNetwork Network { get; }

    /// <summary>A linear perpetual; one with this name that was given before is described further.</summary>
    public MarketSetup Market(string name)
    {
        if (_session.Setup.Markets.Find(market => market.Id.Value == name) is { } known)
        {
            return known;
        }

        RequireBeginning($"Market(\"{name}\")");
        var market = new MarketSetup(name);
        _session.Setup.Markets.Add(market);
        return market;
    }

    /// <summary>The venue's rules. The default is the bitmex waterfall without a liquidation fee.</summary>
    public void Venue(VenueProfile profile)
    {
        RequireBeginning("Venue");
        _session.Setup.Venue = profile;
    }

    /// <summary>A shipped venue by its name, e.g. <c>hyperliquid</c>, or the profile's file when it ends in <c>.json</c>.</summary>
    /// <exception cref="ScenarioException">There is none, or it cannot be used.</exception>
    public void Venue(string nameOrPath) => Venue(VenueProfiles.Load(nameOrPath));

    /// <summary>A trader; one with this name that was given before and is not open yet is described further.</summary>
    public AccountSetup Account(string name)
    {
        var place = _session.Setup.Accounts.FindIndex(account => account.Name == name);
        if (place >= 0)
        {
            return place >= _session.Setup.AccountsOpened
                ? _session.Setup.Accounts[place]
                : throw new ScenarioException(
                    $"The account \"{name}\" is open already; what it does now is a step: await When.Account(\"{name}\").….");
        }

        var account = new AccountSetup(name);
        _session.Setup.Accounts.Add(account);
        return account;
    }

    /// <summary>
    /// The nodes on which the exchange can run: the first runs it, the others stand by and take it over from the journal when it crashes.
    /// Without it there is one, <c>a</c>.
    /// </summary>
    public void Nodes(params string[] names)
    {
        RequireBeginning("Nodes");
        _session.Nodes.Set(names);
    }

    /// <summary>Money in the insurance fund, quote; on top of what was given before.</summary>
    public void InsuranceFund(decimal amount) => _session.Setup.Fund += amount;

    /// <summary>Capital of the venue's vault that takes positions over, where all markets share one; quote.</summary>
    public void Vault(decimal capital) => Vault(string.Empty, capital);

    /// <summary>Capital of a market's vault, where each has its own; quote.</summary>
    public void Vault(string market, decimal capital)
    {
        RequireBeginning("Vault");
        _session.Setup.Vaults[market] = capital;
    }

    private void RequireBeginning(string what)
    {
        if (_session.IsStarted)
        {
            throw new ScenarioException($"Given.{what} comes before the first step of When.");
        }
    }
}
