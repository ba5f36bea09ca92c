using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Testing;

namespace ExchangeActors.Scenarios.Binding;

/// <summary>Reads what must have come of a run: <c>then</c>. Whether an account exists is told by the run.</summary>
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
            reader.OptionalNumber("fund", -Most, Most),
            reader.OptionalNumber("deficit", -Most, Most),
            Count(reader, "liquidations"),
            Count(reader, "forcedCloses"),
            [.. reader.Objects("accounts", false).Select(account => Account(account, markets))]);
        reader.Done();
        return expectations;
    }

    private static AccountExpectation Account(ObjectReader reader, MarketList markets)
    {
        var account = new AccountExpectation(
            new AccountId(reader.Text("id")),
            reader.OptionalNumber("wallet", -Most, Most),
            Truth(reader, "liquidated"),
            Truth(reader, "marginCalled"),
            [.. reader.Objects("positions", false).Select(position => Position(position, markets)).OfType<PositionExpectation>()],
            reader.Has("forceClosed") ? [.. reader.Objects("forceClosed", false).Select(close => ForcedClose(close, markets)).OfType<ForcedCloseExpectation>()] : null);
        reader.Any("forceClosed");
        reader.Done();
        return account;
    }

    private static PositionExpectation? Position(ObjectReader reader, MarketList markets)
    {
        var market = markets.Named(reader, "market");
        var size = reader.Number("size", null, -Most, Most);
        reader.Done();
        return market is { } known ? new PositionExpectation(known, size) : null;
    }

    private static ForcedCloseExpectation? ForcedClose(ObjectReader reader, MarketList markets)
    {
        var market = markets.Named(reader, "market");
        var quantity = reader.Number("quantity", null, 0m, Most);
        var price = reader.Number("price", null, 0m, Most);
        var rank = Count(reader, "rank");
        reader.Done();
        return market is { } known ? new ForcedCloseExpectation(known, quantity, price, (int?)rank) : null;
    }

    private static long? Count(ObjectReader reader, string name) => reader.Has(name) ? reader.Whole(name, null, 0, int.MaxValue) : Skip(reader, name);

    private static bool? Truth(ObjectReader reader, string name) => reader.Has(name) ? reader.Truth(name, false) : null;

    private static long? Skip(ObjectReader reader, string name)
    {
        reader.Any(name);
        return null;
    }
}
