using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Vectors.Kinds;

/// <summary>What closing a part of a position at its bankruptcy price brings.</summary>
internal sealed class BankruptcyPriceVector : ConformanceVector
{
    private readonly VectorSetting _setting;
    private readonly VectorAccount _account;
    private readonly MarketId _market;
    private readonly Quantity _delta;
    private readonly decimal? _received;
    private readonly string? _rejected;

    private BankruptcyPriceVector(VectorDraft draft, VectorSetting setting)
        : base(draft.Title)
    {
        _setting = setting;
        _account = draft.Account(setting);
        _market = draft.Market(setting);
        _delta = new Quantity(draft.When.Amount("delta"));
        _received = draft.Expect.OptionalAmount("quoteReceived");
        _rejected = draft.Expect.OptionalText("rejected");
    }

    /// <summary>Reads it; null with problems noted.</summary>
    public static ConformanceVector? Read(VectorDraft draft) =>
        draft.Setting() is { } setting ? new BankruptcyPriceVector(draft, setting) : null;

    /// <summary>The signed amount that a part of the account's position brings at its bankruptcy price.</summary>
    public static Money Received(VectorSetting setting, VectorAccount account, MarketId market, Quantity delta) =>
        setting.Profile.BankruptcyPrice.Received(setting.EquityOf(account), setting.Margined(account),
            VectorSetting.PlaceOf(account, market), delta, setting.QuoteTick);

    private protected override void Work(Comparison found)
    {
        if (found.NotRejected(_rejected, SizeDelta.Problem(_account.SizeIn(_market), _delta)))
        {
            found.Exact("quoteReceived", _received, Received(_setting, _account, _market, _delta).Value);
        }
    }
}
