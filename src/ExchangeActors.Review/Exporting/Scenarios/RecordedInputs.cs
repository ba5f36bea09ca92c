using System.Globalization;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal.Reading;

namespace ExchangeActors.Review.Exporting.Scenarios;

/// <summary>
/// What came from outside, as a scenario says it. A scenario's tick is: the clock, the prices, funding, then what accounts do. So whatever
/// an account did between the prices of one tick and those of the next belongs to the first; a mass quote, which has no word of its own,
/// becomes a cancel-all and an order per level.
/// </summary>
/// <param name="rules">The rules of the record.</param>
internal sealed class RecordedInputs(ExchangeRules rules)
{
    private readonly List<string> _problems = [];
    private readonly List<(Instrument Instrument, JournalRow Row)> _markets = [];
    private readonly SortedDictionary<MarketId, (ObservedPrice Index, ObservedPrice? Last, JournalRow First)> _priced = [];
    private readonly SortedSet<long> _ticks = [];
    private readonly List<(Moment At, JournalRow Row)> _clock = [];
    private readonly List<(Moment At, Func<decimal, string> Line)> _prices = [];
    private readonly List<(Moment? At, Func<decimal, string> Line)> _orders = [];
    private readonly List<(Moment At, Func<decimal, string> Line)> _funding = [];
    private readonly List<string> _accounts = [];
    private readonly Dictionary<AccountId, Money> _vaults = [];
    private readonly HashSet<(AccountId, MarketId)> _quoting = [];
    private readonly HashSet<(AccountId, MarketId)> _ordering = [];
    private Moment? _now;
    private Moment? _acted;
    private Money _seed;

    /// <summary>What accounts are called.</summary>
    public ScenarioNames Names { get; } = new();

    /// <summary>What a scenario cannot say, each with its event.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Refused inputs that a scenario cannot say; they changed nothing.</summary>
    public int LeftOut { get; private set; }

    /// <summary>The first price.</summary>
    public Moment Start => _ticks.Count > 0 ? new Moment(_ticks.Min) : default;

    /// <summary>Seconds from the first price to the last, rounded up; at least 1.</summary>
    public long DurationSeconds => Math.Max(1, _ticks.Count == 0 ? 1 : (_ticks.Max - Start.UnixMs + 999) / 1000);

    /// <summary>The greatest step that meets every price and the end, ms.</summary>
    public long TickMs => _ticks.Aggregate(DurationSeconds * 1000, (step, tick) => Divisor(step, tick - Start.UnixMs));

    /// <summary>What the venue's vaults and its fund began with.</summary>
    public Money InsuranceFund => _vaults.Values.Aggregate(_seed, (sum, deposit) => sum + deposit);

    /// <summary>The entries of <c>markets</c>.</summary>
    public IEnumerable<string> Markets => _markets.Select(market => Line(market.Instrument));

    /// <summary>The entries of <c>accounts</c>.</summary>
    public IReadOnlyList<string> Accounts => _accounts;

    /// <summary>The entries of <c>prices.inline</c>.</summary>
    public IEnumerable<string> Prices => _prices.OrderBy(price => price.At).Select(price => price.Line(Second(price.At)));

    /// <summary>The entries of <c>orders</c>.</summary>
    public IEnumerable<string> Orders => _orders.Select(order => order.Line(Second(order.At ?? Start)));

    /// <summary>How many there are.</summary>
    public int OrderCount => _orders.Count;

    /// <summary>The entries of <c>funding</c>.</summary>
    public IEnumerable<string> Funding => _funding.Select(funding => funding.Line(Second(funding.At)));

