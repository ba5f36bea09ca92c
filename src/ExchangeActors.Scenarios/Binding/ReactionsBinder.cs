using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Binding;

/// <summary>Reads <c>reactions</c>: a member for each kind of trader that reacts, <c>{}</c> with its defaults.</summary>
internal static class ReactionsBinder
{
    private const decimal LongestSeconds = 1_000_000m;
    private const decimal MostDepths = 1_000_000m;

    /// <summary>The settings, or null when nobody reacts.</summary>
    public static ReactionSettings? Bind(ObjectReader root)
    {
        if (root.Object("reactions", false) is not { } reader)
        {
            return null;
        }

        var settings = new ReactionSettings(
            Part(reader, "stops", Stops),
            Part(NeedsBooks(root, reader, "arbitrage"), "arbitrage", part => new ArbitrageSettings(
                part.Number("threshold", 0.002m, 0m, 1m), part.Number("share", 0.25m, 0m, 1m),
                    part.Number("capitalDepths", 1m, 0m, MostDepths))),
            Part(NeedsBooks(root, reader, "dipBuyers"), "dipBuyers", part => new DipBuyerSettings(
                part.Number("fall", 0.05m, 0m, 1m),
                part.Number("step", 0.01m, 0m, 1m),
                (int)part.Whole("tranches", 5, 1, 1_000),
                part.Number("windowSeconds", 3_600m, 0m, LongestSeconds),
                part.Number("capitalDepths", 1m, 0m, MostDepths))),
            Part(reader, "hedgers", part => new HedgerSettings(
                part.Number("share", 1m, 0m, 1m), part.Number("delaySeconds", 0m, 0m, LongestSeconds))),
            Part(reader, "marginAdders", part => new MarginAdderSettings(
                part.Number("share", 0.3m, 0m, 1m),
                part.Number("delaySeconds", 60m, 0m, LongestSeconds),
                part.Number("target", 2m, 0m, 1_000m),
                part.Number("mostOfDeposit", 1m, 0m, 1_000m))));
        reader.Done();
        return settings;
    }

    private static StopSettings Stops(ObjectReader part)
    {
        var settings = new StopSettings(
            part.Number("share", 0.2m, 0m, 1m), part.Number("nearest", 0.02m, 0.0001m, 0.99m),
                part.Number("farthest", 0.1m, 0.0001m, 0.99m));
        if (settings.Farthest < settings.Nearest)
        {
            part.Note("farthest", $"{settings.Farthest} is nearer than \"nearest\", {settings.Nearest}", "write the larger distance here");
        }

        return settings;
    }

    private static ObjectReader NeedsBooks(ObjectReader root, ObjectReader reader, string name)
    {
        if (reader.Has(name) && !root.Has("liquidity"))
        {
            reader.Note(name, "has its capital in depths of the book, but there is no \"liquidity\"",
                "add \"liquidity\", or take this out");
        }

        return reader;
    }

    private static T? Part<T>(ObjectReader reader, string name, Func<ObjectReader, T> bind)
        where T : class
    {
        if (reader.Object(name, false) is not { } part)
        {
            return null;
        }

        var bound = bind(part);
        part.Done();
        return bound;
    }
}
