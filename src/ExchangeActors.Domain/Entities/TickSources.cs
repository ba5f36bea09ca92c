namespace ExchangeActors.Domain.Entities;

/// <summary>Sources of the inputs that a run feeds at every tick; the number of such a command is the tick's, from 1.</summary>
public static class TickSources
{
    /// <summary>Prices, to the markets.</summary>
    public const string Prices = "feed";

    /// <summary>Quotes, of the liquidity accounts.</summary>
    public const string Quotes = "liquidity";

    /// <summary>What takes a refused quote's predecessor off.</summary>
    public const string QuotesOff = "liquidity-off";

    /// <summary>Refused quotes once more, at the tick's marks.</summary>
    public const string QuotesAgain = "liquidity-again";

    /// <summary>The time, to the insurance pool.</summary>
    public const string Clock = "clock";

    /// <summary>True for a source of a tick's inputs.</summary>
    public static bool Has(string source) => source is Prices or Clock || IsQuotes(source);

    /// <summary>True for a source of quotes.</summary>
    public static bool IsQuotes(string source) => source is Quotes or QuotesOff or QuotesAgain;
}
