using ExchangeActors.Domain.Simulation;

namespace ExchangeActors.Review.States;

/// <summary>
/// Where all money is. The parts add up to zero: accounts + fund + trading fees + funding clearing + under way − deficit − brought in = 0, where accounts is Σ(wallet − cost basis),
/// with what is put aside and what is on its way out, and under way is what one entity has paid and another has not received yet.
/// </summary>
/// <param name="Accounts">Σ(wallet + isolated margins + withdrawals under way − cost basis).</param>
/// <param name="Fund">The insurance fund.</param>
/// <param name="Fees">Trading fees, net of rebates.</param>
/// <param name="Funding">What accounts have paid more than received for funding.</param>
/// <param name="Deficit">Booked deficit.</param>
/// <param name="BroughtIn">Deposits less withdrawals, and the fund's seed.</param>
public sealed record MoneyLedger(decimal Accounts, decimal Fund, decimal Fees, decimal Funding, decimal Deficit, decimal BroughtIn)
{
    /// <summary>Paid by one entity and not yet received by another; 0 at rest.</summary>
    public decimal UnderWay => BroughtIn + Deficit - Accounts - Fund - Fees - Funding;

    /// <summary>The ledger of these states.</summary>
    public static MoneyLedger Of(ExchangeState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        decimal accounts = 0m, fees = 0m, funding = 0m, brought = 0m;
        foreach (var account in state.Accounts.Values)
        {
            accounts += account.Wallet.Value + (account.Withdrawing?.Amount.Value ?? 0m);
            foreach (var position in account.Positions.Values)
            {
                accounts += (position.IsolatedMargin?.Value ?? 0m) - position.Cost.Value;
            }

            fees += account.FeesPaid.Value;
            funding += account.FundingPaid.Value;
            brought += account.NetDeposits.Value;
        }

        var (fund, deficit) = (0m, 0m);
        foreach (var pool in state.Pools.Values)
        {
            fund += pool.Balance.Value;
            deficit += pool.Deficit.Value;
            brought += pool.Seeded.Value;
        }

        return new MoneyLedger(accounts, fund, fees, funding, deficit, brought);
    }

    /// <summary>The change from an earlier ledger: its parts add up to zero as well.</summary>
    public MoneyLedger Since(MoneyLedger earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return new MoneyLedger(
            Accounts - earlier.Accounts, Fund - earlier.Fund, Fees - earlier.Fees, Funding - earlier.Funding, Deficit - earlier.Deficit, BroughtIn - earlier.BroughtIn);
    }
}
