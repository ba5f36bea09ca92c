using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues;

/// <summary>Who takes over, and at which price.</summary>
public enum TakeOverBy
{
    /// <summary>The venue's vault, at the bankruptcy price.</summary>
    Vault = 0,

    /// <summary>
    /// A liquidator outside of the venue's own money, at the mark: the loss is the account's and, beyond its equity, the fund's.
    /// </summary>
    Liquidator = 1,
}

/// <summary>The vault of a backstop that takes positions over.</summary>
/// <param name="Isolated">One vault per market, each with its own equity; false: one vault whose collateral all markets share.</param>
/// <param name="Share">Part of the money meant for the insurance fund that the vaults are given at the start.</param>
public sealed record VaultTerms(bool Isolated, decimal Share);

/// <summary>What stands between a bankrupt position and the winners.</summary>
public interface IBackstop : IPolicy
{
    /// <summary>True when shortfalls are paid whatever the fund holds, so that it may go below its floor.</summary>
    bool MayOverdraw => false;

    /// <summary>True when it takes positions over, so that it needs a turn among the layers.</summary>
    bool TakesPositions => Vault is not null;

    /// <summary>The vaults that take positions over; null for none.</summary>
    VaultTerms? Vault => null;

    /// <summary>How liquidity-support participants take positions over; null where there are none.</summary>
    SupportTerms? Support => null;

    /// <summary>
    /// The most that a step's fills beyond the bankruptcy price may cost, ≥ 0. It is reserved until the liquidation settles.
    /// </summary>
    /// <param name="available">Fund balance less its floor less what other liquidations reserved, ≥ 0.</param>
    /// <param name="worstCost">Quantity × distance from the bankruptcy price to the order's limit.</param>
    Money Budget(Money available, Money worstCost);

    /// <summary>Who takes over what the book left; null for nobody.</summary>
    TakeOverBy? Takes(UnfilledRest rest) => null;
}
