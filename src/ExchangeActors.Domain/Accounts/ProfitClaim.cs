using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Accounts;

/// <summary>
/// What an account may claim of the exchange's money where profit warms up (Percolator, specification v11–v12; VENUES.md): its principal,
/// which is senior, and its profit, which is junior: new profit is reserved and released over time, and what is released counts only as
/// far as others' losses have paid for it. Profit is what equity has above the principal when the account is touched; a loss is taken
/// from the reserve first, then from released profit, then from the principal. Times are the exchange's, from the messages.
/// </summary>
/// <param name="Principal">≥ 0.</param>
/// <param name="Profit">Above it.</param>
public sealed record ProfitClaim(Money Principal, WarmingProfit Profit)
{
    /// <summary>What the account has brought and does not claim as principal any more: see <see cref="ToldClaim"/>.</summary>
    public Money Lost { get; init; }

    /// <summary>Trading fees that are in <see cref="Lost"/>.</summary>
    public Money Fees { get; init; }

    /// <summary>What the pool is known to know.</summary>
    public ToldClaim Told { get; init; } = ToldClaim.None;

    /// <summary>The report that is under way; null when there is none.</summary>
    public ToldClaim? Report { get; init; }

    /// <summary>Its place in the outbox.</summary>
    public long OutboxNumber { get; init; }

    /// <summary>The newest report.</summary>
    public ToldClaim Newest => Report ?? Told;

    /// <summary>The claim of an account that nobody has looked at before: all its money is principal.</summary>
    public static ProfitClaim Begin(Money cash, Money fees) => new(Money.Max(Money.Zero, cash), WarmingProfit.None) { Fees = fees };

    /// <summary>The claim when the account's equity is this.</summary>
    /// <param name="equity">Of the whole account, with unrealised PnL.</param>
    /// <param name="fees">Trading fees that it has paid so far.</param>
    /// <param name="now">Exchange time.</param>
    /// <param name="warmupSeconds">T, whole seconds, &gt; 0.</param>
    /// <param name="quoteTick">Amounts are released in these.</param>
    public ProfitClaim Settled(Money equity, Money fees, Moment now, long warmupSeconds, decimal quoteTick)
    {
        var principal = Money.Max(Money.Zero, Money.Min(Principal, equity));
        return this with
        {
            Principal = principal,
            Profit = Profit.Changed(Money.Max(Money.Zero, equity - principal), now, warmupSeconds, quoteTick),
            Lost = Lost + Principal - principal - (fees - Fees),
            Fees = fees,
        };
    }

    /// <summary>What of an amount is profit: principal goes first.</summary>
    public Money ProfitIn(Money amount) => Money.Max(Money.Zero, amount - Principal);

    /// <summary>The claim after money was paid in: it is principal.</summary>
    public ProfitClaim With(Money deposit) => this with { Principal = Principal + deposit };

    /// <summary>The claim after money has left the wallet: principal first, then released profit.</summary>
    public ProfitClaim Without(Money amount, Money fromProfit) =>
        this with { Principal = Principal - (amount - fromProfit), Profit = Profit.Without(fromProfit) };

    /// <summary>The pool's haircut with what this account's claim is now in the place of what the pool knew.</summary>
    public ProfitHaircut Corrected(ProfitHaircut? known, Moment now)
    {
        var told = known ?? new ProfitHaircut(Told.Lost, Told.Profit.MaturedAt(now));
        return new ProfitHaircut(told.Backing - Told.Lost + Lost, told.Matured - Told.Profit.MaturedAt(now) + Profit.MaturedAt(now));
    }

    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer)
    {
        Profit.WriteTo(writer.Write(Principal.Value));
        Told.WriteTo(writer.Write(Lost.Value).Write(Fees.Value));
        writer.Write(Report is not null);
        Report?.WriteTo(writer);
        writer.Write(OutboxNumber);
    }
}
