using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Review.Reports;

/// <summary>What all insurance pools have, and what nobody paid, after the events that it was told; quote.</summary>
public sealed class PoolTotals
{
    private readonly Dictionary<string, (decimal Fund, decimal Deficit)> _pools = new(StringComparer.Ordinal);

    /// <summary>In the funds.</summary>
    public decimal Fund { get; private set; }

    /// <summary>Booked deficits.</summary>
    public decimal Deficit { get; private set; }

    /// <summary>Takes notice of an event; the result is whether it changed them.</summary>
    public bool Observe(RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        if (recorded.Event is not LiquidationEvent)
        {
            return false;
        }

        var before = _pools.GetValueOrDefault(recorded.Id.Stream.Id);
        var (fund, deficit) = before;
        var after = recorded.Event switch
        {
            InsuranceFundSeeded e => (e.Balance.Value, deficit),
            InsuranceFundCredited e => (e.Balance.Value, deficit),
            InsuranceFundDebited e => (e.Balance.Value, deficit),
            DeficitBooked e => (fund, e.Total.Value),
            LossShareReceived e => (fund, deficit - e.Amount.Value),
            WithdrawalCut e => (fund, e.Deficit.Value),
            _ => before,
        };
        if (after == before)
        {
            return false;
        }

        _pools[recorded.Id.Stream.Id] = after;
        (Fund, Deficit) = (Fund + after.Item1 - fund, Deficit + after.Item2 - deficit);
        return true;
    }
}
