using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.TestKit.Failures;

namespace ExchangeActors.TestKit.Language;

/// <summary>A trader's account with what it brings along. All positions given together need both sides.</summary>
public sealed class AccountSetup
{
    internal AccountSetup(string name) => Name = name;

    internal string Name { get; }

    internal AccountId Id => new(Name);

    internal decimal Deposit { get; private set; }

    internal List<OpeningPosition> Positions { get; } = [];

    internal SupportParticipant? Participant { get; private set; }

    /// <summary>Pays in, quote; on top of what was paid in before.</summary>
    public AccountSetup Deposits(decimal amount)
    {
        Deposit += amount;
        return this;
    }

    /// <summary>Is long, on cross margin.</summary>
    /// <param name="market">The market.</param>
    /// <param name="quantity">Units, above 0.</param>
    /// <param name="at">Entry price.</param>
    public AccountSetup Long(string market, decimal quantity, decimal at) => Has(market, quantity, at);

    /// <summary>Is short, on cross margin.</summary>
    /// <param name="market">The market.</param>
    /// <param name="quantity">Units, above 0.</param>
    /// <param name="at">Entry price.</param>
    public AccountSetup Short(string market, decimal quantity, decimal at) => Has(market, -quantity, at);

    /// <summary>
    /// Is a liquidity-support participant, where the venue's backstop is <c>liquidity-support</c>; to be said before the first step of
    /// When.
    /// </summary>
    /// <param name="tradesReduceOnly">Its own orders must be reduce-only.</param>
    /// <param name="onlyReduces">It takes only what reduces a position that it has.</param>
    /// <param name="limits">Shares of its equity by cooldown group, in place of the venue's.</param>
    public AccountSetup SupportsLiquidity(
        bool tradesReduceOnly = true, bool onlyReduces = false, params (int Group, decimal Share)[] limits)
    {
        var participant = new SupportParticipant(
            Id, tradesReduceOnly, onlyReduces, limits.ToImmutableSortedDictionary(limit => limit.Group, limit => limit.Share));
        foreach (var (field, problem) in participant.Problems())
        {
            throw new ScenarioException($"{Name}: {field} {problem}.");
        }

        Participant = participant;
        return this;
    }

    /// <summary>The position named last is isolated, with this margin of its own taken out of the deposit; quote.</summary>
    public AccountSetup Isolated(decimal margin)
    {
        if (Positions.Count == 0)
        {
            throw new ScenarioException(
                $"{Name}: Isolated follows the position that it is about, e.g. Long(\"ETH-PERP\", 10, at: "
                    + $"2_000).Isolated({Failure.Text(margin)}).");
        }

        Positions[^1] = Positions[^1] with { IsolatedMargin = new Money(margin) };
        return this;
    }

    private AccountSetup Has(string market, decimal size, decimal at)
    {
        Positions.Add(new OpeningPosition(new MarketId(market), new Quantity(size), new Price(at), null));
        return this;
    }
}