    /// <summary>Takes the first event of a decision about something from outside.</summary>
    public void Add(JournalRow row, Message input)
    {
        var account = new AccountId(row.Recorded.Id.Stream.Id);
        var refused = row.Recorded.Event is OrderRejected or TransferRefused or PriceRefused;
        switch (input)
        {
            case ListMarket list:
                List(row, list.Instrument);
                break;
            case OpenAccount open:
                Open(row, open);
                break;
            case SeedInsuranceFund seed when _now is null:
                _seed += seed.Amount;
                break;
            case SeedInsuranceFund:
                Refuse(row, "money paid into the insurance fund after the first price");
                break;
            case UpdatePrice or PlaceQuotes or CancelOrder when refused:
                LeftOut++;
                break;
            case UpdatePrice price:
                Price(row, price);
                break;
            case UpdateFunding funding:
                Fund(row, funding);
                break;
            case Tick tick:
                _clock.Add((tick.At, row));
                break;
            case PlaceQuotes quotes:
                Quote(row, account, quotes);
                break;
            case PlaceOrder or CancelAllOrders or Deposit or Withdraw:
                Act(row, account, input, refused);
                break;
            case CancelOrder cancel:
                Refuse(row, $"the cancelling of one order, {cancel.Order} (a scenario cancels all of a market)");
                break;
            default:
                Refuse(row, $"{input.GetType().Name}");
                break;
        }
    }

    /// <summary>Nothing more comes: looks at what only shows at the end.</summary>
    public void Complete()
    {
        if (_prices.Count == 0)
        {
            _problems.Add("the journal has no price, and a scenario begins with the first");
            return;
        }

        foreach (var (instrument, row) in _markets)
        {
            if (!_priced.TryGetValue(instrument.Id, out var priced))
            {
                Refuse(row, $"a market without a price ({instrument.Id})");
            }
            else if (priced.First.Recorded.Event is MarkPriceUpdated e && e.PriceTime != Start)
            {
                Refuse(priced.First, $"a first price of {instrument.Id} after {Start}, when the others have theirs");
            }
        }

        foreach (var (at, row) in _clock.Where(clock => !_ticks.Contains(clock.At.UnixMs)))
        {
            Refuse(row, $"a tick of the clock, at {at}, without a price at that time");
        }

        var (each, fund) = rules.SplitMeans(InsuranceFund);
        if (fund != _seed || rules.Vaults.Any(vault => _vaults.GetValueOrDefault(vault) != each) || _vaults.Count != rules.Vaults.Count())
        {
            var vaults = string.Join(", ", rules.Vaults.Select(vault => $"{_vaults.GetValueOrDefault(vault)} in {vault}"));
            _problems.Add(
                $"the means against losses were {_seed} in the fund{(vaults.Length == 0 ? string.Empty : $" and {vaults}")}; in a "
                    + $"scenario of {rules.Profile.Name} they would be "
                    + $"{fund}{(each == Money.Zero ? string.Empty : $" and {each} in each vault")}");
        }
    }

    private static Moment Later(Moment a, Moment b) => a > b ? a : b;

    private static long Divisor(long a, long b) => b == 0 ? a : Divisor(b, a % b);

    private static string Line(Instrument instrument) => ScenarioText.Line(new
    {
        id = instrument.Id.Value,
        instrument.TickSize,
        instrument.LotSize,
        instrument.QuoteTick,
        tiers = instrument.Tiers.Select(tier => new { floor = tier.Floor.Value, tier.InitialMarginRate, tier.MaintenanceMarginRate }),
        instrument.MakerFee,
        instrument.TakerFee,
        instrument.MarketOrderBand,
        instrument.LimitOrderBand,
        openInterestCap = instrument.OpenInterestCap?.Value,
        accountOpenInterestCap = instrument.AccountOpenInterestCap?.Value,
        instrument.SupportGroup,
        markPrice = new
        {
            rule = instrument.MarkPrice.Rule switch { MarkPriceRule.Last => "last", MarkPriceRule.Index => "index", _ => "smoothed-basis" },
            instrument.MarkPrice.BasisSmoothing,
            instrument.MarkPrice.BasisClamp,
            instrument.MarkPrice.MaxJump,
            instrument.MarkPrice.ConfirmWithin,
            instrument.MarkPrice.MaxHoldSeconds,
            instrument.MarkPrice.MaxTradeAgeSeconds,
            instrument.MarkPrice.MaxTradeLagSeconds,
        },
    });

    private decimal Second(Moment at) => (at.UnixMs - Start.UnixMs) / 1000m;

    private void Refuse(JournalRow row, string what) => _problems.Add(
        $"{row.Recorded.Id} (event {row.Ordering}): {what} cannot be written in a scenario");

