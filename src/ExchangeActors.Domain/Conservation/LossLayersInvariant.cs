using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Conservation;

/// <summary>
/// No layer of the waterfall takes more than the loss that it covers, plus one quote tick per payer. Contracts: a step, a deleveraging
/// and a take-over close no more than is left of the liquidated position, and forced closes together no more
/// than their deleveraging was asked for. Money: fills beyond the bankruptcy price cost no more than the step's reserve, the account pays
/// no more than the fee that is claimed, fund and deficit together make good no more than the shortfall
/// that the account reports, what is shared is a booked deficit and its payers pay no more than it, and a withdrawal is cut by no more
/// than the deficit that is booked.
/// </summary>
internal sealed class LossLayersInvariant(ExchangeRules rules) : IInvariant
{
    private readonly Dictionary<LiquidationId, Case> _cases = [];
    private readonly Dictionary<DeleveragingId, decimal> _deleveragings = [];
    private readonly Dictionary<MarketId, decimal> _unshared = [];
    private readonly Dictionary<long, (decimal Loss, decimal Paid)> _sharings = [];
    private readonly List<string> _breaks = [];
    private readonly Dictionary<(AccountId Participant, int Group), (Moment Start, decimal Used)> _windows = [];
    private decimal _deficit;

    /// <inheritdoc/>
    public void Observe(RecordedEvent recorded)
    {
        switch (recorded.Event)
        {
            case LiquidationOpened e: _cases[e.Liquidation] = new Case(e); break;
            case LiquidationStepRequested e:
                Of(e.Liquidation).Turn(e.Market, e.Budget.Value);
                AtMost(recorded, e.Quantity.Value, Of(e.Liquidation).LeftIn(e.Market), "contracts go to the book");
                break;
            case LiquidationStepBegun e:
                Of(e.Liquidation).Turn(e.Market, 0m);
                AtMost(recorded, e.Quantity.Value, Of(e.Liquidation).LeftIn(e.Market), "contracts are offered to the layers");
                break;
            case LiquidationReviewed { Repriced: true } e: Of(e.Liquidation).Begin(e.Positions); break;
            case LiquidationStepRefused e: Of(e.Liquidation).Turn(e.Market, 0m); break;
            case LiquidationStepFilled e:
                AtMost(recorded, e.BeyondBankruptcy.Value, Of(e.Liquidation).Reserve, "is spent beyond the bankruptcy price of a reserve");
                Close(recorded, e.Liquidation, e.Filled.Value, "contracts are filled");
                break;
            case DeleveragingRequested e:
                Of(e.Liquidation).Turn(e.Market, 0m);
                AtMost(recorded, e.Quantity.Value, Of(e.Liquidation).LeftIn(e.Market), "contracts are to be deleveraged");
                break;
            case DeleveragingReturned e: Close(recorded, e.Liquidation, e.Closed.Value, "contracts were deleveraged"); break;
            case SupportAccepted e: Assigned(recorded, e); break;
            case SupportReturned e: Close(recorded, e.Liquidation, e.Taken.Value, "contracts are taken by a participant"); break;
            case PositionTakenOver e: Close(recorded, e.Liquidation, e.Quantity.Value, "contracts are taken over"); break;
            case DeleveragingOpened e: _deleveragings[e.Id] = e.Quantity.Value; break;
            case PositionForceClosed e:
                _deleveragings[e.Step.Deleveraging] = Take(recorded, e.Quantity.Value,
                    _deleveragings.GetValueOrDefault(e.Step.Deleveraging), "contracts are closed by force");
                break;
            case SideShrunk e:
                _deleveragings[e.Deleveraging] = Take(recorded, e.Quantity.Value, _deleveragings.GetValueOrDefault(e.Deleveraging),
                    "contracts of a side are closed");
                break;
            case DeleveragingCompleted e: _deleveragings.Remove(e.Id); break;
            case SettlementRequested e: Of(e.Liquidation).Claim = e.Fee.Value; break;
            case LiquidationEnded e: Ended(recorded, e); break;
            case InsuranceFundCredited e:
                Of(e.Liquidation).Fee = Take(recorded, e.Amount.Value, Of(e.Liquidation).Fee, "is credited of a fee");
                break;
            case InsuranceFundDebited e:
                Of(e.Liquidation).Shortfall = Take(recorded, e.Amount.Value, Of(e.Liquidation).Shortfall,
                    "is paid by the fund of a shortfall");
                break;
            case DeficitBooked e:
                Of(e.Liquidation).Shortfall = Take(recorded, e.Amount.Value, Of(e.Liquidation).Shortfall, "is booked of a shortfall");
                Of(e.Liquidation).Booked += e.Amount.Value;
                _deficit += e.Amount.Value;
                break;
            case LossToShare e:
                Of(e.Liquidation).Booked = Take(recorded, e.Amount.Value, Of(e.Liquidation).Booked, "is to be shared of a deficit");
                _unshared[e.Market] = _unshared.GetValueOrDefault(e.Market) + e.Amount.Value;
                break;
            case LossSharingStarted e:
                _unshared[e.Market] = Take(recorded, e.Loss.Value, _unshared.GetValueOrDefault(e.Market), "is shared of the losses");
                _sharings[e.Number] = (e.Loss.Value, 0m);
                break;
            case LossSocialized e:
                AtMost(recorded, e.Shares.Sum(share => share.Amount.Value), e.Loss.Value + (e.Shares.Length * rules[e.Market].QuoteTick),
                    "is asked of others for a loss");
                break;
            case LossCharged e: Charged(recorded, e); break;
            case LossShareReceived e: _deficit = Take(recorded, e.Amount.Value, _deficit, "pays a deficit"); break;
            case LossSharingEnded e: _sharings.Remove(e.Number); break;
            case WithdrawalCut e:
                AtMost(recorded, e.Haircut.Value, e.Profit?.Amount.Value ?? e.Amount.Value, "is kept of a withdrawal");
                _deficit = Take(recorded, e.Haircut.Value - (e.Profit?.Kept.Value ?? 0m), _deficit, "is kept for a deficit");
                if (e.Profit is { } profit)
                {
                    AtMost(recorded, profit.Amount.Value - e.Haircut.Value, Math.Max(0m, profit.Backing.Value), "is paid of profit");
                }

                break;
            case LiquidationClosed e: _cases.Remove(e.Liquidation); break;
            default: break;
        }
    }

