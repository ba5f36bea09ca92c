using System.Text.Json;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Probing.Attacks;

/// <summary>What the attackers' accounts met in a run; fed with every event, in order. Not safe for concurrent use.</summary>
public sealed class AttackTrace
{
    // An attack asks for these on the way: it sells what may be gone already.
    private static readonly HashSet<string> Idle = ["nothing-to-cancel", "reduce-only-exceeds-position"];

    private readonly SortedDictionary<string, long> _refused = new(StringComparer.Ordinal);
    private readonly Dictionary<MarketId, decimal> _marks = [];
    private readonly HashSet<AccountId> _liquidated = [];
    private readonly Dictionary<OrderId, decimal> _resting = [];
    private readonly Dictionary<MarketId, decimal> _first = [];

    /// <summary>
    /// Orders and withdrawals of the attackers that were refused, and resting orders that the market took off the book on its own, by code.
    /// </summary>
    public IReadOnlyDictionary<string, long> Refused => _refused;

    /// <summary>Trades in which an attacker was on either side.</summary>
    public long Trades { get; private set; }

    /// <summary>Trades between two attackers.</summary>
    public long OwnTrades { get; private set; }

    /// <summary>The furthest that a trade between two attackers was from the mark of the moment, a fraction.</summary>
    public decimal FurthestOwnTrade { get; private set; }

    /// <summary>Attackers' accounts that were liquidated.</summary>
    public long AttackersLiquidated => _liquidated.Count(AttackStage.IsAttacker);

    /// <summary>Other traders' accounts that were liquidated.</summary>
    public long OthersLiquidated => _liquidated.Count(account => !AttackStage.IsAttacker(account));

    /// <summary>What the attackers took out, quote.</summary>
    public decimal Withdrawn { get; private set; }

    /// <summary>Withdrawals that were paid before an account of the attackers was liquidated.</summary>
    public bool WithdrewBeforeLiquidation { get; private set; }

    /// <summary>Forced closes of attackers' accounts.</summary>
    public long AttackersForceClosed { get; private set; }

    /// <summary>Candidates in a ranking, the most of any; 0 where nobody is ranked, as when a whole side is deleveraged at once.</summary>
    public int MostRanked { get; private set; }

    /// <summary>Attackers' accounts in the rankings, the most of any.</summary>
    public int MostAttackersRanked { get; private set; }

    /// <summary>The highest mark of a market against its first, a multiple.</summary>
    public decimal HighestMark { get; private set; } = 1m;

    /// <summary>Notional of an attackers' order that rested and was cancelled as they asked, the largest, quote.</summary>
    public decimal LargestPulled { get; private set; }

    /// <summary>Takes notice of an event.</summary>
    public void Observe(RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        var stream = recorded.Id.Stream;
        var attacker = stream.Kind == EntityKind.Account && AttackStage.IsAttacker(new AccountId(stream.Id));
        switch (recorded.Event)
        {
            case OrderRejected e when attacker: Refuse(e.Code); break;
            case TransferRefused e when attacker: Refuse(e.Code); break;
            case Withdrawn e when attacker: Withdrawn += e.Amount.Value; break;
            case WithdrawalPaid e when attacker: Withdrawn += e.Amount.Value; break;
            case LiquidationStarted when _liquidated.Add(new AccountId(stream.Id))
                && attacker:
                WithdrewBeforeLiquidation |= Withdrawn > 0m; break;
            case PositionForceClosed when attacker: AttackersForceClosed++; break;
            case QueueRanked e:
                MostRanked = Math.Max(MostRanked, e.Candidates.Length);
                MostAttackersRanked = Math.Max(MostAttackersRanked,
                    e.Candidates.Count(candidate => AttackStage.IsAttacker(candidate.Account)));
                break;
            case MarkPriceUpdated e: Marked(new MarketId(stream.Id), e.Mark.Value); break;
            case TradeExecuted e: Traded(new MarketId(stream.Id), e); break;
            case OrderRested e when AttackStage.IsAttacker(e.Order.Account):
                _resting[
                e.Order.Id] = e.Remaining.Value * e.Order.Limit.Value; break;
            case OrderCancelled e when AttackStage.IsAttacker(e.Account): Cancelled(e); break;
            default: break;
        }
    }

    private void Refuse(string code)
    {
        if (!Idle.Contains(code))
        {
            _refused[code] = _refused.GetValueOrDefault(code) + 1;
        }
    }

    private void Marked(MarketId market, decimal mark)
    {
        _marks[market] = mark;
        _first.TryAdd(market, mark);
        HighestMark = Math.Max(HighestMark, mark / _first[market]);
    }

    private void Traded(MarketId market, TradeExecuted e)
    {
        if (!AttackStage.IsAttacker(e.Taker) && !AttackStage.IsAttacker(e.Maker))
        {
            return;
        }

        Trades++;
        if (AttackStage.IsAttacker(e.Taker) && AttackStage.IsAttacker(e.Maker))
        {
            OwnTrades++;
            FurthestOwnTrade = Math.Max(FurthestOwnTrade, Math.Abs((e.Price.Value / _marks[market]) - 1m));
        }
    }

    private void Cancelled(OrderCancelled e)
    {
        foreach (var order in e.Orders)
        {
            if (!_resting.Remove(order, out var notional))
            {
                continue;
            }

            if (e.Reason == CloseReason.Cancelled)
            {
                LargestPulled = Math.Max(LargestPulled, notional);
            }
            else
            {
                Refuse(JsonNamingPolicy.KebabCaseLower.ConvertName(e.Reason.ToString()));
            }
        }
    }
}
