using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Accounts;

/// <content>
/// Profit that warms up and takes a haircut, where the venue has that. The account looks at its own equity whenever a message brings it
/// marks of all its markets, and whenever it has no position; then it tells the pool what it has lost and what is released. The
/// exchange's own account claims nothing.
/// </content>
public sealed partial record Account
{
    /// <summary>Settles profit before and after what a message leads to, where profit warms up.</summary>
    private Decision Answer(Message message, ExchangeRules rules, Moment now)
    {
        var (id, marks) = CommandAndMarks(message);
        if (rules.Profile.Profit.WarmupSeconds is null || (id is { } command && Commands.Replay(command) is not null))
        {
            return Respond(message, rules, now);
        }

        if (message is not CheckMargin && Respond(message, rules, now) is { Events.Count: 0 } unchanged)
        {
            // What was heard before, or changes nothing, is no occasion: a repeat has no effect of its own.
            return unchanged;
        }

        // Before the message, so that what it brings or takes is not seen as profit or loss.
        var draft = new Draft<Account>(this);
        if (SettleProfit(marks, rules, now) is { } before)
        {
            draft.Add(before);
        }

        var decided = draft.State.Respond(message, rules, now);
        draft.Take(decided);
        if (decided.Events.Count > 0 && draft.State.SettleProfit(MarkBoard.Empty, rules, now) is { } after)
        {
            draft.Add(after);
        }

        return draft.Decide() with { Sends = decided.Sends, Reply = decided.Reply };
    }

    /// <summary>The command's id, if the message is one that may be repeated, and the marks that it brings.</summary>
    private static (CommandId? Id, MarkBoard Marks) CommandAndMarks(Message message) => message switch
    {
        CheckMargin check => (null, check.Marks),
        OpenAccount open => (open.Id, MarkBoard.Empty),
        Deposit deposit => (deposit.Id, MarkBoard.Empty),
        Withdraw withdraw => (withdraw.Id, withdraw.Marks),
        PlaceOrder place => (place.Id, place.Marks),
        PlaceQuotes quotes => (quotes.Id, quotes.Marks),
        CancelOrder cancel => (cancel.Id, MarkBoard.Empty),
        CancelAllOrders cancel => (cancel.Id, MarkBoard.Empty),
        ChargeLoss charge => (null, charge.Marks),
        _ => (null, MarkBoard.Empty),
    };

    /// <summary>What the account's equity makes of its claim at these marks; null when nothing has changed, or a mark is missing.</summary>
    private ProfitSettled? SettleProfit(MarkBoard marks, ExchangeRules rules, Moment now)
    {
        var isMarked = MarkMissing(marks) is null;
        if (!IsOpen || Kind == AccountKind.Exchange || (Claim is not null && !isMarked))
        {
            return null;
        }

        // What an account begins with is principal, without what its positions have gained or lost.
        var equity = isMarked ? CrossMargin(marks, rules).Equity : Wallet;
        var cash = Wallet;
        foreach (var (market, position) in Positions)
        {
            if (position.IsolatedMargin is { } margin)
            {
                equity += isMarked ? IsolatedMarginOf(market, position, marks, rules).Equity : margin;
                cash += margin;
            }
        }

        var claim = (Claim ?? ProfitClaim.Begin(cash, FeesPaid))
            .Settled(equity, FeesPaid, now, rules.Profile.Profit.WarmupSeconds!.Value, rules.FinestQuoteTick);
        // While a withdrawal waits the pool knows better.
        var tells = Withdrawing is null && (claim.Lost != claim.Newest.Lost || claim.Profit != claim.Newest.Profit);
        return Claim is { } known
            && known.Principal == claim.Principal
            && known.Profit == claim.Profit
            && known.Fees == claim.Fees
            && !tells
            ? null
            : new ProfitSettled(
                equity, claim.Principal, claim.Profit, claim.Lost, claim.Fees, tells ? claim.Newest.Number + 1 : 0, rules.Pool);
    }

    private Account ProfitLookedAt(ProfitSettled e)
    {
        var claim = (Claim ?? ProfitClaim.Begin(Money.Zero, Money.Zero)) with
        {
            Principal = e.Principal,
            Profit = e.Profit,
            Lost = e.Lost,
            Fees = e.Fees,
        };
        if (e.Number == 0)
        {
            return this with { Ledger = Ledger with { Claim = claim } };
        }

        // The newest report says all that an earlier one did.
        var report = new ToldClaim(e.Number, e.Lost, e.Profit);
        return this with
        {
            Ledger = Ledger with { Claim = claim with { Report = report, OutboxNumber = Outbox.Next } },
            Outbox = Outbox.Remove(claim.OutboxNumber).Add(EntityRef.Liquidation(e.Pool), new ReportClaim(Id, report, e.Pool), Version),
        };
    }

    private Decision ClaimHeard(ClaimTaken taken) => Claim?.Report?.Number == taken.Number
        ? Decision.Of(new ClaimAcknowledged(taken.Number))
        : Decision.Nothing;

    private Account ClaimTold() => this with
    {
        Ledger = Ledger with { Claim = Claim! with { Told = Claim.Report!, Report = null, OutboxNumber = 0 } },
        Outbox = Outbox.Remove(Claim.OutboxNumber),
    };

    /// <summary>Equity as far as it counts for initial margin: principal, and released profit times H.</summary>
    private Money InitialEquity(Money equity, MarkBoard marks, ExchangeRules rules, Moment now) =>
        rules.Profile.Profit.WarmupSeconds is not null && Claim is { } claim
            ? equity - claim.Profit.Amount + claim.Corrected(marks.Haircut, now).Of(claim.Profit.MaturedAt(now), rules.FinestQuoteTick)
            : equity;

    /// <summary>
    /// Why profit that is not released, or not paid for, stands in the way of a withdrawal; null when it does not. Principal goes first.
    /// </summary>
    private static (string Code, string Detail)? ProfitProblem(
        ProfitClaim claim, Money amount, Money needed, MarkBoard marks, ExchangeRules rules, Moment now)
    {
        var matured = claim.Profit.MaturedAt(now);
        var profit = claim.ProfitIn(amount);
        if (profit > matured)
        {
            return (
                "profit-not-released",
                $"principal {claim.Principal} and released profit {matured} of {claim.Profit.Amount} can be withdrawn, "
                + $"the rest until {claim.Profit.Until}");
        }

        var haircut = claim.Corrected(marks.Haircut, now);
        var left = claim.Principal - (amount - profit) + haircut.Of(matured - profit, rules.FinestQuoteTick);
        return needed > Money.Zero && left < needed
                ? (
                    "profit-haircut",
                    $"it would leave principal and released profit of {left} after H = {haircut} over a margin of {needed}")
            : profit > Money.Zero && haircut.Of(profit, rules.FinestQuoteTick) <= Money.Zero
                ? (
                    "profit-haircut",
                    $"principal is {claim.Principal}; of a profit of {profit} nothing is paid for by others' losses, H = {haircut}")
            : null;
    }
}
