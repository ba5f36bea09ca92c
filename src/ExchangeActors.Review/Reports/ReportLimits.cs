namespace ExchangeActors.Review.Reports;

/// <summary>How much a page holds of a journal of any length. The page says where it leaves something out, and how much.</summary>
public static class ReportLimits
{
    /// <summary>Pieces of time of a price, fund or deficit series; each keeps its first, lowest, highest and last value.</summary>
    public const int SeriesPieces = 250;

    /// <summary>Bars of liquidations and forced closes.</summary>
    public const int Bars = 400;

    /// <summary>Deleveragings in the list: the largest by notional.</summary>
    public const int Deleveragings = 1_000;

    /// <summary>Deleveragings with their queue: the largest by notional.</summary>
    public const int Queues = 300;

    /// <summary>Rows of all recorded queues together; the largest deleveragings come with theirs as long as these suffice.</summary>
    public const int QueueRows = 2_500;

    /// <summary>Rounds of one deleveraging: the first ones.</summary>
    public const int RoundsEach = 5;

    /// <summary>Places from the top of a queue, asked or not.</summary>
    public const int PlacesEach = 8;

    /// <summary>Places beyond those that were asked for something.</summary>
    public const int AskedEach = 100;

    /// <summary>Accounts in the list of all that were liquidated or closed by ADL: the largest by notional.</summary>
    public const int Accounts = 10_000;

    /// <summary>Waves in the table: the first ones.</summary>
    public const int Waves = 200;

    /// <summary>Waves whose chain of causes is shown: the first ones.</summary>
    public const int Causes = 30;

    /// <summary>Events of other liquidations in one such chain: the oldest and the newest.</summary>
    public const int OtherLinks = 20;

    /// <summary>Earlier liquidations in one such chain, besides the oldest: the newest ones.</summary>
    public const int ChainsEach = 8;

    /// <summary>Markets with a price chart: those with the largest liquidated notional.</summary>
    public const int PriceCharts = 60;
}
