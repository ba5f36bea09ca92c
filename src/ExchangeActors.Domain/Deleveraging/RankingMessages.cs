using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Deleveraging;

/// <summary>Asks the risk monitors for the queue of one side.</summary>
/// <param name="Deleveraging">The deleveraging.</param>
/// <param name="Round">Its round, from 1.</param>
/// <param name="CounterpartySign">+1: rank longs; −1: rank shorts.</param>
/// <param name="Excluded">The bankrupt account.</param>
public sealed record RankQueue(DeleveragingId Deleveraging, int Round, int CounterpartySign, AccountId Excluded) : OwedMessage
{
    /// <inheritdoc/>
    public override string? Correlation => Deleveraging.ToString();

    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer) =>
        writer.Write(Deleveraging.ToString()).Write(Round).Write(CounterpartySign).Write(Excluded.Value);
}

/// <summary>A counterparty with every input of its score.</summary>
/// <param name="Account">The account.</param>
/// <param name="Size">Signed.</param>
/// <param name="Cost">Signed cost basis.</param>
/// <param name="Balance">Wallet, or isolated margin.</param>
/// <param name="Equity">Of what backs the position, at the marks.</param>
/// <param name="MaintenanceMargin">Of what backs the position.</param>
/// <param name="Notional">Absolute, of everything that the same margin backs.</param>
/// <param name="NetExposure">Signed notional of all the account's positions.</param>
/// <param name="BankruptcyPrice">The candidate's own, unrounded; null when it has none above zero.</param>
/// <param name="PnlRatio">(mark − entry)/entry, signed by the side.</param>
/// <param name="Leverage">As the ranking policy defines it.</param>
/// <param name="Score">Highest first.</param>
/// <param name="Second">Orders equal scores, highest first.</param>
/// <param name="Third">Orders those equal in both, highest first.</param>
/// <param name="Version">The version of the account that its monitor knew.</param>
public sealed record Candidate(
    AccountId Account,
    Quantity Size,
    Money Cost,
    Money Balance,
    Money Equity,
    Money MaintenanceMargin,
    Money Notional,
    Money NetExposure,
    decimal? BankruptcyPrice,
    decimal PnlRatio,
    decimal Leverage,
    decimal Score,
    decimal Second,
    decimal Third,
    long Version)
{
    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer
        .Write(Account.Value).Write(Size.Value).Write(Cost.Value).Write(Balance.Value).Write(Equity.Value)
        .Write(MaintenanceMargin.Value).Write(Notional.Value).Write(NetExposure.Value)
        .Write(BankruptcyPrice).Write(PnlRatio).Write(Leverage).Write(Score).Write(Second).Write(Third).Write(Version);
}

/// <summary>The queue, best score first, ties by account id.</summary>
/// <param name="Deleveraging">The deleveraging.</param>
/// <param name="Round">Its round.</param>
/// <param name="Policy">Name of the ranking policy.</param>
/// <param name="Marks">The marks used.</param>
/// <param name="Candidates">In order.</param>
/// <param name="Total">How many qualified, with those beyond the limit.</param>
/// <param name="TotalQuantity">Their open quantity, unsigned.</param>
/// <param name="TotalPnl">Their unrealised PnL in the market.</param>
public sealed record RankedQueue(
    DeleveragingId Deleveraging,
    int Round,
    string Policy,
    MarkBoard Marks,
    ImmutableArray<Candidate> Candidates,
    int Total,
    Quantity TotalQuantity,
    Money TotalPnl)
    : Message
{
    /// <inheritdoc/>
    public override string? Correlation => Deleveraging.ToString();
}
