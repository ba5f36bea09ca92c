using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Waterfall;

namespace ExchangeActors.Node.Shell;

/// <summary>The table of the waterfall's layers, of a run and of a journal.</summary>
internal static class WaterfallLayers
{
    /// <summary>Its title.</summary>
    public const string Title = "The waterfall (notional at the marks at which margin broke)";

    /// <summary>The titles of its columns.</summary>
    public static string[] Columns => ["layer", "count", "notional", "share"];

    /// <summary>Its rows, cell by cell.</summary>
    /// <param name="marginCalls">Margin calls issued.</param>
    /// <param name="liquidations">Liquidations.</param>
    /// <param name="adl">Auto-deleveraging.</param>
    /// <param name="waterfall">The layers, quote.</param>
    /// <param name="book">What stands in the count of what the book closed.</param>
    public static IEnumerable<string[]> Rows(
        long marginCalls, LiquidationTotals liquidations, DeleveragingTotals adl, WaterfallTotals waterfall, string book)
    {
        string[] Layer(string name, string count, decimal notional) =>
            [name, count, Shown.Amount(notional), Share(notional, waterfall.Notional)];

        yield return ["margin calls", Counts.Of(marginCalls), string.Empty, string.Empty];
        yield return Layer("liquidated", On(liquidations.Count, liquidations.Accounts), waterfall.Notional);
        yield return Layer("  closed on the book", book, waterfall.Book);
        yield return Layer("  closed by ADL", On(adl.ForcedCloses, adl.Accounts), waterfall.Adl);
        yield return Layer("  taken over", string.Empty, waterfall.TakenOver);
        if (waterfall.Supported > 0m)
        {
            yield return Layer("    by liquidity-support participants", string.Empty, waterfall.Supported);
        }

        yield return Layer("  returned, margin restored", string.Empty, waterfall.Returned);
        yield return Layer("  still open", string.Empty, waterfall.Open);
    }

    private static string On(long count, long accounts) => $"{Counts.Of(count)} on {Counts.Of(accounts, "account")}";

    private static string Share(decimal part, decimal whole) =>
        whole == 0m ? "–" : (part / whole).ToString("P1", CultureInfo.InvariantCulture);
}
