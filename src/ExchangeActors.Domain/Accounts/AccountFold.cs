using System.Collections.Immutable;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Accounts;

/// <content>How the larger events change an account. Each method works on the state whose version was already raised.</content>
public sealed partial record Account
{
    private Account Opened(AccountOpened e)
    {
        var positions = Positions.ToBuilder();
        var aside = Money.Zero;
        var costs = Money.Zero;
        foreach (var opening in e.Positions)
        {
            var cost = opening.EntryPrice * opening.Size;
            positions[opening.Market] = new Position(opening.Size, cost, 0m, opening.IsolatedMargin);
            aside += opening.IsolatedMargin ?? Money.Zero;
            costs += cost;
        }

        return this with
        {
            Kind = e.Kind,
            NamedOwner = e.Owner,
            Wallet = e.Deposit - aside,
            Positions = positions.ToImmutable(),
            Commands = Commands.Accept(e.Command),
            Ledger = Ledger with { NetDeposits = e.Deposit - costs },
        };
    }

    private Account Asked(WithdrawalRequested e) => this with
    {
        Commands = Commands.Accept(e.Command),
        Wallet = Wallet - e.Amount,
        Ledger = Ledger with
        {
            Withdrawals = e.Number,
            Withdrawing = new PendingWithdrawal(e.Number, e.Amount, Outbox.Next) { Profit = e.Profit?.Amount ?? Money.Zero },
            Claim = e.Profit is { } profit
                ? Claim!.Without(e.Amount, profit.Amount) with { Told = profit.Claim, Report = null, OutboxNumber = 0 }
                : Claim?.Without(e.Amount, Money.Zero),
        },
        Outbox = (e.Profit is null ? Outbox : Outbox.Remove(Claim!.OutboxNumber))
            .Add(EntityRef.Liquidation(e.Pool), new AskWithdrawal(Id, e.Number, e.Amount) { Profit = e.Profit }, Version),
    };

    /// <summary>Profit that is paid out is not backed by what the account itself has lost any more.</summary>
    private Account PaidOut(WithdrawalPaid e)
    {
        var profit = Withdrawing!.Profit;
        return this with
        {
            Ledger = Ledger with
            {
                NetDeposits = NetDeposits - e.Amount,
                Withdrawing = null,
                Claim = profit > Money.Zero
                    ? Claim! with { Lost = Claim.Lost - (profit - e.Haircut), Told = Claim.Told.Left(profit, e.Haircut) }
                    : Claim,
            },
            Outbox = Outbox.Remove(Withdrawing.OutboxNumber),
        };
    }

    private AccountChannel Channel(MarketId market) => Channels.GetValueOrDefault(market) ?? AccountChannel.New;

    private Account Submit(MarketId market, long submission, SubmissionBody body)
    {
        var channel = Channel(market);
        return this with
        {
            Trading = Trading with
            {
                Channels = Channels.SetItem(
                    market, channel with
                    {
                        LastSubmission = submission,
                        Unconfirmed = channel.Unconfirmed.Enqueue((submission, Outbox.Next))
                    }),
            },
            Outbox = Outbox.Add(EntityRef.Market(market), new Submission(Id, market, submission, body), Version),
        };
    }

    private Account Noticed(NoticeApplied e)
    {
        var channel = Channel(e.Market);
        var waiting = channel.Unconfirmed;
        var outbox = Outbox;
        while (!waiting.IsEmpty && waiting.Peek().Submission <= e.SubmissionThrough)
        {
            outbox = outbox.Remove(waiting.Peek().Number);
            waiting = waiting.Dequeue();
        }

        return this with
        {
            Trading = Trading with { Channels = Channels.SetItem(e.Market, channel with { LastNotice = e.Notice, Unconfirmed = waiting }) },
            Outbox = outbox,
        };
    }

    private Account QuotesSent(QuotesPlaced e)
    {
        var orders = Orders.ToBuilder();
        foreach (var reserved in e.Quotes)
        {
            orders[reserved.Quote.Id] = new WorkingOrder(
                e.Market, reserved.Quote.Side, reserved.Quote.Quantity, reserved.Quote.Quantity, reserved.Reserved, MarginMode.Cross,
                    false, e.Set, false,
                reserved.Quote.Price, reserved.Quote.Opening, reserved.Quote.Cover);
        }

        return (this with
        {
            Commands = Commands.Accept(e.Command),
            Trading = Trading with
            {
                Orders = orders.ToImmutable(),
                Channels = Channels.SetItem(e.Market, Channel(e.Market) with { LastQuoteSet = e.Set }),
            },
        }).Submit(e.Market, e.Submission, new SubmitQuotes(e.Set, [.. e.Quotes.Select(reserved => reserved.Quote)]));
    }

    private Account AskedForCover(CoversWanted e)
    {
        var orders = Orders;
        foreach (var id in e.Orders)
        {
            if (orders.TryGetValue(id, out var order))
            {
                orders = orders.SetItem(id, order with { CoverWanted = e.Mark });
            }
        }

        return this with { Trading = Trading with { Orders = orders } };
    }

