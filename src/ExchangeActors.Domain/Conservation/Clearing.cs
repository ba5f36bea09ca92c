using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Conservation;

/// <summary>
/// What has left one entity and not reached the other, as the events tell it: the two legs of a trade that the accounts have yet to
/// apply, and what a liquidation, a shared loss or a withdrawal has moved on one
/// side only. With it money and fees are balanced to the last digit after every event, not only at rest, and no contract changes hands
/// without its other side.
/// </summary>
public sealed class Clearing
{
    private readonly Dictionary<(MarketId Market, long Trade, OrderId Order), Leg> _legs = [];
    private readonly Dictionary<string, decimal> _cash = [];
    private readonly Dictionary<(LiquidationId Liquidation, MarketId Market), decimal> _contracts = [];

    /// <summary>Before the first event.</summary>
    public Clearing()
    {
    }

    /// <summary>Goes on where another had come to.</summary>
    public Clearing(ClearingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _legs = state.Fills.ToDictionary(
            fill => (new MarketId(fill.Market), fill.Trade, new OrderId(fill.Order)),
            fill => new Leg(fill.Buys ? Side.Buy : Side.Sell, new Quantity(fill.Quantity), new Price(fill.Price), new Money(fill.Fee)));
        _cash = state.Owed.ToDictionary(owed => owed.What, owed => owed.Quote);
        _contracts = state.Contracts.ToDictionary(open => (new LiquidationId(open.Liquidation), new MarketId(open.Market)), open =>
            open.Quantity);
        Breaks = [.. state.Breaks];
        (Cash, Astray, Fees, AppliedBeforeTraded) = (state.Cash, state.Astray, state.Fees, state.AppliedBeforeTraded);
    }

    /// <summary>What did not come out even, in order.</summary>
    public List<string> Breaks { get; } = [];

    /// <summary>Quote that the entities' states lack, signed.</summary>
    public decimal Cash { get; private set; }

    /// <summary>
    /// Of it, what nothing will bring to the other side any more, signed: it came to light when both sides of a trade, or the end of a
    /// liquidation, of a shared loss or of a withdrawal, were seen.
    /// </summary>
    public decimal Astray { get; private set; }

    /// <summary>Of it, what is on its way, signed.</summary>
    public decimal UnderWay => Cash - Astray;

    /// <summary>All that it knows, to go on from later.</summary>
    public ClearingState State => new(
        [.. _legs.Select(pair => new ClearingState.Fill(
            pair.Key.Market.Value, pair.Key.Trade, pair.Key.Order.Value, pair.Value.Side == Side.Buy, pair.Value.Quantity.Value,
                pair.Value.Price.Value, pair.Value.Fee.Value))],
        [.. _cash.Select(pair => new ClearingState.Amount(pair.Key, pair.Value))],
        [.. _contracts.Select(pair => new ClearingState.Open(pair.Key.Liquidation.Value, pair.Key.Market.Value, pair.Value))],
        [.. Breaks],
        Cash,
        Astray,
        Fees,
        AppliedBeforeTraded);

    /// <summary>Trading fees of fills that the accounts have not applied.</summary>
    public decimal Fees { get; private set; }

    /// <summary>
    /// Fills that an account has applied before the market's trade was seen: 0 where events are seen in the order of cause and effect.
    /// </summary>
    public int AppliedBeforeTraded { get; private set; }

    /// <summary>Where something is left; null when nothing is under way.</summary>
    public string? Left =>
        _legs.Count > 0 ? $"{_legs.Count} fills of {_legs.Keys.First().Order}"
        : _cash.Count > 0 ? $"{_cash.Values.First()} of {_cash.Keys.First()}"
        : _contracts.Count > 0 ? $"{_contracts.Values.First()} contracts of {_contracts.Keys.First()}"
        : null;

