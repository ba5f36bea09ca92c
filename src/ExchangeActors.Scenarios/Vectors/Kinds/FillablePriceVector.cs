using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Limits;

namespace ExchangeActors.Scenarios.Vectors.Kinds;

/// <summary>
/// The worst price that a venue's liquidation order accepts for a position, unrounded where the venue has a formula for it.
/// </summary>
internal sealed class FillablePriceVector : ConformanceVector
{
    private readonly VectorSetting _setting;
    private readonly VectorAccount _account;
    private readonly MarketId _market;
    private readonly decimal? _price;

    private FillablePriceVector(VectorDraft draft, VectorSetting setting)
        : base(draft.Title)
    {
        _setting = setting;
        _account = draft.Account(setting);
        _market = draft.Market(setting);
        _price = draft.Expect.OptionalAmount("price");
    }

    /// <summary>Reads it; null with problems noted.</summary>
    public static ConformanceVector? Read(VectorDraft draft) =>
        draft.Setting() is { } setting ? new FillablePriceVector(draft, setting) : null;

    private protected override void Work(Comparison found)
    {
        var place = VectorSetting.PlaceOf(_account, _market);
        if (place < 0)
        {
            found.Add("price", "a price", "none (no position)");
            return;
        }

        var positions = _setting.Margined(_account);
        var position = positions[place];
        var equity = _setting.EquityOf(_account);
        var total = new Money(positions.Sum(each => each.MaintenanceMargin.Value));
        var price = _setting.Profile.LiquidationLimit is FillableLimit fillable
            ? fillable.Fillable(position.Size, position.Mark, position.MaintenanceMargin, equity, total)
            : _setting.Profile.LiquidationLimit.Limit(new LimitInput(
                _setting.Markets[_market].Instrument,
                position.Size,
                position.Mark,
                position.MaintenanceMargin,
                new Price(_setting.Profile.BankruptcyPrice.Price(equity, positions, place)),
                equity,
                total,
                Money.Zero)).Value;

        // A division leaves digits beyond those that amounts keep.
        found.Within("price", _price, price, Largest.Fineness);
    }
}
