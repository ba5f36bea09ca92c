using System.Collections.Immutable;
using ExchangeActors.Domain.Markets.Lazy;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Risk;

/// <summary>A position as a risk index needs it.</summary>
/// <param name="Market">The market.</param>
/// <param name="Size">Signed, not 0.</param>
/// <param name="Cost">Signed cost basis.</param>
/// <param name="IsolatedMargin">Null for cross.</param>
/// <param name="Band">Null until the account was checked at current marks.</param>
public sealed record RiskPosition(MarketId Market, Quantity Size, Money Cost, Money? IsolatedMargin, SafeBand? Band)
{
    /// <summary>Up to where it is settled with its side of the market, where positions are deleveraged lazily.</summary>
    public SidePoint? Side { get; init; }
}

/// <summary>
/// What an account tells the risk indexes of its markets after every event. A late one is harmless: an index keeps the highest version.
/// </summary>
/// <param name="Account">The account.</param>
/// <param name="Version">Events of the account; the indexes keep the newest.</param>
/// <param name="CanBeChecked">False while the account is frozen, and for the exchange's own account: no margin checks, no place in the ADL
/// queue.</param>
/// <param name="Wallet">Cross balance.</param>
/// <param name="Positions">Open positions by market.</param>
public sealed record AccountRisk(AccountId Account, long Version, bool CanBeChecked, Money Wallet,
    ImmutableArray<RiskPosition> Positions) : Message
{
    /// <summary>The position in a market, or null.</summary>
    public RiskPosition? In(MarketId market)
    {
        foreach (var position in Positions)
        {
            if (position.Market == market)
            {
                return position;
            }
        }

        return null;
    }
}

/// <summary>Looks for crossed bands once every mark of the same moment has arrived; an index sends it to itself.</summary>
public sealed record SweepBands : Message;
