using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Conservation;

/// <summary>Folds positions itself, apart from the entities' own folds, so that a wrong fold shows as a difference.</summary>
internal sealed class PositionsInvariant : IInvariant
{
    // By account the positions that are not flat, so that an account is compared at the cost of what it holds, however many markets there
    // are.
    private readonly Dictionary<AccountId, Dictionary<MarketId, decimal>> _sizes = [];

    /// <summary>The signed size of a position as the events tell it.</summary>
    public decimal SizeOf(AccountId account, MarketId market) =>
        _sizes.TryGetValue(account, out var sizes) ? sizes.GetValueOrDefault(market) : 0m;

    /// <inheritdoc/>
    public void Observe(RecordedEvent recorded)
    {
        switch (recorded.Event)
        {
            case AccountOpened e:
                foreach (var position in e.Positions)
                {
                    Move(recorded, position.Market, position.Size.Value);
                }

                break;
            case FillApplied e: Move(recorded, e.Market, e.Fill.Side.Delta(e.Fill.Quantity).Value); break;
            case PositionTransferred e: Move(recorded, e.Market, e.Delta.Value); break;
            case PositionForceClosed e: Move(recorded, e.Step.Deleveraging.Market, e.Side.Delta(e.Quantity).Value); break;
            case SideSettled e: Move(recorded, e.Market, e.Delta.Value); break;
            default: break;
        }
    }

    /// <inheritdoc/>
    public InvariantResult Check(ExchangeState state)
    {
        var different = 0;
        var first = string.Empty;
        var seen = 0;
        foreach (var account in state.Accounts.Values)
        {
            foreach (var (market, position) in account.Positions)
            {
                seen += position.Size.IsZero ? 0 : 1;
                if (SizeOf(account.Id, market) != position.Size.Value)
                {
                    different++;
                    first = $"{account.Id} in {market}";
                }
            }
        }

        different += Math.Abs(seen - _sizes.Values.Sum(sizes => sizes.Count));
        return new InvariantResult(Invariants.PositionsName, different == 0, different, first);
    }

    /// <inheritdoc/>
    public InvariantResult? After(ExchangeState state, IReadOnlyCollection<EntityRef> changed)
    {
        foreach (var entity in changed)
        {
            if (entity.Kind == EntityKind.Account && Differs(state.Account(new AccountId(entity.Id))) is { } different)
            {
                return different;
            }
        }

        return null;
    }

    private InvariantResult? Differs(Account account)
    {
        var sizes = _sizes.GetValueOrDefault(account.Id);
        foreach (var (market, position) in account.Positions)
        {
            if (position.Size.Value - (sizes?.GetValueOrDefault(market) ?? 0m) is var error && error != 0m)
            {
                return InvariantResult.Of(Invariants.PositionsName, error, $"{account.Id} in {market}");
            }
        }

        foreach (var (market, size) in sizes ?? [])
        {
            if (!account.Positions.ContainsKey(market))
            {
                return InvariantResult.Of(Invariants.PositionsName, -size, $"{account.Id} in {market}");
            }
        }

        return null;
    }

    private void Move(RecordedEvent recorded, MarketId market, decimal delta)
    {
        var account = new AccountId(recorded.Id.Stream.Id);
        if (!_sizes.TryGetValue(account, out var sizes))
        {
            _sizes[account] = sizes = [];
        }

        var size = sizes.GetValueOrDefault(market) + delta;
        if (size == 0m)
        {
            sizes.Remove(market);
        }
        else
        {
            sizes[market] = size;
        }
    }
}
