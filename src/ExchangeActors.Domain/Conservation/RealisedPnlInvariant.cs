using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Conservation;

/// <summary>
/// What an account has realised in a market over the whole run is Σ proceeds less average cost, recomputed without rounding from fills,
/// forced closes and transfers, within one quote tick. So what is left of a position keeps its entry.
/// </summary>
internal sealed class RealisedPnlInvariant(ExchangeRules rules) : IInvariant
{
    private readonly Dictionary<(AccountId Account, MarketId Market), Held> _positions = [];
    private readonly List<string> _breaks = [];

    /// <inheritdoc/>
    public void Observe(RecordedEvent recorded)
    {
        switch (recorded.Event)
        {
            case AccountOpened e:
                foreach (var position in e.Positions)
                {
                    _positions[(e.Account, position.Market)] = new Held
                    {
                        Size = position.Size.Value,
                        Cost = Exact.Of(position.EntryPrice.Value, position.Size.Value),
                    };
                }

                break;
            case FillApplied e:
                Moved(recorded, e.Market, e.Fill.Side.Delta(e.Fill.Quantity).Value, e.Fill.Price.Value, e.RealisedPnl.Value);
                break;
            case PositionTransferred e: Moved(recorded, e.Market, e.Delta.Value, e.Price.Value, e.RealisedPnl.Value); break;
            case PositionForceClosed e:
                Moved(recorded, e.Step.Deleveraging.Market, e.Side.Delta(e.Quantity).Value, e.Price.Value, e.RealisedPnl.Value);
                break;
            case SideSettled e: Settled(recorded, e); break;
            default: break;
        }
    }

    /// <inheritdoc/>
    public InvariantResult Check(ExchangeState state) => InvariantResult.Of(Invariants.RealisedName, _breaks);

    /// <inheritdoc/>
    public InvariantResult? After(ExchangeState state, IReadOnlyCollection<EntityRef> changed) => Check(state).IfBroken();

    private void Settled(RecordedEvent recorded, SideSettled e)
    {
        var key = (new AccountId(recorded.Id.Stream.Id), e.Market);
        var held = _positions[key];
        held.Error += Exact.Of(e.RealisedPnl.Value) - held.Close(e.Delta.Value, e.Proceeds.Value);
        Compare(recorded, key, held);
    }

    private void Moved(RecordedEvent recorded, MarketId market, decimal delta, decimal price, decimal realised)
    {
        var key = (new AccountId(recorded.Id.Stream.Id), market);
        if (!_positions.TryGetValue(key, out var held))
        {
            _positions[key] = held = new Held();
        }

        held.Error += Exact.Of(realised) - held.Move(delta, price);
        Compare(recorded, key, held);
    }

    private void Compare(RecordedEvent recorded, (AccountId Account, MarketId Market) key, Held held)
    {
        if (held.Error.Absolute > Exact.Of(rules[key.Market].QuoteTick))
        {
            _breaks.Add(
                $"{recorded.Id}: {key.Account} has realised {Canonical.Text(held.Error.Rounded)} more in {key.Market} than proceeds less "
                    + $"cost");
        }
    }

    private sealed class Held
    {
        public decimal Size { get; set; }

        public Exact Cost { get; set; }

        public Exact Error { get; set; }

        /// <summary>Closes a part, at its average cost, for so much; gives what that realises.</summary>
        public Exact Close(decimal delta, decimal proceeds)
        {
            var released = delta == 0m ? Exact.Zero : Cost.Share(-delta, Size);
            Cost -= released;
            Size += delta;
            return Exact.Of(proceeds) - released;
        }

        /// <summary>Changes the position at its average cost; gives what that realises.</summary>
        public Exact Move(decimal delta, decimal price)
        {
            var closed = Math.Sign(delta) == -Math.Sign(Size) ? Math.Min(Math.Abs(delta), Math.Abs(Size)) * Math.Sign(delta) : 0m;
            var realised = Exact.Zero;
            if (closed != 0m)
            {
                var released = Cost.Share(-closed, Size);
                realised = Exact.Of(-closed, price) - released;
                Cost -= released;
            }

            Cost += Exact.Of(delta - closed, price);
            Size += delta;
            return realised;
        }
    }
}
