using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Markets;

/// <summary>
/// What the accounts hold in a market that caps its open interest. The market counts its own trades when they happen, and hears of every
/// other change (positions brought along, ADL, take-overs) from the
/// accounts in the order of their submissions: so orders that arrive at the same time cannot pass the cap together, and what an account has
/// not told yet can only make the market stricter or, for as
/// long as a brought-along position is on its way, know less of it.
/// </summary>
/// <param name="Positions">Signed, without those that are flat.</param>
/// <param name="Longs">All longs together.</param>
public sealed record OpenInterest(ImmutableSortedDictionary<AccountId, Quantity> Positions, Quantity Longs)
{
    /// <summary>Nobody holds anything.</summary>
    public static OpenInterest None { get; } = new(ImmutableSortedDictionary<AccountId, Quantity>.Empty, Quantity.Zero);

    /// <summary>After an account's position has changed.</summary>
    public OpenInterest Changed(AccountId account, Quantity delta)
    {
        var before = Positions.GetValueOrDefault(account);
        var after = before + delta;
        return new OpenInterest(
            after.IsZero ? Positions.Remove(account) : Positions.SetItem(account, after),
            new Quantity(Longs.Value + Math.Max(0m, after.Value) - Math.Max(0m, before.Value)));
    }

    /// <summary>After a trade.</summary>
    public OpenInterest After(AccountId taker, Side side, AccountId maker, Quantity quantity) =>
        Changed(taker, side.Delta(quantity)).Changed(maker, side.Opposite().Delta(quantity));

    /// <summary>
    /// How much of a trade may happen: what either side closes, which does not raise open interest, and what fits below the cap at the
    /// mark, in whole lots.
    /// </summary>
    public Quantity Tradable(AccountId taker, Side side, AccountId maker, Quantity quantity, Instrument instrument, Price? mark)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        if (instrument.OpenInterestCap is not { } cap || mark is not { } price)
        {
            return quantity;
        }

        var room = Math.Max(0m, Rounding.Down(cap.Value / price.Value, instrument.LotSize) - Longs.Value);
        return Quantity.Min(quantity, new Quantity(Closable(taker, side) + Closable(maker, side.Opposite()) + room));
    }

    private decimal Closable(AccountId account, Side side) =>
        Positions.GetValueOrDefault(account) is { IsZero: false } size && size.ClosingSide() == side ? size.Absolute.Value : 0m;
}
