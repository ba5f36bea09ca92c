using System.Collections.Immutable;
using System.Globalization;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Populations;
using ExchangeActors.Scenarios.Prices;

namespace ExchangeActors.Scenarios.Binding;

/// <summary>Reads what happens at set times: <c>orders</c> and <c>funding</c>.</summary>
internal sealed class ActionsBinder(ObjectReader root, MarketList markets, ImmutableArray<OpeningAccount> accounts,
    PopulationSettings? population, int durationSeconds)
{
    private const decimal Most = 1_000_000_000_000m;

    private static readonly Dictionary<string, Side> Sides = new(StringComparer.Ordinal) { ["buy"] = Side.Buy, ["sell"] = Side.Sell };

    private static readonly Dictionary<string, TimeInForce> Times = new(StringComparer.Ordinal)
    {
        ["good-till-cancelled"] = TimeInForce.GoodTillCancelled,
        ["immediate-or-cancel"] = TimeInForce.ImmediateOrCancel,
        ["post-only"] = TimeInForce.PostOnly,
    };

    private static readonly Dictionary<string, MarginMode> Modes = new(
        StringComparer.Ordinal)
    { ["cross"] = MarginMode.Cross, ["isolated"] = MarginMode.Isolated };

    private enum Kind
    {
        Order,
        CancelAll,
        Deposit,
        Withdraw,
    }

    private static readonly Dictionary<string, Kind> Kinds = new(StringComparer.Ordinal)
    {
        ["order"] = Kind.Order,
        ["cancel-all"] = Kind.CancelAll,
        ["deposit"] = Kind.Deposit,
        ["withdraw"] = Kind.Withdraw,
    };

    private readonly HashSet<string> _listed = [.. accounts.Select(account => account.Id.Value)];

    /// <summary>The actions by time, then in the file's order.</summary>
    public ImmutableArray<TimedAction> Actions() =>
        [.. root.Objects("orders", false).Select(Action).OfType<TimedAction>().OrderBy(action => action.Second)];

    /// <summary>The funding rates by time, then in the file's order.</summary>
    public ImmutableArray<TimedFunding> Funding()
    {
        var rates = new List<TimedFunding>();
        foreach (var reader in root.Objects("funding", false))
        {
            var second = reader.Number("second", null, 0m, durationSeconds);
            var market = markets.Named(reader, "market");
            var rate = reader.Number("rate", null, -1m, 1m);
            reader.Done();
            if (market is { } known)
            {
                rates.Add(new TimedFunding(second, known, rate));
            }
        }

        return [.. rates.OrderBy(rate => rate.Second)];
    }

    private TimedAction? Action(ObjectReader reader)
    {
        var before = reader.Problems.Count;
        var second = reader.Number("second", null, 0m, durationSeconds);
        var account = Account(reader);
        TimedAction? action = reader.Word<Kind>("action", Kinds) switch
        {
            Kind.Deposit => new TimedDeposit(second, account, Amount(reader)),
            Kind.Withdraw => new TimedWithdrawal(second, account, Amount(reader)),
            Kind.CancelAll => markets.Named(reader, "market") is { } market ? new TimedCancelAll(second, account, market) : null,
            _ => Order(reader, second, account),
        };
        reader.Done();
        return reader.Problems.Count == before ? action : null;
    }

    private TimedOrder? Order(ObjectReader reader, decimal second, AccountId account)
    {
        var market = markets.Named(reader, "market");
        var side = reader.Word<Side>("side", Sides);
        var quantity = reader.Number("quantity", null, 0m, Most);
        var limit = reader.OptionalNumber("limit", 0m, Most);
        var time = reader.Word<TimeInForce>("timeInForce", Times,
            limit is null ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancelled);
        var reduceOnly = reader.Truth("reduceOnly", false);
        var mode = reader.Word<MarginMode>("marginMode", Modes, MarginMode.Cross);
        if (market is not { } known || markets[known] is not { } instrument)
        {
            return null;
        }

        if (reader.Has("quantity") && (quantity <= 0m || !Rounding.IsMultiple(quantity, instrument.LotSize)))
        {
            reader.Note("quantity", $"must be whole lots of {instrument.LotSize}, above 0, is {quantity}", "round it");
        }

        if (limit is { } price && (price <= 0m || !Rounding.IsMultiple(price, instrument.TickSize)))
        {
            reader.Note("limit", $"must be whole ticks of {instrument.TickSize}, above 0, is {price}", "round it");
        }

        return new TimedOrder(second, account, known, side, new Quantity(quantity), limit is { } worst ? new Price(worst) : null, time,
            reduceOnly, mode);
    }

    private static Money Amount(ObjectReader reader)
    {
        var amount = reader.Number("amount", null, 0m, Most);
        if (reader.Has("amount") && amount == 0m)
        {
            reader.Note("amount", "must be above 0", "write an amount of money");
        }

        return new Money(amount);
    }

    private AccountId Account(ObjectReader reader)
    {
        var id = reader.Text("account");
        var generated = id.StartsWith(Population.IdPrefix, StringComparison.Ordinal)
            && int.TryParse(id[Population.IdPrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= 1 && number <= (population?.Accounts ?? 0) && Population.IdOf(number).Value == id;
        if (id.Length > 0 && !generated && !_listed.Contains(id))
        {
            reader.Note("account", $"there is no account \"{id}\"",
                _listed.Count > 0 ? Nearest.Remedy(id, _listed) : "list it under \"accounts\"");
        }

        return new AccountId(id);
    }
}
