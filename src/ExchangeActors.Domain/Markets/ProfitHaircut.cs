using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Markets;

/// <summary>
/// H = min(residual, matured)/matured, in [0, 1]: how much of released profit is paid for (Percolator, specification v11–v12; VENUES.md).
/// The residual, max(0, vault − Σ principal − fund), is what is in the vault and nobody else's: the <paramref name="Backing"/>, if above
/// 0.
/// </summary>
/// <param name="Backing">vault − Σ principal − fund, as far as accounts have told.</param>
/// <param name="Matured">Released profit of all accounts, as they have told.</param>
public sealed record ProfitHaircut(Money Backing, Money Matured)
{
    /// <summary>max(0, backing).</summary>
    public Money Residual => Money.Max(Money.Zero, Backing);

    /// <summary>What a part of the released profit is worth: floor(profit·H) in quote ticks; all of it where H is 1.</summary>
    public Money Of(Money profit, decimal quoteTick) =>
        Residual >= Matured ? profit
        : new Money(Math.Min(profit.Value, Rounding.Down(Proportion.Of(profit.Value, Residual.Value, Matured.Value), quoteTick)));

    /// <summary>The haircut as a board's reader sees it.</summary>
    public override string ToString() => $"min({Residual}, {Matured})/{Matured}";
}