    private Account Covered(CoversRaised e)
    {
        var orders = Orders;
        foreach (var set in e.Covers)
        {
            if (orders.TryGetValue(set.Order, out var order))
            {
                orders = orders.SetItem(set.Order, order with
                {
                    Opening = set.Opening,
                    Cover = set.Cover,
                    Reserved = order.Reserved + set.Cover - order.Cover,
                    CoverWanted = null,
                });
            }
        }

        return (this with { Trading = Trading with { Orders = orders } }).Submit(e.Market, e.Submission, new SubmitCovers(e.Covers));
    }

    private Account CancelSent(CancelRequested e)
    {
        var orders = Orders;
        foreach (var (id, order) in Orders)
        {
            if (order.Market == e.Market && (e.Order is null || e.Order == id))
            {
                orders = orders.SetItem(id, order with { Cancelling = true });
            }
        }

        return (this with
        {
            Trading = Trading with { Orders = orders },
            Commands = e.Command is { } command ? Commands.Accept(command) : Commands,
        })
            .Submit(e.Market, e.Submission, e.Order is { } one ? new SubmitCancel(one) : new SubmitCancelAll());
    }

    private Account WithoutOrders(
        ImmutableArray<OrderId> ids, CloseReason? reason = null, Price? mark = null, Money? nextLevel = null)
    {
        var account = this with { Trading = Trading with { Orders = Orders.RemoveRange(ids) } };
        return account.Liquidation?.Step is { Done: false } step && ids.Contains(step.Order)
            ? account with
            {
                Distress = account.Distress with
                {
                    Liquidation = account.Liquidation with
                    {
                        Step = step with { Done = true, Reason = reason, Mark = mark, NextLevel = nextLevel },
                    },
                },
            }
            : account;
    }

    private Account Filled(FillApplied e)
    {
        var fill = e.Fill;
        var delta = fill.Side.Delta(fill.Quantity);
        var before = Positions.GetValueOrDefault(e.Market)
            ?? new Position(Quantity.Zero, Money.Zero, fill.FundingIndex, e.MarginMode == MarginMode.Isolated ? Money.Zero : null);
        var account = (this with { Wallet = Wallet - fill.Fee, Ledger = Ledger with { FeesPaid = FeesPaid + fill.Fee } })
            .Moved(e.Market, before, delta, fill.Price, e.RealisedPnl, e.MarginMoved).Began(e.Market, before.Size.Sign, e.Side);
        if (Orders.TryGetValue(fill.Order, out var order))
        {
            account = account with
            {
                Trading = account.Trading with
                {
                    Orders = fill.Remaining.IsZero ? Orders.Remove(fill.Order)
                        : Orders.SetItem(fill.Order, order with { Remaining = fill.Remaining }),
                },
            };
        }

        return account.Liquidation?.Step is { } step && step.Order == fill.Order
            ? account with
            {
                Distress = account.Distress with
                {
                    Liquidation = account.Liquidation with
                    {
                        Touched = true,
                        Step = step with
                        {
                            Filled = step.Filled + fill.Quantity,
                            Notional = step.Notional + (fill.Price * fill.Quantity),
                            BeyondBankruptcy = step.BeyondBankruptcy
                                + Matching.BeyondBankruptcy(step.Side, step.BankruptcyPrice, fill.Price, fill.Quantity),
                            Done = fill.Remaining.IsZero,
                        },
                    },
                },
            }
            : account;
    }

    /// <summary>
    /// Changes a position; what it realised goes to the wallet, or to the isolated margin, of which <paramref name="marginMoved"/> comes
    /// from the wallet.
    /// </summary>
    private Account Moved(MarketId market, Position before, Quantity delta, Price price, Money realised, Money marginMoved)
    {
        var after = before.Moved(delta, price, realised);
        if (after.IsolatedMargin is { } margin)
        {
            after = after with { IsolatedMargin = margin + realised + marginMoved };
        }

        // An isolated position in liquidation stays, flat, until its margin is settled.
        var gone = after.Size.IsZero && after.IsolatedMargin is null or { Value: 0m };
        return this with
        {
            Wallet = after.IsolatedMargin is null ? Wallet + realised : Wallet - marginMoved,
            Positions = gone ? Positions.Remove(market) : Positions.SetItem(market, after),
        };
    }

    private Account FundingPaidUp(FundingSettled e)
    {
        var due = Positions[e.Market].FundingDue(e.FundingIndex);
        var position = Positions[e.Market] with { FundingIndex = e.FundingIndex };
        return this with
        {
            Wallet = position.IsolatedMargin is null ? Wallet - e.Payment : Wallet,
            Positions = Positions.SetItem(e.Market, position.IsolatedMargin is { } margin
                ? position with { IsolatedMargin = margin - e.Payment } : position),
            Ledger = Ledger with
            {
                FundingPaid = FundingPaid + e.Payment,
                FundingRemainder = FundingRemainder + due.Value - e.Payment.Value,
            },
        };
    }

