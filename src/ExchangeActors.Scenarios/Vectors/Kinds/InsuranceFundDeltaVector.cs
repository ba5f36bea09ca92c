using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues.Fees;

namespace ExchangeActors.Scenarios.Vectors.Kinds;

/// <summary>What the insurance fund gains or pays when a position is closed whole at a price.</summary>
internal sealed class InsuranceFundDeltaVector : ConformanceVector
{
    private readonly VectorSetting _setting;
    private readonly VectorAccount _account;
    private readonly MarketId _market;
    private readonly Price _fill;
    private readonly decimal? _delta;

    private InsuranceFundDeltaVector(VectorDraft draft, VectorSetting setting)
        : base(draft.Title)
    {
        _setting = setting;
        _account = draft.Account(setting);
        _market = draft.Market(setting);
        _fill = new Price(draft.When.Amount("fillPrice"));
        _delta = draft.Expect.OptionalAmount("fundDelta");
    }

    /// <summary>Reads it; null with problems noted.</summary>
    public static ConformanceVector? Read(VectorDraft draft) => draft.Setting() is { } setting ? new InsuranceFundDeltaVector(draft, setting) : null;

    private protected override void Work(Comparison found)
    {
        var delta = -_account.SizeIn(_market);
        if (_setting.Profile.Fee is not LeftoverFee fee || delta.IsZero)
        {
            found.Add("fundDelta", "a change", delta.IsZero ? "none (no position)" : $"none (the venue's liquidationFee is \"{_setting.Profile.Fee.Name}\", not \"leftover\")");
            return;
        }

        var atBankruptcy = BankruptcyPriceVector.Received(_setting, _account, _market, delta);
        found.Exact("fundDelta", _delta, fee.FundDelta(_fill * -delta, atBankruptcy, _setting.QuoteTick).Value);
    }
}
