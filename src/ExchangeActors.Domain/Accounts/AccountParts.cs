using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Accounts;

/// <summary>An account's orders, and its talk with the markets.</summary>
/// <param name="Orders">On their way to a book, or resting.</param>
/// <param name="Channels">By market.</param>
public sealed record AccountTrading(
    ImmutableSortedDictionary<OrderId, WorkingOrder> Orders, ImmutableSortedDictionary<MarketId, AccountChannel> Channels)
{
    /// <summary>Never traded.</summary>
    public static AccountTrading None { get; } = new(
        ImmutableSortedDictionary<OrderId, WorkingOrder>.Empty, ImmutableSortedDictionary<MarketId, AccountChannel>.Empty);
}

/// <summary>What an account's margin has brought upon it, and what others' losses have.</summary>
/// <param name="Status">What it may do.</param>
/// <param name="MarginCalled">A margin call stands.</param>
/// <param name="LiquidationNumber">Liquidations so far.</param>
/// <param name="Liquidation">The one it is in.</param>
/// <param name="Settled">How the newest ended.</param>
/// <param name="DecidedAt">
/// The versions of the marks that its margin was last decided at, by market: an older board says nothing any more.
/// </param>
/// <param name="Steps">The newest forced close by market.</param>
/// <param name="Loss">The newest loss that it was asked to share.</param>
/// <param name="TakeOvers">The exchange's account, vaults: transfers taken over.</param>
public sealed record AccountDistress(
    AccountStatus Status,
    bool MarginCalled,
    int LiquidationNumber,
    LiquidationProgress? Liquidation,
    SettledLiquidation? Settled,
    ImmutableSortedDictionary<MarketId, long> DecidedAt,
    ImmutableSortedDictionary<MarketId, StepOutcome> Steps,
    SharedLoss? Loss,
    long TakeOvers)
{
    /// <summary>Never in any.</summary>
    public static AccountDistress None { get; } = new(
        AccountStatus.Active,
        false,
        0,
        null,
        null,
        ImmutableSortedDictionary<MarketId, long>.Empty,
        ImmutableSortedDictionary<MarketId, StepOutcome>.Empty,
        null,
        0);
}

/// <summary>What an account has paid and received over its life, quote.</summary>
/// <param name="FeesPaid">Trading fees, net of rebates.</param>
/// <param name="FundingPaid">Funding, net.</param>
/// <param name="FundingRemainder">
/// Funding that has accrued exactly less what was paid, in (−quote tick, 0]: the next payment makes it good, so that over the whole run
/// what was paid is what accrued, up to one tick.
/// </param>
/// <param name="NetDeposits">Deposits less withdrawals, and less the cost basis of positions brought along.</param>
/// <param name="LossesShared">Losses of others that it has paid for.</param>
/// <param name="ShrinkProceeds">What settling with shrunk sides brought (below zero: cost), over all positions.</param>
/// <param name="Withdrawals">Withdrawals so far that asked the pool.</param>
/// <param name="Withdrawing">The one that waits for an answer.</param>
/// <param name="Claim">
/// What it claims as principal and as profit, where profit warms up; null before it was looked at.
/// </param>
public sealed record AccountLedger(
    Money FeesPaid,
    Money FundingPaid,
    decimal FundingRemainder,
    Money NetDeposits,
    Money LossesShared,
    Money ShrinkProceeds,
    long Withdrawals,
    PendingWithdrawal? Withdrawing,
    ProfitClaim? Claim)
{
    /// <summary>Nothing yet.</summary>
    public static AccountLedger None { get; } =
        new(Money.Zero, Money.Zero, 0m, Money.Zero, Money.Zero, Money.Zero, 0, null, null);
}

/// <content>What an account's parts hold, in short.</content>
public sealed partial record Account
{
    /// <inheritdoc cref="AccountTrading.Orders"/>
    public ImmutableSortedDictionary<OrderId, WorkingOrder> Orders => Trading.Orders;

    /// <inheritdoc cref="AccountTrading.Channels"/>
    public ImmutableSortedDictionary<MarketId, AccountChannel> Channels => Trading.Channels;

    /// <inheritdoc cref="AccountDistress.Status"/>
    public AccountStatus Status => Distress.Status;

    /// <inheritdoc cref="AccountDistress.MarginCalled"/>
    public bool MarginCalled => Distress.MarginCalled;

    /// <inheritdoc cref="AccountDistress.LiquidationNumber"/>
    public int LiquidationNumber => Distress.LiquidationNumber;

    /// <inheritdoc cref="AccountDistress.Liquidation"/>
    public LiquidationProgress? Liquidation => Distress.Liquidation;

    /// <inheritdoc cref="AccountDistress.Settled"/>
    public SettledLiquidation? Settled => Distress.Settled;

    /// <inheritdoc cref="AccountDistress.DecidedAt"/>
    public ImmutableSortedDictionary<MarketId, long> DecidedAt => Distress.DecidedAt;

    /// <inheritdoc cref="AccountDistress.Steps"/>
    public ImmutableSortedDictionary<MarketId, StepOutcome> Steps => Distress.Steps;

    /// <inheritdoc cref="AccountDistress.Loss"/>
    public SharedLoss? Loss => Distress.Loss;

    /// <inheritdoc cref="AccountDistress.TakeOvers"/>
    public long TakeOvers => Distress.TakeOvers;

    /// <inheritdoc cref="AccountLedger.FeesPaid"/>
    public Money FeesPaid => Ledger.FeesPaid;

    /// <inheritdoc cref="AccountLedger.FundingPaid"/>
    public Money FundingPaid => Ledger.FundingPaid;

    /// <inheritdoc cref="AccountLedger.FundingRemainder"/>
    public decimal FundingRemainder => Ledger.FundingRemainder;

    /// <inheritdoc cref="AccountLedger.NetDeposits"/>
    public Money NetDeposits => Ledger.NetDeposits;

    /// <inheritdoc cref="AccountLedger.LossesShared"/>
    public Money LossesShared => Ledger.LossesShared;

    /// <inheritdoc cref="AccountLedger.ShrinkProceeds"/>
    public Money ShrinkProceeds => Ledger.ShrinkProceeds;

    /// <inheritdoc cref="AccountLedger.Withdrawals"/>
    public long Withdrawals => Ledger.Withdrawals;

    /// <inheritdoc cref="AccountLedger.Withdrawing"/>
    public PendingWithdrawal? Withdrawing => Ledger.Withdrawing;

    /// <inheritdoc cref="AccountLedger.Claim"/>
    public ProfitClaim? Claim => Ledger.Claim;
}