    private Account Called() => this with { Distress = Distress with { MarginCalled = true } };

    private Account Frozen(AccountFrozen e) => this with
    {
        Distress = Distress with
        {
            Status = AccountStatus.Freezing,
            Liquidation = new LiquidationProgress(e.Liquidation, new MarginScope(e.Isolated), e.Marks, [], 0, null, 0),
        },
    };

    private Account LiquidationBegun(LiquidationStarted e)
    {
        var scope = new MarginScope(e.Isolated);
        var request = new OpenLiquidation(e.Liquidation, Id, LiquidationNumber + 1, scope, e.Equity, e.MaintenanceMargin,
            e.Positions)
        { TakeOvers = TakeOvers };
        return this with
        {
            Distress = Distress with
            {
                Status = AccountStatus.Liquidating,
                LiquidationNumber = LiquidationNumber + 1,
                Liquidation = new LiquidationProgress(e.Liquidation, scope, MarkBoard.Empty, e.Positions, Outbox.Next, null, 0),
            },
            Outbox = Outbox.Add(EntityRef.Liquidation(e.Pool), request, Version),
        };
    }

    private Account LiquidationOrderSent(LiquidationOrderPlaced e)
    {
        var terms = e.Order.Liquidation!;
        var step = new LiquidationStepProgress(
            terms.Step, e.Market, e.Order.Id, e.Order.Side, terms.BankruptcyPrice, e.Order.Quantity, Quantity.Zero, Money.Zero,
                Money.Zero, false, null, null);
        return (this with
        {
            Distress = Distress with { Liquidation = Liquidation! with { Step = step, OpenNumber = 0 } },
            Outbox = Outbox.Remove(Liquidation.OpenNumber),
            Trading = Trading with
            {
                Orders = Orders.Add(e.Order.Id, new WorkingOrder(
                    e.Market, e.Order.Side, e.Order.Quantity, e.Order.Quantity, Money.Zero, MarginMode.Cross, true, null, false,
                        e.Order.Limit)),
            },
        }).Submit(e.Market, e.Submission, new SubmitOrder(e.Order));
    }

    private Account LookedAt(LiquidationRechecked e) => this with
    {
        Distress = Distress with
        {
            Liquidation = Liquidation! with
            {
                Positions = e.Positions,
                OpenNumber = 0,
                Look = new LiquidationLook(e.Number, e.Equity, e.MaintenanceMargin, e.Mark, e.Repriced),
            },
        },
        Outbox = Outbox.Remove(Liquidation.OpenNumber),
    };

    private Account Transferred(PositionTransferred e)
    {
        var before = Positions.GetValueOrDefault(e.Market) ?? new Position(Quantity.Zero, Money.Zero, 0m, null);
        var account = Moved(e.Market, before, e.Delta, e.Price, e.RealisedPnl, Money.Zero);
        return e.TakeOver > 0 ? account with { Distress = account.Distress with { TakeOvers = e.TakeOver } }
            // A participant's side: it has no part among the transfers of the liquidation.
            : e.Part == 0 ? account
            : account with
            {
                Distress = account.Distress with { Liquidation = Liquidation! with { LastPart = e.Part, OpenNumber = 0, Touched = true } },
                Outbox = Outbox.Remove(Liquidation.OpenNumber),
            };
    }

    private Account LiquidationOver(LiquidationEnded e)
    {
        var account = this with
        {
            Distress = Distress with
            {
                Status = e.Shortfall > Money.Zero ? AccountStatus.Settling : AccountStatus.Active,
                Liquidation = null,
                MarginCalled = false,
                Settled = new SettledLiquidation(e.Liquidation, e.Fee, e.Shortfall),
            },
            Ledger = Ledger with
            {
                // The fee leaves for the fund, so it backs nobody's profit.
                Claim = Claim is null ? null : Claim with { Lost = Claim.Lost - e.Fee },
            },
            Outbox = Outbox.Remove(Liquidation!.OpenNumber),
        };
        if (Liquidation.Scope.Isolated is not { } market || !Positions.TryGetValue(market, out var position))
        {
            return account with { Wallet = Wallet - e.Fee };
        }

        var margin = position.IsolatedMargin!.Value - e.Fee - e.MarginReleased;
        return account with
        {
            Wallet = Wallet + e.MarginReleased,
            Positions = position.Size.IsZero ? Positions.Remove(market)
                : Positions.SetItem(market, position with { IsolatedMargin = margin }),
        };
    }

    private Account ForceClosed(PositionForceClosed e)
    {
        var market = e.Step.Deleveraging.Market;
        return Moved(market, Positions[market], e.Side.Delta(e.Quantity), e.Price, e.RealisedPnl, e.MarginMoved) with
        {
            Distress = Distress with { Steps = Steps.SetItem(market, new StepOutcome(e.Step, e.Quantity, e.RealisedPnl, null)) },
        };
    }
}
