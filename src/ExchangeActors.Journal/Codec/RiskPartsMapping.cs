using System.Collections.Immutable;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Journal.Codec;

/// <summary>What risk events and messages are made of, to and from their wire form.</summary>
internal static class RiskPartsMapping
{
    public static Wire.CandidateTable ToWire(this ImmutableArray<Candidate> source) => new()
    {
        Account = { source.Select(candidate => candidate.Account.Value) },
        Version = { source.Select(candidate => candidate.Version) },
        Size = source.ToColumn(candidate => candidate.Size.Value),
        Cost = source.ToColumn(candidate => candidate.Cost.Value),
        Balance = source.ToColumn(candidate => candidate.Balance.Value),
        Equity = source.ToColumn(candidate => candidate.Equity.Value),
        MaintenanceMargin = source.ToColumn(candidate => candidate.MaintenanceMargin.Value),
        Notional = source.ToColumn(candidate => candidate.Notional.Value),
        NetExposure = source.ToColumn(candidate => candidate.NetExposure.Value),
        BankruptcyPrice = source.ToColumn(candidate => candidate.BankruptcyPrice),
        PnlRatio = source.ToColumn(candidate => candidate.PnlRatio),
        Leverage = source.ToColumn(candidate => candidate.Leverage),
        Score = source.ToColumn(candidate => candidate.Score),
        Second = source.ToColumn(candidate => candidate.Second),
        Third = source.ToColumn(candidate => candidate.Third),
    };

    public static ImmutableArray<Candidate> ToDomain(this Wire.CandidateTable wire)
    {
        var rows = wire.Account.Count;
        if (wire.Version.Count != rows)
        {
            throw WireRules.Damaged($"a table of {rows} candidates has {wire.Version.Count} versions");
        }

        var (size, cost, balance) = (wire.Size.ToColumn(rows), wire.Cost.ToColumn(rows), wire.Balance.ToColumn(rows));
        var (equity, margin, notional, exposure) = (wire.Equity.ToColumn(rows), wire.MaintenanceMargin.ToColumn(rows),
            wire.Notional.ToColumn(rows), wire.NetExposure.ToColumn(rows));
        var (bankruptcy, ratio, leverage) = (wire.BankruptcyPrice.ToColumn(rows), wire.PnlRatio.ToColumn(rows),
            wire.Leverage.ToColumn(rows));
        var (score, second, third) = (wire.Score.ToColumn(rows), wire.Second.ToColumn(rows), wire.Third.ToColumn(rows));
        var candidates = ImmutableArray.CreateBuilder<Candidate>(rows);
        for (var row = 0; row < rows; row++)
        {
            candidates.Add(new Candidate(
                new AccountId(wire.Account[row]), new Quantity(size[row]), new Money(cost[row]), new Money(balance[row]),
                    new Money(equity[row]), new Money(margin[row]), new Money(notional[row]),
                new Money(exposure[row]), bankruptcy.IfAny(row), ratio[row], leverage[row], score[row], second[row], third[row],
                    wire.Version[row]));
        }

        return candidates.MoveToImmutable();
    }

    public static Wire.CandidateQueue ToWire(this CandidateQueue source) => new()
    {
        Base = source.Base,
        Rows = source.Rows.ToWire(),
        Places = { source.Places },
        Gone = { source.Gone },
    };

    public static CandidateQueue ToDomain(this Wire.CandidateQueue wire) =>
        wire.Base < 0 || wire.Places.Count != (wire.Base == 0 ? 0 : wire.Rows.Required().Account.Count)
            || (wire.Base == 0 && wire.Gone.Count > 0)
            ? throw WireRules.Damaged($"the places of a queue do not go with its {wire.Rows.Required().Account.Count} rows")
            : new(wire.Base, wire.Rows.Required().ToDomain(), [.. wire.Places], [.. wire.Gone]);

    public static Wire.LossBearer ToWire(this LossBearer source) => new()
    {
        Account = source.Account.Value,
        Size = source.Size.Value.ToWire(),
        UnrealisedPnl = source.UnrealisedPnl.Value.ToWire(),
    };

    public static LossBearer ToDomain(this Wire.LossBearer wire) => new(
        new AccountId(wire.Account), wire.Size.ToQuantity(), wire.UnrealisedPnl.ToMoney());

    public static Wire.IndicatorKind ToWire(this IndicatorKind value) => (Wire.IndicatorKind)value;

    public static IndicatorKind ToDomain(this Wire.IndicatorKind value) =>
        value is >= Wire.IndicatorKind.ByQuantity and <= Wire.IndicatorKind.ByAccount ? (IndicatorKind)value
            : throw WireRules.UnknownValue(nameof(IndicatorKind), (int)value);
}
