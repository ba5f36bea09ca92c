using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Backstops;

/// <summary>
/// A vault inherits what the book left, at the bankruptcy price, once equity is below a level of maintenance margin (Hyperliquid: 2/3). The
/// vault is an account with its own equity and can itself be liquidated and deleveraged; what it then leaves goes to the trigger. Isolated
/// vaults, one per market, do not share collateral; a shared one is brought down by its worst market, or keeps it from being deleveraged
/// (VENUES.md, <c>take-over</c>). The fund pays for nothing on the book.
/// </summary>
/// <param name="Level">Multiple of maintenance margin, ≥ 0.</param>
/// <param name="Share">Part of the money meant for the insurance fund that the vaults get, in [0, 1].</param>
/// <param name="Isolated">One vault per market.</param>
public sealed record TakeOverBackstop(decimal Level, decimal Share, bool Isolated) : IBackstop
{
    /// <inheritdoc/>
    public string Name => "take-over";

    /// <inheritdoc/>
    public VaultTerms? Vault => new(Isolated, Share);

    /// <inheritdoc/>
    public Money Budget(Money available, Money worstCost) => Money.Zero;

    /// <inheritdoc/>
    public TakeOverBy? Takes(UnfilledRest rest)
    {
        ArgumentNullException.ThrowIfNull(rest);
        return !rest.OfVault && rest.Equity < rest.MaintenanceMargin * Level ? TakeOverBy.Vault : null;
    }
}