    private void List(JournalRow row, Instrument instrument)
    {
        if (instrument.Id.Value.IndexOfAny(['/', ' ', '.']) >= 0)
        {
            Refuse(row, $"a market called \"{instrument.Id}\"");
        }

        _markets.Add((instrument, row));
    }

    private void Open(JournalRow row, OpenAccount open)
    {
        if (Names.Add(open.Account, open.Kind) is { } problem)
        {
            _problems.Add($"{row.Recorded.Id} (event {row.Ordering}): {problem}");
        }

        if (open.Kind != AccountKind.Trader)
        {
            // The run opens these itself.
            var expected = open.Kind == AccountKind.Vault ? rules.IsVault(open.Account) : open.Account == rules.TakeOverAccount
                && open.Deposit == Money.Zero;
            if (!expected || !open.Positions.IsEmpty)
            {
                Refuse(row, $"an account of kind {open.Kind} other than the venue's own, or one that brings something along");
            }

            if (open.Kind == AccountKind.Vault)
            {
                _vaults[open.Account] = open.Deposit;
            }

            return;
        }

        if (_now is not null && !open.Positions.IsEmpty)
        {
            Refuse(row, "an account that brings positions along after the first price");
        }

        foreach (var position in open.Positions.Where(position =>
            !Rounding.IsMultiple(position.EntryPrice.Value, rules[position.Market].TickSize)))
        {
            Refuse(row, $"an entry price of {position.EntryPrice} that is between two ticks of {position.Market}");
        }

        _accounts.Add(ScenarioText.Line(new
        {
            id = Names[open.Account],
            owner = open.Owner?.Value,
            deposit = open.Deposit.Value,
            participant = rules.Participants.TryGetValue(open.Account, out var participant)
                ? new
                {
                    tradesReduceOnly = participant.TradesReduceOnly,
                    reduceOnly = participant.OnlyReduces,
                    limits = participant.Limits.ToDictionary(
                        limit => limit.Key.ToString(CultureInfo.InvariantCulture), limit => limit.Value),
                }
                : null,
            positions = open.Positions.IsEmpty ? null : open.Positions.Select(
                position =>
                    new
                    {
                        market = position.Market.Value,
                        size = position.Size.Value,
                        entry = position.EntryPrice.Value,
                        isolatedMargin = position.IsolatedMargin?.Value
                    }),
        }));
    }

    private void Price(JournalRow row, UpdatePrice price)
    {
        var known = _priced.TryGetValue(new MarketId(row.Recorded.Id.Stream.Id), out var before);
        if (known && before.Last is not null && price.Last is null)
        {
            Refuse(row, "a price without a last trade after one that had it");
        }

        if (_now > price.At)
        {
            Refuse(row, $"a price of {price.At} after one of {_now}");
            return;
        }

        var market = new MarketId(row.Recorded.Id.Stream.Id);
        _now = price.At;
        _ticks.Add(price.At.UnixMs);
        // A row of a scenario is an observation: one that was sampled again is the same row. What was seen before the first price stands at
        // it.
        var index = new ObservedPrice(price.Index, Later(Start, price.IndexAt ?? price.At));
        var last = price.Last is { } traded ? new ObservedPrice(traded, Later(Start, price.LastAt ?? price.At)) : (ObservedPrice?)null;
        var newIndex = !known || before.Index != index;
        var newLast = last is { } && (!known || before.Last != last);
        if (newIndex && newLast && index.At == last!.Value.At)
        {
            Observe(index.At, index.Price, last.Value.Price);
        }
        else
        {
            if (newIndex)
            {
                Observe(index.At, index.Price, null);
            }

            if (newLast)
            {
                Observe(last!.Value.At, null, last.Value.Price);
            }
        }

        _priced[market] = (index, last, known ? before.First : row);

        void Observe(Moment at, Price? indexPrice, Price? lastPrice) =>
            _prices.Add(
                (at, second =>
                    ScenarioText.Line(new { second, market = market.Value, index = indexPrice?.Value, last = lastPrice?.Value })));
    }

    private void Fund(JournalRow row, UpdateFunding funding)
    {
        if (_acted is { } acted && acted == _now)
        {
            Refuse(row, "funding after what an account did since the last price");
        }

        var market = row.Recorded.Id.Stream.Id;
        _funding.Add((_now!.Value, second => ScenarioText.Line(new { second, market, rate = funding.Rate })));
    }

