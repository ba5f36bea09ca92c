namespace ExchangeActors.Scenarios;

/// <summary>
/// Who reacts; null for nobody of the kind. That they do is observed ("Who reacts" of the figures behind <c>market</c>); how many, how
/// much and how fast is not published, so every default here is assumed and a scenario may override each.
/// </summary>
public sealed record ReactionSettings(
    StopSettings? Stops, ArbitrageSettings? Arbitrage, DipBuyerSettings? DipBuyers, HedgerSettings? Hedgers,
        MarginAdderSettings? MarginAdders);

/// <summary>Stop orders below round levels.</summary>
/// <param name="Share">Of accounts that have one on each of their positions, in [0, 1].</param>
/// <param name="Nearest">The nearest stop's distance from the entry price, a fraction.</param>
/// <param name="Farthest">The farthest one's; in between they are uniform.</param>
public sealed record StopSettings(decimal Share, decimal Nearest, decimal Farthest);

/// <summary>Arbitrage of the basis.</summary>
/// <param name="Threshold">Basis below which nobody trades, a fraction of the index.</param>
/// <param name="Share">Of the depth that the basis spans that is traded in a tick.</param>
/// <param name="CapitalDepths">Capital, in depths within 1 % of the undisturbed book; a position is worth no more.</param>
public sealed record ArbitrageSettings(decimal Threshold, decimal Share, decimal CapitalDepths);

/// <summary>Buyers of dips.</summary>
/// <param name="Fall">From the highest price of the window at which they begin to buy, a fraction.</param>
/// <param name="Step">Each further fall at which they buy again.</param>
/// <param name="Tranches">Purchases until their capital is used up.</param>
/// <param name="WindowSeconds">How far back the highest price is looked for.</param>
/// <param name="CapitalDepths">Capital, in depths within 1 % of the undisturbed book.</param>
public sealed record DipBuyerSettings(decimal Fall, decimal Step, int Tranches, decimal WindowSeconds, decimal CapitalDepths);

/// <summary>Hedged holders who close the other legs when ADL has taken one.</summary>
/// <param name="Share">Of the accounts with legs on both sides that do.</param>
/// <param name="DelaySeconds">After it was taken.</param>
public sealed record HedgerSettings(decimal Share, decimal DelaySeconds);

/// <summary>Traders who pay in after a margin call.</summary>
/// <param name="Share">Of the accounts that do.</param>
/// <param name="DelaySeconds">After the call.</param>
/// <param name="Target">They bring their equity back to so many times maintenance margin.</param>
/// <param name="MostOfDeposit">All that they can pay in, a multiple of their first deposit.</param>
public sealed record MarginAdderSettings(decimal Share, decimal DelaySeconds, decimal Target, decimal MostOfDeposit);
