using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Conservation;

/// <summary>
/// What an account has paid for funding over the whole run is Σ size·rate·mark of what it held between settlements, recomputed without
/// rounding from rates, marks and changes of size, within one quote tick; and no change of a trader's
/// position skips a settlement. What accrues while a liquidation transfers a position is waived by rule, so it is not counted.
/// </summary>
internal sealed class FundingInvariant(ExchangeRules rules, PositionsInvariant positions) : IInvariant
{
    private readonly Dictionary<MarketId, Exact> _newest = [];
    private readonly Dictionary<(MarketId Market, decimal Index), Exact> _indexes = [];
    private readonly Dictionary<(AccountId Account, MarketId Market), decimal> _settledTo = [];
    private readonly Dictionary<AccountId, (Exact Error, decimal Tick)> _accounts = [];
    private readonly HashSet<AccountId> _traders = [];
    private readonly List<string> _breaks = [];

    /// <inheritdoc/>
    public void Observe(RecordedEvent recorded)
    {
        switch (recorded.Event)
        {
            case FundingRateUpdated e:
                var market = new MarketId(recorded.Id.Stream.Id);
                _newest[market] = _newest.GetValueOrDefault(market) + Exact.Of(e.Rate, e.Mark.Value);
                _indexes[(market, e.FundingIndex)] = _newest[market];
                break;
            case AccountOpened { Kind: AccountKind.Trader } e: _traders.Add(e.Account); break;
            case FundingSettled e: Settled(recorded, e); break;
            case FillApplied e: Changed(recorded, e); break;
            case SupportAccepted e when positions.SizeOf(new AccountId(recorded.Id.Stream.Id), e.Market) == 0m:
                _settledTo[(new AccountId(recorded.Id.Stream.Id), e.Market)] = e.FundingIndex;
                break;
            default: break;
        }
    }

    /// <inheritdoc/>
    public InvariantResult Check(ExchangeState state) => InvariantResult.Of(Invariants.FundingName, _breaks);

    /// <inheritdoc/>
    public InvariantResult? After(ExchangeState state, IReadOnlyCollection<EntityRef> changed) => Check(state).IfBroken();

    private Exact IndexAt(MarketId market, decimal index) => _indexes.TryGetValue((market, index), out var exact) ? exact : Exact.Of(index);

    private void Settled(RecordedEvent recorded, FundingSettled e)
    {
        var account = new AccountId(recorded.Id.Stream.Id);
        var from = _settledTo.GetValueOrDefault((account, e.Market));
        var due = (IndexAt(e.Market, e.FundingIndex) - IndexAt(e.Market, from)).Times(positions.SizeOf(account, e.Market));
        var (error, tick) = _accounts.GetValueOrDefault(account);
        error += Exact.Of(e.Payment.Value) - due;
        tick = Math.Max(tick, rules[e.Market].QuoteTick);
        (_accounts[account], _settledTo[(account, e.Market)]) = ((error, tick), e.FundingIndex);
        if (error.Absolute > Exact.Of(tick))
        {
            _breaks.Add($"{recorded.Id}: {account} has paid {Canonical.Text(error.Rounded)} more for funding than accrued");
        }
    }

    /// <summary>The positions are told first: they are those after the fill.</summary>
    private void Changed(RecordedEvent recorded, FillApplied e)
    {
        var account = new AccountId(recorded.Id.Stream.Id);
        var before = positions.SizeOf(account, e.Market) - e.Fill.Side.Delta(e.Fill.Quantity).Value;
        var key = (account, e.Market);
        if (before == 0m)
        {
            _settledTo[key] = e.Fill.FundingIndex;
        }
        else if (_traders.Contains(account) && _settledTo.GetValueOrDefault(key) != e.Fill.FundingIndex)
        {
            _breaks.Add(
                $"{recorded.Id}: a position settled up to {Canonical.Text(_settledTo.GetValueOrDefault(key))} is changed at a funding "
                    + $"index of {Canonical.Text(e.Fill.FundingIndex)}");
        }
    }
}
