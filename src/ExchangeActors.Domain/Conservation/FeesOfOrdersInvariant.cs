using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Conservation;

/// <summary>
/// What an order has paid is the fee of what it has filled, rounded up once to the quote tick: Σ quantity·price·rate, recomputed without
/// rounding from the fills. A liquidation's order pays nothing.
/// </summary>
internal sealed class FeesOfOrdersInvariant(ExchangeRules rules) : IInvariant
{
    private readonly Dictionary<OrderId, (Exact Due, decimal Paid)> _orders = [];
    private readonly Dictionary<(EntityRef Account, MarketId Market), HashSet<OrderId>> _filledInPart = [];
    private readonly HashSet<OrderId> _free = [];
    private readonly List<string> _breaks = [];

    /// <inheritdoc/>
    public void Observe(RecordedEvent recorded)
    {
        switch (recorded.Event)
        {
            case LiquidationOrderPlaced e: _free.Add(e.Order.Id); break;
            case FillApplied e: Filled(recorded, e); break;
            case OrdersClosed e: Forget((recorded.Id.Stream, e.Market), e.Orders); break;
            case QuotesWorking e: Replaced(recorded.Id.Stream, e); break;
            default: break;
        }
    }

    /// <inheritdoc/>
    public InvariantResult Check(ExchangeState state) => InvariantResult.Of(Invariants.OrderFeesName, _breaks);

    /// <inheritdoc/>
    public InvariantResult? After(ExchangeState state, IReadOnlyCollection<EntityRef> changed) => Check(state).IfBroken();

    private void Filled(RecordedEvent recorded, FillApplied e)
    {
        var (fill, instrument, place) = (e.Fill, rules[e.Market], (recorded.Id.Stream, e.Market));
        var (due, paid) = _orders.GetValueOrDefault(fill.Order);
        var rate = fill.IsMaker ? instrument.MakerFee : _free.Contains(fill.Order) ? 0m : instrument.TakerFee;
        due += Exact.Of(fill.Price.Value, fill.Quantity.Value).Times(rate);
        paid += fill.Fee.Value;
        var above = Exact.Of(paid) - due;
        if (above < Exact.Zero || above >= Exact.Of(instrument.QuoteTick) || !Rounding.IsMultiple(paid, instrument.QuoteTick))
        {
            _breaks.Add($"{recorded.Id}: {fill.Order} has paid {Canonical.Text(paid)} of {Canonical.Text(due.Rounded)}");
        }

        if (fill.Remaining.IsZero)
        {
            Forget(place, [fill.Order]);
        }
        else
        {
            _orders[fill.Order] = (due, paid);
            (_filledInPart.TryGetValue(place, out var orders) ? orders : _filledInPart[place] = []).Add(fill.Order);
        }
    }

    /// <summary>A mass quote replaces the one before: what was filled in part of that is filled no further.</summary>
    private void Replaced(EntityRef account, QuotesWorking e)
    {
        var standing = $"quote/{account.Id}/{e.Market}/";
        var orders = _filledInPart.GetValueOrDefault((account, e.Market)) ?? [];
        Forget((account, e.Market), [.. e.Dropped, .. orders.Where(order => IsOf(order, standing) && !IsOf(order, $"{standing}{e.Set}/"))]);

        static bool IsOf(OrderId order, string set) => order.Value.StartsWith(set, StringComparison.Ordinal);
    }

    private void Forget((EntityRef Account, MarketId Market) place, IReadOnlyList<OrderId> orders)
    {
        foreach (var order in orders)
        {
            _orders.Remove(order);
            _free.Remove(order);
            _filledInPart.GetValueOrDefault(place)?.Remove(order);
        }
    }
}
