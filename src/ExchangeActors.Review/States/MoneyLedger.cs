using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Entities;

namespace ExchangeActors.Review.States;

/// <summary>
/// Where all money is: accounts, fund, trading fees, funding clearing, deficit and what was brought in as the entities' states have it;
/// under way and astray, what one entity has paid and another has not received, as the events have it (<see cref="Clearing"/>). After every
/// event accounts + fund + trading fees + funding clearing + under way + astray − deficit − brought in = 0, and nothing is astray.
/// </summary>
/// <param name="Accounts">Σ(wallet + isolated margins + withdrawals under way − cost basis).</param>
/// <param name="Fund">The insurance fund.</param>
/// <param name="Fees">Trading fees, net of rebates.</param>
/// <param name="Funding">What accounts have paid more than received for funding.</param>
/// <param name="Deficit">Booked deficit.</param>
/// <param name="BroughtIn">Deposits less withdrawals, and the fund's seed.</param>
/// <param name="UnderWay">Paid by one entity and not yet received by another; 0 at rest, but for sides that were shrunk and whose positions
/// have not all settled.</param>
/// <param name="Astray">Paid by one entity, and what the other side of it received is another amount.</param>
public sealed record MoneyLedger(decimal Accounts, decimal Fund, decimal Fees, decimal Funding, decimal Deficit, decimal BroughtIn,
    decimal UnderWay, decimal Astray)
{
    /// <summary>The parts together: 0, or what the states hold otherwise than their events say.</summary>
    public decimal Sum => Accounts + Fund + Fees + Funding + UnderWay + Astray - Deficit - BroughtIn;

    /// <summary>True when money was neither made nor lost: within no entity, and between no two.</summary>
    public bool AddsUp => Sum == 0m && Astray == 0m;

    /// <summary>The ledger of these states.</summary>
    /// <param name="state">All entities.</param>
    /// <param name="clearing">What is between them.</param>
    public static MoneyLedger Of(ExchangeState state, Clearing clearing)
    {
        ArgumentNullException.ThrowIfNull(clearing);
        ArgumentNullException.ThrowIfNull(state);
        decimal accounts = 0m, fees = 0m, funding = 0m, brought = 0m;
        var unsettled = -state.Markets.Values.Sum(market => market.ShrinkProceeds.Value);
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
            unsettled -= account.ShrinkProceeds.Value;
        }

        var (fund, deficit) = (0m, 0m);
        foreach (var pool in state.Pools.Values)
        {
            fund += pool.Balance.Value;
            deficit += pool.Deficit.Value;
            brought += pool.Seeded.Value;
        }

        return new MoneyLedger(accounts, fund, fees, funding, deficit, brought, clearing.UnderWay + unsettled, clearing.Astray);
    }

    /// <summary>The change from an earlier ledger: it adds up when nothing was made or lost since.</summary>
    public MoneyLedger Since(MoneyLedger earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return new MoneyLedger(
            Accounts - earlier.Accounts, Fund - earlier.Fund, Fees - earlier.Fees, Funding - earlier.Funding, Deficit - earlier.Deficit,
                BroughtIn - earlier.BroughtIn, UnderWay - earlier.UnderWay,
            Astray - earlier.Astray);
    }
}
