using System.Collections.Immutable;
using System.Globalization;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Probing;

/// <summary>
/// What a trader could do before the exchange opens, without trading: split its account, move margin, change its leverage. Positions and
/// money, with what goes out or comes in, stay as they were in all, to the last lot and quote tick.
/// </summary>
/// <param name="scenario">Gives instruments and opening marks.</param>
public sealed class Reshape(Scenario scenario)
{
    private readonly ImmutableDictionary<MarketId, (Instrument Instrument, Price Mark)> _markets = scenario.Markets.Select(
        (instrument, i) => (instrument, Mark: scenario.OpeningMark(i)))
        .ToImmutableDictionary(pair => pair.instrument.Id, pair => (pair.instrument, pair.Mark));

    private readonly decimal _quoteTick = scenario.Markets.Max(instrument => instrument.QuoteTick);

    /// <summary>The id of a trader's n-th account, from 1; the first keeps the trader's id.</summary>
    public static AccountId PartOf(AccountId account, int part) =>
        part == 1 ? account : new($"{account}.{part.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>
    /// The account in so many parts (Sybil): each position in whole lots as evenly as they go, its isolated margin likewise; the cross
    /// wallet by the notional of the cross positions, or evenly without any.
    /// </summary>
    public Reshaped Split(OpeningAccount account, int parts)
    {
        ArgumentNullException.ThrowIfNull(account);
        var positions = account.Positions.Select(position => SplitPosition(position, parts)).ToList();
        var weights = Enumerable.Range(0, parts).Select(part =>
            positions.Sum(split => split[part] is { IsolatedMargin: null } cross ? Notional(cross) : 0m)).ToList();
        if (weights.Sum() == 0m)
        {
            weights = [.. Enumerable.Repeat(1m, parts)];
        }

        var free = Share(account.Deposit.Value - Isolated(account.Positions), weights);
        return new Reshaped(
            [
                .. Enumerable.Range(0, parts).Select(part =>
                {
                    var own = positions.Select(split => split[part]).OfType<OpeningPosition>().ToImmutableArray();
                    return new OpeningAccount(PartOf(account.Id, part + 1), new Money(free[part] + Isolated(own)), own, OwnerOf(account));
                }),
            ],
            Money.Zero);
    }

    /// <summary>
    /// Every cross position gets isolated margin of its own: the cross wallet by notional. Null when there is nothing to isolate.
    /// </summary>
    public Reshaped? IsolateAll(OpeningAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        var cross = account.Positions.Where(position => position.IsolatedMargin is null).ToList();
        var wallet = account.Deposit.Value - Isolated(account.Positions);
        if (cross.Count == 0 || wallet < cross.Count * _quoteTick)
        {
            return null;
        }

        var margins = Share(wallet, [.. cross.Select(Notional)]);
        return new Reshaped(
            [
                account with
                {
                    Positions = [.. account.Positions.Select(
                        position => position.IsolatedMargin is not null || margins[cross.IndexOf(position)] == 0m ? position
                            : position with { IsolatedMargin = new Money(margins[cross.IndexOf(position)]) })],
                },
            ],
            Money.Zero);
    }

    /// <summary>Every position becomes cross. Null when all are.</summary>
    public static Reshaped? CrossAll(OpeningAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account.Positions.All(position => position.IsolatedMargin is null)
            ? null
            : new Reshaped(
                [account with { Positions = [.. account.Positions.Select(position => position with { IsolatedMargin = null })] }],
                    Money.Zero);
    }

    /// <summary>Half of the free margin goes to a second account without positions. Null when none is free.</summary>
    public Reshaped? HideFree(OpeningAccount account) => Moved(account, Rounding.Down(FreeMargin(account) / 2m, _quoteTick)) is { } moved
        ? new Reshaped([moved.Remaining, new OpeningAccount(PartOf(account.Id, 2), new Money(moved.Amount), [], OwnerOf(account))],
            Money.Zero)
        : null;

    /// <summary>More leverage: all free margin is withdrawn, down to initial margin. Null when none is free.</summary>
    public Reshaped? WithdrawFree(OpeningAccount account) =>
        Moved(account, Rounding.Down(FreeMargin(account), _quoteTick)) is { } moved
            ? new Reshaped([moved.Remaining], new Money(moved.Amount)) : null;

    /// <summary>Less leverage: as much again as the account's equity at the opening marks is paid in.</summary>
    public Reshaped Deposit(OpeningAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        var amount = Math.Max(_quoteTick, Rounding.Up(account.Deposit.Value + account.Positions.Sum(Gain), _quoteTick));
        return new Reshaped([account with { Deposit = new Money(account.Deposit.Value + amount) }], new Money(-amount));
    }

    /// <summary>
    /// What could be withdrawn at the opening marks: cross equity less initial margin, at most the cross wallet; quote, ≥ 0.
    /// </summary>
    public decimal FreeMargin(OpeningAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        var wallet = account.Deposit.Value - Isolated(account.Positions);
        var cross = account.Positions.Where(position => position.IsolatedMargin is null).ToList();
        var initial = cross.Sum(position => MarginSchedule.Initial(_markets[position.Market].Instrument, new Money(Notional(position)))
            .Value);
        return Math.Max(0m, Math.Min(wallet, wallet + cross.Sum(Gain) - initial));
    }

    /// <summary>Notional at the opening mark.</summary>
    public decimal Notional(OpeningPosition position)
    {
        ArgumentNullException.ThrowIfNull(position);
        return (_markets[position.Market].Mark * position.Size.Absolute).Value;
    }

    /// <summary>Gross notional ÷ equity at the opening marks; 0 without equity.</summary>
    public decimal Leverage(OpeningAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        var equity = account.Deposit.Value + account.Positions.Sum(Gain);
        return equity > 0m ? account.Positions.Sum(Notional) / equity : 0m;
    }

    private decimal Gain(OpeningPosition position) => position.Size.Value * (
        _markets[position.Market].Mark.Value - position.EntryPrice.Value);

    /// <summary>The owner of a trader's further accounts: its own, or the trader.</summary>
    private static OwnerId OwnerOf(OpeningAccount account) => account.Owner ?? new OwnerId(account.Id.Value);

    private static decimal Isolated(IEnumerable<OpeningPosition> positions) =>
        positions.Sum(position => position.IsolatedMargin?.Value ?? 0m);

    private static (OpeningAccount Remaining, decimal Amount)? Moved(OpeningAccount account, decimal amount) =>
        amount > 0m ? (account with { Deposit = new Money(account.Deposit.Value - amount) }, amount) : null;

    /// <summary>One position per part; null where it is too small for another part.</summary>
    private List<OpeningPosition?> SplitPosition(OpeningPosition position, int parts)
    {
        var lot = _markets[position.Market].Instrument.LotSize;
        var lots = position.Size.Absolute.Value / lot;
        var each = Enumerable.Range(0, parts).Select(part => decimal.Floor(lots / parts) + (part < lots % parts ? 1m : 0m)).ToList();
        var margins = position.IsolatedMargin is { } margin ? Share(margin.Value, each) : null;
        if (margins?.Where((own, part) => own <= 0m && each[part] > 0m).Any() == true)
        {
            // Too little margin for so many parts: the position stays whole.
            return [position, .. Enumerable.Repeat<OpeningPosition?>(null, parts - 1)];
        }

        return
        [
            .. each.Select((count, part) => count == 0m ? null : position with
            {
                Size = new Quantity(position.Size.Sign * count * lot),
                IsolatedMargin = margins is null ? null : new Money(margins[part]),
            }),
        ];
    }

    /// <summary>An amount by weights, in whole quote ticks; what rounding leaves goes to the first.</summary>
    private List<decimal> Share(decimal amount, List<decimal> weights)
    {
        var total = weights.Sum();
        var shares = weights.Select(weight => Rounding.Down(amount * weight / total, _quoteTick)).ToList();
        shares[0] += amount - shares.Sum();
        return shares;
    }
}
