namespace ExchangeActors.Domain.Venues;

/// <summary>Who may take (the rest of) a position that is liquidated.</summary>
public enum WaterfallLayer
{
    /// <summary>The order book, the fund paying beyond the bankruptcy price.</summary>
    Book = 0,

    /// <summary>The venue's vault or liquidators.</summary>
    Backstop = 1,

    /// <summary>The insurance fund: the exchange takes an exhausted book's rest over at the mark, and the fund pays.</summary>
    Fund = 2,

    /// <summary>Winners, by auto-deleveraging.</summary>
    Winners = 3,

    /// <summary>The exchange as the last resort, or nobody: the rest stays open.</summary>
    Residual = 4,
}