    private void Quote(JournalRow row, AccountId account, PlaceQuotes quotes)
    {
        if (!IsTrader(row, account))
        {
            return;
        }

        if (_quoting.Remove((account, quotes.Market)))
        {
            if (_ordering.Contains((account, quotes.Market)))
            {
                Refuse(row,
                    $"a mass quote beside orders of {account} in {quotes.Market}, which the cancel-all that stands for it would cancel,");
            }

            Order(account, "cancel-all", new { market = quotes.Market.Value });
        }

        foreach (var level in quotes.Levels)
        {
            // Of a mass quote what would trade at once is dropped: so it is of post-only orders.
            _quoting.Add((account, quotes.Market));
            Order(account, "order", new
            {
                market = quotes.Market.Value,
                side = Word(level.Side),
                quantity = level.Quantity.Value,
                limit = level.Price.Value,
                timeInForce = "post-only"
            });
        }
    }

    private void Act(JournalRow row, AccountId account, Message input, bool refused)
    {
        if (refused && !CanBeSaid(input))
        {
            LeftOut++;
            return;
        }

        if (!IsTrader(row, account))
        {
            return;
        }

        switch (input)
        {
            case PlaceOrder order:
                if (order is { Limit: not null, TimeInForce: not TimeInForce.ImmediateOrCancel })
                {
                    _ordering.Add((account, order.Market));
                }

                Order(account, "order", new
                {
                    market = order.Market.Value,
                    side = Word(order.Side),
                    quantity = order.Quantity.Value,
                    limit = order.Limit?.Value,
                    timeInForce = order.Limit is null ? null : Word(order.TimeInForce),
                    reduceOnly = order.ReduceOnly ? true : (bool?)null,
                    marginMode = order.MarginMode == MarginMode.Isolated ? "isolated" : null,
                });
                break;
            case CancelAllOrders cancel:
                _ordering.Remove((account, cancel.Market));
                _quoting.Remove((account, cancel.Market));
                Order(account, "cancel-all", new { market = cancel.Market.Value });
                break;
            case Deposit deposit:
                Order(account, "deposit", new { amount = deposit.Amount.Value });
                break;
            case Withdraw withdraw:
                Order(account, "withdraw", new { amount = withdraw.Amount.Value });
                break;
            default:
                break;
        }
    }

    /// <summary>Whether the format takes an input that the exchange refused.</summary>
    private bool CanBeSaid(Message input) => input switch
    {
        // Before the first price a scenario has nobody act; a refused order of then would not be refused later.
        _ when _now is null => false,
        PlaceOrder order => rules.Instruments.TryGetValue(order.Market, out var instrument) && order.Quantity.Value > 0m
            && Rounding.IsMultiple(order.Quantity.Value, instrument.LotSize)
            && (order.Limit is not { } limit || (limit.Value > 0m && Rounding.IsMultiple(limit.Value, instrument.TickSize))),
        CancelAllOrders cancel => rules.Instruments.ContainsKey(cancel.Market),
        Deposit deposit => deposit.Amount > Money.Zero,
        Withdraw withdraw => withdraw.Amount > Money.Zero,
        _ => false,
    };

    private bool IsTrader(JournalRow row, AccountId account)
    {
        if (account != rules.TakeOverAccount && !rules.IsVault(account))
        {
            return true;
        }

        Refuse(row, $"what {account} does, which is the venue's own,");
        return false;
    }

    /// <summary>An entry of <c>orders</c>, at the newest price.</summary>
    private void Order(AccountId account, string action, object terms)
    {
        _acted = _now;
        var (name, rest) = (Names[account], ScenarioText.Line(terms)[1..]);
        _orders.Add((_now, second => $"{ScenarioText.Line(new { second, account = name, action })[..^1]},{rest}"));
    }

    private static string Word(Side side) => side == Side.Buy ? "buy" : "sell";

    private static string Word(TimeInForce time) => time switch
    {
        TimeInForce.ImmediateOrCancel => "immediate-or-cancel",
        TimeInForce.PostOnly => "post-only",
        _ => "good-till-cancelled",
    };
}
