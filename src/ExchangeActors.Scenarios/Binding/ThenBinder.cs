using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Binding;

/// <summary>Reads what must have come of a run: <c>then</c>. Whether an account or owner exists is told by the run.</summary>
internal static class ThenBinder
{
    private const decimal Most = 1_000_000_000_000m;

    /// <summary>The expectations; none when the section is not written.</summary>
    public static Expectations Bind(ObjectReader? reader, MarketList markets)
    {
        if (reader is null)
        {
            return Expectations.None;
        }

        var expectations = new Expectations(
            ExpectedNumbers.Amount(reader, "fund"),
            ExpectedNumbers.Amount(reader, "deficit"),
            ExpectedNumbers.Count(reader, "liquidations"),
            ExpectedNumbers.Count(reader, "forcedCloses"),
            [.. reader.Objects("accounts", false).Select(account => Account(account, markets))])
        {
            VaultEquity = ExpectedNumbers.Amount(reader, "vaultEquity"),
            VaultLoss = ExpectedNumbers.Amount(reader, "vaultLoss"),
            FundLoss = ExpectedNumbers.Amount(reader, "fundLoss"),
            LiquidatedNotional = ExpectedNumbers.Amount(reader, "liquidatedNotional"),
            TakenOver = ExpectedNumbers.Amount(reader, "takenOver"),
            Supported = ExpectedNumbers.Amount(reader, "supported"),
            AdlNotional = ExpectedNumbers.Amount(reader, "adlNotional"),
            Owners = [.. reader.Objects("owners", false).Select(Owner)],
        };
        reader.Done();
        return expectations;
    }

    private static OwnerExpectation Owner(ObjectReader reader)
    {
        var owner = new OwnerExpectation(
            new OwnerId(reader.Text("id")), ExpectedNumbers.Amount(reader, "equity"), ExpectedNumbers.Amount(reader, "profit"),
                ExpectedNumbers.Count(reader, "liquidated"));
        reader.Done();
        return owner;
    }

    private static AccountExpectation Account(ObjectReader reader, MarketList markets)
    {
        var account = new AccountExpectation(
            new AccountId(reader.Text("id")),
            ExpectedNumbers.Amount(reader, "wallet"),
            Truth(reader, "liquidated"),
            Truth(reader, "marginCalled"),
            [.. reader.Objects("positions", false).Select(position => Position(position, markets)).OfType<PositionExpectation>()],
            reader.Has("forceClosed")
                ? [.. reader.Objects("forceClosed", false).Select(close => ForcedClose(close, markets)).OfType<ForcedCloseExpectation>()]
                    : null)
        {
            Equity = ExpectedNumbers.Amount(reader, "equity"),
            Profit = ExpectedNumbers.Amount(reader, "profit"),
        };
        reader.Any("forceClosed");
        reader.Done();
        return account;
    }

    private static PositionExpectation? Position(ObjectReader reader, MarketList markets)
    {
        var market = markets.Named(reader, "market");
        var size = ExpectedNumbers.Amount(reader, "size");
        if (!reader.Has("size"))
        {
            reader.Note("size", "is missing", "add \"size\" (a number, or { \"min\": …, \"max\": … })");
        }

        reader.Done();
        return market is { } known && size is { } expected ? new PositionExpectation(known, expected) : null;
    }

    private static ForcedCloseExpectation? ForcedClose(ObjectReader reader, MarketList markets)
    {
        var market = markets.Named(reader, "market");
        var quantity = reader.Number("quantity", null, 0m, Most);
        var price = reader.Number("price", null, 0m, Most);
        var rank = reader.Has("rank") ? reader.Whole("rank", null, 0, int.MaxValue) : Skip(reader, "rank");
        reader.Done();
        return market is { } known ? new ForcedCloseExpectation(known, quantity, price, (int?)rank) : null;
    }

    private static bool? Truth(ObjectReader reader, string name)
    {
        reader.Any(name);
        return reader.Has(name) ? reader.Truth(name, false) : null;
    }

    private static long? Skip(ObjectReader reader, string name)
    {
        reader.Any(name);
        return null;
    }
}
