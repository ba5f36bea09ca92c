using System.Globalization;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Review.Stories;

/// <summary>An event of an account's own stream in a sentence.</summary>
public static class AccountSentence
{
    /// <summary>The sentence; null for what only passes between the account and a market.</summary>
    /// <param name="recorded">The event.</param>
    /// <param name="forOwner">True for one that tells whose account it is nothing about others: they are not named.</param>
    public static string? Of(RecordedEvent recorded, bool forOwner = false) => OfOwn(recorded, forOwner) ?? recorded.Event switch
    {
        NoticeApplied or QuotesPlaced or CancelRequested or CoversRaised or PositionTold or ClaimAcknowledged => null,
        _ => EventSentence.Of(recorded).ToString(),
    };

    /// <summary>The sentence of what only an account has to tell; null for everything else.</summary>
    internal static string? OfOwn(RecordedEvent recorded, bool forOwner = false) => recorded.Event switch
    {
        AccountOpened e => Opened(e),
        Deposited e => $"It paid in {Amount(e.Amount)}.",
        Withdrawn e => $"It took out {Amount(e.Amount)}.",
        WithdrawalRequested e => $"It asked to take out {Amount(e.Amount)}.",
        WithdrawalPaid e => $"It was paid {Amount(e.Amount)}{(e.Haircut.Value == 0m ? string.Empty : $", {Amount(e.Haircut)} was kept")}.",
        TransferRefused e => $"Moving {Amount(e.Amount)} was refused: {e.Code}.",
        OrderPlaced e => $"It ordered to {Verb(e.Order.Side)} {Number(e.Order.Quantity)} {e.Market}, at {Number(e.Order.Limit)} at worst.",
        OrderRejected e => $"An order in {e.Market} was refused: {e.Code}.",
        FillApplied e =>
            $"It {(e.Fill.Side == Side.Buy ? "bought" : "sold")} {Number(e.Fill.Quantity)} {e.Market} at {Number(e.Fill.Price)}, "
            + $"fee {Amount(e.Fill.Fee)}{(e.RealisedPnl.Value == 0m ? string.Empty : $", profit {Amount(e.RealisedPnl)}")}.",
        FundingSettled e => e.Payment.Value >= 0m ? $"It paid {Amount(e.Payment)} of funding in {e.Market}."
            : $"It was paid {Amount(new Money(-e.Payment.Value))} of funding in {e.Market}.",
        MarginCallIssued e =>
            $"It got a margin call: equity {Amount(e.Equity)} was below {Number(e.Level)} times the maintenance margin "
                + $"{Amount(e.MaintenanceMargin)}.",
        MarginCallCleared e => $"The margin call was over: equity {Amount(e.Equity)}, maintenance margin {Amount(e.MaintenanceMargin)}.",
        AccountUnfrozen e => $"Its margin was fine again: equity {Amount(e.Equity)}, maintenance margin {Amount(e.MaintenanceMargin)}.",
        PositionTransferred e =>
            $"{Number(new Quantity(Math.Abs(e.Delta.Value)))} {e.Market} {(e.Part == 0 ? "came to it" : "were taken over from it")} "
            + $"at {Number(e.Price)}, profit {Amount(e.RealisedPnl)}.",
        LiquidationEnded e =>
            $"The liquidation was over: fee {Amount(e.Fee)}, loss beyond bankruptcy {Amount(e.Shortfall)}, equity {Amount(e.Equity)}.",
        BankruptcySettled e => $"Its loss of {Amount(e.Amount)} beyond bankruptcy was made good.",
        PositionForceClosed e =>
            $"ADL closed {Number(e.Quantity)} {e.Step.Deleveraging.Market} of it at {Number(e.Price)} (mark {Number(e.Mark)}), "
            + $"for {(forOwner ? "another account" : e.Bankrupt)}: rank {e.Rank}, profit {Amount(e.RealisedPnl)}; {e.Step.Deleveraging}.",
        ForceCloseDeclined e => $"ADL asked for {Number(e.Requested)} {e.Step.Deleveraging.Market} of it, and it declined: {e.Code}.",
        LossCharged e => $"{Amount(e.Amount)} of others' loss in {e.Market} was charged to it.",
        _ => null,
    };

    private static string Opened(AccountOpened e)
    {
        var positions = e.Positions.IsDefaultOrEmpty ? "no position" : string.Join(", ", e.Positions.Select(position =>
            $"{(position.Size.Value > 0m ? "long" : "short")} {Number(new Quantity(Math.Abs(position.Size.Value)))} {position.Market} "
            + $"from {Number(position.EntryPrice)}"
            + (position.IsolatedMargin is { } margin ? $" on {Amount(margin)} of its own" : string.Empty)));
        return $"It was opened with {Amount(e.Deposit)}{(e.Owner is { } owner ? $", owner {owner}" : string.Empty)}: {positions}.";
    }

    private static string Verb(Side side) => side == Side.Buy ? "buy" : "sell";

    private static string Amount(Money amount) => Shown.Amount(amount.Value);

    private static string Number(Quantity quantity) => Shown.Grouped(quantity.Value);

    private static string Number(Price price) => Shown.Grouped(price.Value);

    private static string Number(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
