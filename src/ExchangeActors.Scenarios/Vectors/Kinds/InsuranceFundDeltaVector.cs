using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Scenarios.Vectors.Kinds;

/// <summary>
/// What the insurance fund gains (the venue's fee, at most what the fill brought beyond bankruptcy) or pays when a position is closed whole
/// at a price.
/// </summary>
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
    public static ConformanceVector? Read(VectorDraft draft) =>
        draft.Setting() is { } setting ? new InsuranceFundDeltaVector(draft, setting) : null;

    private protected override void Work(Comparison found)
    {
        var delta = -_account.SizeIn(_market);
        if (delta.IsZero)
        {
            found.Add("fundDelta", "a change", "none (no position)");
            return;
        }

        // A fill is worth whole quote ticks, cut towards zero.
        var (exact, tick) = ((_fill * -delta).Value, _setting.QuoteTick);
        var quote = exact >= 0m ? Rounding.Down(exact, tick) : Rounding.Up(exact, tick);
        var leftover = new Money(quote) - BankruptcyPriceVector.Received(_setting, _account, _market, delta);
        var fee = _setting.Profile.Fee.Claim(new FeeInput(new Money(Math.Abs(quote)), new Money(Math.Abs(quote)), leftover), tick);
        found.Exact("fundDelta", _delta, Money.Min(leftover, fee).Value);
    }
}
