using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Conservation;

/// <summary>Wallets and positions of all accounts as their events tell them, kept apart from the entities' own folds.</summary>
internal sealed class AccountLedgers
{
    private readonly Dictionary<AccountId, Ledger> _accounts = [];

    /// <summary>The account's ledger; an empty one before its first event.</summary>
    public Ledger Of(AccountId account)
    {
        if (!_accounts.TryGetValue(account, out var ledger))
        {
            _accounts[account] = ledger = new Ledger();
        }

        return ledger;
    }

    /// <summary>Takes notice of an event.</summary>
    public void Observe(RecordedEvent recorded)
    {
        if (recorded.Id.Stream.Kind == EntityKind.Account)
        {
            Of(new AccountId(recorded.Id.Stream.Id)).Observe(recorded.Event);
        }
    }

    /// <summary>
    /// A position: signed size and cost, the margin set aside for it (null: none, it is cross), the index up to which its funding is
    /// settled.
    /// </summary>
    public sealed class Line
    {
        public decimal Size { get; set; }

        public decimal Cost { get; set; }

        public decimal? Margin { get; set; }

        public decimal FundingIndex { get; set; }
    }

    /// <summary>One account.</summary>
    public sealed class Ledger
    {
        private MarketId? _isolated;

        /// <summary>Cross balance, quote.</summary>
        public decimal Wallet { get; private set; }

        /// <summary>Whose it is.</summary>
        public AccountKind Kind { get; private set; }

        /// <summary>By market.</summary>
        public Dictionary<MarketId, Line> Lines { get; } = [];

        /// <summary>Takes notice of an event of the account.</summary>
        public void Observe(DomainEvent happened)
        {
            switch (happened)
            {
                case AccountOpened e: Open(e); break;
                case Deposited e: Wallet += e.Amount.Value; break;
                case Withdrawn e: Wallet -= e.Amount.Value; break;
                case WithdrawalRequested e: Wallet -= e.Amount.Value; break;
                case FillApplied e:
                    Wallet -= e.Fill.Fee.Value;
                    var line = Lines.TryGetValue(e.Market, out var known)
                        ? known
                        : Lines[e.Market] = new Line
                        {
                            FundingIndex = e.Fill.FundingIndex,
                            Margin = e.MarginMode == MarginMode.Isolated ? 0m : null,
                        };
                    Move(e.Market, line, e.Fill.Side.Delta(e.Fill.Quantity).Value, e.Fill.Price.Value, e.RealisedPnl.Value,
                        e.MarginMoved.Value);
                    break;
                case SupportAccepted e when !Lines.ContainsKey(e.Market):
                    Lines[e.Market] = new Line { FundingIndex = e.FundingIndex };
                    break;
                case PositionTransferred e: Move(e.Market, At(e.Market), e.Delta.Value, e.Price.Value, e.RealisedPnl.Value, 0m); break;
                case PositionForceClosed e:
                    var closed = e.Step.Deleveraging.Market;
                    Move(closed, At(closed), e.Side.Delta(e.Quantity).Value, e.Price.Value, e.RealisedPnl.Value, e.MarginMoved.Value);
                    break;
                case SideSettled e:
                    Change(e.Market, At(e.Market), e.Delta.Value, -e.Proceeds.Value, e.RealisedPnl.Value, e.MarginMoved.Value);
                    break;
                case FundingSettled e: Settle(At(e.Market), e); break;
                case AccountFrozen e: _isolated = e.Isolated; break;
                case LiquidationStarted e: _isolated = e.Isolated; break;
                case LiquidationEnded e: End(e); break;
                case BankruptcySettled e: Wallet += e.Amount.Value; break;
                case LossCharged e: Wallet -= e.Amount.Value; break;
                default: break;
            }
        }

        private Line At(MarketId market) => Lines.TryGetValue(market, out var line) ? line : Lines[market] = new Line();

        private void Open(AccountOpened e)
        {
            Kind = e.Kind;
            Wallet = e.Deposit.Value;
            foreach (var position in e.Positions)
            {
                Wallet -= position.IsolatedMargin?.Value ?? 0m;
                Lines[position.Market] = new Line
                {
                    Size = position.Size.Value,
                    Cost = (position.EntryPrice * position.Size).Value,
                    Margin = position.IsolatedMargin?.Value,
                };
            }
        }

        private void Move(MarketId market, Line line, decimal delta, decimal price, decimal realised, decimal marginMoved) =>
            Change(market, line, delta, delta * price, realised, marginMoved);

        private void Change(MarketId market, Line line, decimal delta, decimal cost, decimal realised, decimal marginMoved)
        {
            line.Cost += cost + realised;
            line.Size += delta;
            if (line.Margin is { } margin)
            {
                line.Margin = margin + realised + marginMoved;
                Wallet -= marginMoved;
            }
            else
            {
                Wallet += realised;
            }

            if (line.Size == 0m && line.Margin is null or 0m)
            {
                Lines.Remove(market);
            }
        }

        private void Settle(Line line, FundingSettled e)
        {
            line.FundingIndex = e.FundingIndex;
            if (line.Margin is { } margin)
            {
                line.Margin = margin - e.Payment.Value;
            }
            else
            {
                Wallet -= e.Payment.Value;
            }
        }

        private void End(LiquidationEnded e)
        {
            if (_isolated is not { } market || !Lines.TryGetValue(market, out var line))
            {
                Wallet -= e.Fee.Value;
                return;
            }

            Wallet += e.MarginReleased.Value;
            line.Margin -= e.Fee.Value + e.MarginReleased.Value;
            if (line.Size == 0m)
            {
                Lines.Remove(market);
            }
        }
    }
}
