using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Liquidations;

/// <content>What a pool decides about losses that nobody paid: who shares them, and what is kept of withdrawals.</content>
public sealed partial record LiquidationPool
{
    private Decision Share(Holders holders, ExchangeRules rules)
    {
        if (Sharing is not { QueryNumber: > 0 } sharing || sharing.Number != holders.Number)
        {
            return Decision.Nothing;
        }

        // The exchange's own account stands for liquidators from outside: the loss is the traders' and vaults' to bear, also where it has
        // just taken the bankrupt position over.
        var bearers = holders.Bearers.Where(bearer => bearer.Account != rules.TakeOverAccount).OrderBy(bearer => bearer.Account).ToList();
        var amounts = rules.Profile.Residual.Shares(sharing.Loss, bearers, rules[sharing.Market].QuoteTick);
        var shares = bearers
            .Select((bearer, i) => new LossShare(bearer.Account, bearer.Size, amounts[i]))
            .Where(share => share.Amount > Money.Zero);
        var work = new Work(this, rules);
        work.Add(new LossSocialized(
            Pool,
            sharing.Number,
            sharing.Market,
            sharing.Loss,
            rules.Profile.Residual.Name,
            new Quantity(bearers.Sum(bearer => Math.Max(0m, bearer.Size.Value))),
            new Quantity(bearers.Sum(bearer => Math.Max(0m, -bearer.Size.Value))),
            holders.Marks,
            [.. shares]));
        work.EndSharing();
        return work.Finish();
    }

    private Decision Paid(LossPaid paid, ExchangeRules rules)
    {
        if (Sharing is not { } sharing || sharing.Number != paid.Number || !sharing.Awaited.ContainsKey(paid.Account))
        {
            return Decision.Nothing;
        }

        var work = new Work(this, rules);
        work.Add(new LossShareReceived(Pool, paid.Number, paid.Account, paid.Amount));
        work.EndSharing();
        return work.Finish();
    }

    private Decision Cut(AskWithdrawal ask, ExchangeRules rules, Moment now)
    {
        Outgoing Answer(Money haircut) => new(EntityRef.Account(ask.Account), new WithdrawalAnswered(ask.Number, haircut));

        if (Withdrawals.TryGetValue(ask.Account, out var known) && ask.Number <= known.Number)
        {
            return known.Number == ask.Number ? Decision.Nothing.Sending(Answer(known.Haircut)) : Decision.Nothing;
        }

        var tick = rules.FinestQuoteTick;
        if (ask.Profit is { } asked)
        {
            var (decided, kept) = CutProfit(ask, asked, rules, now);
            return Decision.Of(decided).Sending(Answer(kept));
        }

        // Rounded up to the finest quote tick, in favour of those whom the exchange owes.
        var share = Money.Min(ask.Amount * rules.Profile.Residual.WithdrawalHaircut, Deficit).Value + (known?.Remainder ?? 0m);
        var haircut = Money.Max(Money.Zero, Money.Min(ask.Amount, Money.Min(new Money(Rounding.Up(share, tick)), Deficit)));
        var cut = new WithdrawalCut(
            ask.Account, ask.Number, ask.Amount, haircut, Deficit - haircut, rules.Profile.Residual.Name, share - haircut.Value);
        return Decision.Of(cut).Sending(Answer(haircut));
    }

    /// <summary>
    /// Released profit is paid at H = min(residual, matured)/matured, rounded down to the quote tick; what is not paid is given up, so
    /// that H is the same for all before and after, and nobody gains by asking twice. It lowers the booked deficit, as far as there is
    /// one.
    /// </summary>
    private (WithdrawalCut Cut, Money Haircut) CutProfit(AskWithdrawal ask, ProfitAsked asked, ExchangeRules rules, Moment now)
    {
        var haircut = Claims.With(ask.Account, asked.Claim, now).Haircut(now, Debited);
        var kept = asked.Amount - Money.Min(haircut.Of(asked.Amount, rules.FinestQuoteTick), haircut.Residual);
        var lowered = Money.Min(kept, Deficit);
        return (new WithdrawalCut(
            ask.Account,
            ask.Number,
            ask.Amount,
            kept,
            Deficit - lowered,
            rules.Profile.Profit.Name,
            Withdrawals.GetValueOrDefault(ask.Account)?.Remainder ?? 0m)
        {
            Profit = new ProfitCut(
                asked.Amount,
                asked.Claim,
                now,
                haircut.Backing,
                haircut.Matured,
                kept - lowered,
                kept > Money.Zero ? "profit-haircut" : string.Empty),
        }, kept);
    }

    private Decision Hear(ReportClaim report, Moment now)
    {
        var taken = new Outgoing(EntityRef.Account(report.Account), new ClaimTaken(report.Claim.Number));
        return report.Claim.Number <= Claims.Of(report.Account).Number
            ? Decision.Nothing.Sending(taken)
            : Decision.Of(new ClaimReported(report.Account, report.Claim, now)).Sending(taken);
    }
}