    /// <inheritdoc/>
    public InvariantResult Check(ExchangeState state) => InvariantResult.Of(Invariants.LayersName, _breaks);

    /// <inheritdoc/>
    public InvariantResult? After(ExchangeState state, IReadOnlyCollection<EntityRef> changed) => Check(state).IfBroken();

    private Case Of(LiquidationId liquidation) =>
        _cases.TryGetValue(liquidation, out var known) ? known : _cases[liquidation] = new Case(null);

    private void Close(RecordedEvent recorded, LiquidationId liquidation, decimal quantity, string what)
    {
        var work = Of(liquidation);
        work.Left[work.Market] = Take(recorded, quantity, work.LeftIn(work.Market), what);
    }

    private void Ended(RecordedEvent recorded, LiquidationEnded e)
    {
        var work = Of(e.Liquidation);
        AtMost(recorded, e.Fee.Value, work.Claim, "is paid of a claim");
        (work.Fee, work.Shortfall) = (e.Fee.Value, e.Shortfall.Value);
    }

    private void Charged(RecordedEvent recorded, LossCharged e)
    {
        AtMost(recorded, e.Amount.Value, e.Requested.Value, "is charged of a share");
        if (_sharings.TryGetValue(e.Number, out var sharing))
        {
            sharing.Paid += e.Amount.Value;
            // One tick for every payer so far.
            sharing.Loss += rules[e.Market].QuoteTick;
            _sharings[e.Number] = sharing;
            AtMost(recorded, sharing.Paid, sharing.Loss, "is charged in all for a loss");
        }
    }

    /// <summary>Windows recomputed from the assignments alone: each begins with its first and ends a window's length after it.</summary>
    private void Assigned(RecordedEvent recorded, SupportAccepted e)
    {
        var key = (new AccountId(recorded.Id.Stream.Id), e.Group);
        var terms = rules.Profile.Backstop.Support ?? new SupportTerms(0m, 0m, 0, 0m);
        var open = _windows.TryGetValue(key, out var window) && recorded.At < window.Start.PlusMs(terms.CooldownMs);
        var (start, used) = open ? window : (recorded.At, 0m);
        var taken = (e.Mark * e.Quantity).Value;
        AtMost(recorded, e.Quantity.Value, e.Requested.Value, "contracts are taken by a participant of an offer");
        AtMost(recorded, taken, (e.Equity.Value * rules.SupportShare(key.Item1, e.Group)) - used, "is assigned of a participant's window");
        AtMost(recorded, taken, (e.Equity.Value * terms.Capacity) - e.Notional.Value, "is assigned of a participant's capacity");
        _windows[key] = (start, used + taken);
    }

    private decimal Take(RecordedEvent recorded, decimal amount, decimal from, string what)
    {
        AtMost(recorded, amount, from, what);
        return from - amount;
    }

    private void AtMost(RecordedEvent recorded, decimal amount, decimal most, string what)
    {
        if (amount > most)
        {
            _breaks.Add($"{recorded.Id}: {Canonical.Text(amount)} {what} where {Canonical.Text(most)} is left");
        }
    }

    /// <summary>
    /// What is left of a liquidation: contracts by market, the newest step's market and reserve, the fee that may be claimed and was
    /// paid, the shortfall that is not made good and what of it was booked.
    /// </summary>
    private sealed class Case(LiquidationOpened? opened)
    {
        public Dictionary<MarketId, decimal> Left { get; } =
            opened?.Positions.ToDictionary(position => position.Market, position => position.Size.Absolute.Value) ?? [];

        public MarketId Market { get; private set; }

        public decimal Reserve { get; private set; }

        public decimal Claim { get; set; }

        public decimal Fee { get; set; }

        public decimal Shortfall { get; set; }

        public decimal Booked { get; set; }

        public void Turn(MarketId market, decimal reserve) => (Market, Reserve) = (market, reserve);

        /// <summary>Nothing was closed yet, and what is to be closed may have changed: a vault may have taken over more.</summary>
        public void Begin(ImmutableArray<PositionAtRisk> positions)
        {
            Left.Clear();
            foreach (var position in positions)
            {
                Left[position.Market] = position.Size.Absolute.Value;
            }
        }

        public decimal LeftIn(MarketId market) => Left.GetValueOrDefault(market);
    }
}