    /// <summary>Takes notice of an event.</summary>
    public void Observe(RecordedEvent recorded)
    {
        switch (recorded.Event)
        {
            case TradeExecuted e:
                var market = new MarketId(recorded.Id.Stream.Id);
                Traded((market, e.Trade, e.TakerOrder), new Leg(e.TakerSide, e.Quantity, e.Price, e.TakerFee), recorded);
                Traded((market, e.Trade, e.MakerOrder), new Leg(e.TakerSide.Opposite(), e.Quantity, e.Price, e.MakerFee), recorded);
                break;
            case FillApplied e:
                Applied((e.Market, e.Fill.Trade, e.Fill.Order), new Leg(e.Fill.Side, e.Fill.Quantity, e.Fill.Price, e.Fill.Fee), recorded);
                break;
            case PositionForceClosed e:
                Moved(e.Liquidation, e.Step.Deleveraging.Market, e.Side.Delta(e.Quantity).Value, e.Price.Value);
                break;
            case PositionTransferred e: Moved(e.Liquidation, e.Market, e.Delta.Value, e.Price.Value); break;
            case SideShrunk e: Moved(e.Liquidation, e.Deleveraging.Market, -e.Side * e.Quantity.Value, e.Price.Value); break;
            case LiquidationEnded e: Owe(e.Liquidation.Value, e.Fee.Value); break;
            case InsuranceFundCredited e: Owe(e.Liquidation.Value, -e.Amount.Value); break;
            case InsuranceFundDebited e: Owe(e.Liquidation.Value, e.Amount.Value); break;
            case DeficitBooked e: Owe(e.Liquidation.Value, e.Amount.Value); break;
            case BankruptcySettled e: Owe(e.Liquidation.Value, -e.Amount.Value); break;
            case LiquidationClosed e: Close(recorded, e.Liquidation); break;
            case LossCharged e: Owe(SharedLoss(e.Number), e.Amount.Value); break;
            case LossShareReceived e: Owe(SharedLoss(e.Number), -e.Amount.Value); break;
            case LossSharingEnded e: Even(recorded, SharedLoss(e.Number)); break;
            case WithdrawalCut e: Owe(Withdrawal(e.Account, e.Number), -e.Haircut.Value); break;
            case WithdrawalPaid e:
                var withdrawal = Withdrawal(new AccountId(recorded.Id.Stream.Id), e.Number);
                Owe(withdrawal, e.Haircut.Value);
                Even(recorded, withdrawal);
                break;
            default: break;
        }
    }

    private void Traded((MarketId Market, long Trade, OrderId Order) key, Leg leg, RecordedEvent recorded)
    {
        Pend(leg, 1);
        if (_legs.Remove(key, out var applied))
        {
            AppliedBeforeTraded--;
            Same(leg, applied, recorded);
        }
        else
        {
            _legs[key] = leg;
        }
    }

    private void Applied((MarketId Market, long Trade, OrderId Order) key, Leg leg, RecordedEvent recorded)
    {
        Pend(leg, -1);
        if (_legs.Remove(key, out var traded))
        {
            Same(traded, leg, recorded);
        }
        else
        {
            AppliedBeforeTraded++;
            _legs[key] = leg;
        }
    }

    private void Pend(Leg leg, int sign)
    {
        Cash -= sign * leg.Notional;
        Fees += sign * leg.Fee.Value;
    }

    private void Same(Leg traded, Leg applied, RecordedEvent recorded)
    {
        if (traded != applied)
        {
            Breaks.Add($"{recorded.Id}: traded {traded}, applied {applied}");
            Astray += applied.Notional - traded.Notional;
        }
    }

    private void Moved(LiquidationId liquidation, MarketId market, decimal delta, decimal price)
    {
        Owe(liquidation.Value, delta * price);
        Add(_contracts, (liquidation, market), delta);
    }

    private void Close(RecordedEvent recorded, LiquidationId liquidation)
    {
        Even(recorded, liquidation.Value);
        foreach (var ((other, market), contracts) in _contracts)
        {
            if (other == liquidation)
            {
                Breaks.Add($"{recorded.Id}: {contracts} contracts of {market} have no other side");
            }
        }
    }

    private void Even(RecordedEvent recorded, string what)
    {
        if (_cash.Remove(what, out var left))
        {
            Breaks.Add($"{recorded.Id}: {left} of {what} went astray");
            Astray += left;
        }
    }

    private void Owe(string what, decimal amount)
    {
        Cash += amount;
        Add(_cash, what, amount);
    }

    private static string SharedLoss(long number) => $"shared loss {number}";

    private static string Withdrawal(AccountId account, long number) => $"withdrawal {number} of {account}";

    private static void Add<TKey>(Dictionary<TKey, decimal> amounts, TKey key, decimal amount)
        where TKey : notnull
    {
        var sum = amounts.GetValueOrDefault(key) + amount;
        if (sum == 0m)
        {
            amounts.Remove(key);
        }
        else
        {
            amounts[key] = sum;
        }
    }

    /// <summary>One side of a trade.</summary>
    private readonly record struct Leg(Side Side, Quantity Quantity, Price Price, Money Fee)
    {
        /// <summary>Quote that its account pays, signed.</summary>
        public decimal Notional => Side.Delta(Quantity).Value * Price.Value;
    }
}
