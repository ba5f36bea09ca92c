namespace ExchangeActors.Domain.Venues;

/// <summary>
/// Who takes what a book has left after as many tries as the trigger allows, while the fund could bear the loss at the mark.
/// </summary>
public enum ExhaustedBook
{
    /// <summary>
    /// The fund: the exchange takes the position over at the newest mark, and the fund pays the shortfall. Winners are closed only when it
    /// cannot.
    /// </summary>
    TakeOver = 0,

    /// <summary>Winners, although the fund has money.</summary>
    Deleverage = 1,
}
