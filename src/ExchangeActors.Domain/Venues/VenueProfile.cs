using System.Collections.Immutable;

namespace ExchangeActors.Domain.Venues;

/// <summary>A policy of a profile.</summary>
public interface IPolicy
{
    /// <summary>The name that files and events use.</summary>
    string Name { get; }
}

/// <summary>
/// A venue's waterfall: one policy of each kind, and limits. Composed by the catalogue from a file under <c>config/venues</c>.
/// </summary>
public sealed record VenueProfile
{
    /// <summary>The profile's name.</summary>
    public required string Name { get; init; }

    /// <summary>Raised whenever a setting changes.</summary>
    public required int Version { get; init; }

    /// <summary>Where the venue's documentation leaves a gap, and what the profile does there.</summary>
    public required ImmutableArray<string> Notes { get; init; }

    /// <summary>Where the rules are documented.</summary>
    public ImmutableArray<string> Sources { get; init; } = [];

    /// <summary>A margin call is issued below this multiple of maintenance margin, ≥ 1.</summary>
    public required decimal MarginCallLevel { get; init; }

    /// <summary>Who is offered a position, in order.</summary>
    public LayerOrder Layers { get; init; } = LayerOrder.Default;

    /// <summary>Which position a liquidation closes next, and how much of it.</summary>
    public required ILiquidationSizing Sizing { get; init; }

    /// <summary>How equity is shared over positions into bankruptcy prices.</summary>
    public required IBankruptcyPriceRule BankruptcyPrice { get; init; }

    /// <summary>The worst price of a liquidation's order.</summary>
    public required ILiquidationLimit LiquidationLimit { get; init; }

    /// <summary>What a liquidation pays to the fund.</summary>
    public required ILiquidationFee Fee { get; init; }

    /// <summary>What the fund pays for on the book, and who takes positions over.</summary>
    public required IBackstop Backstop { get; init; }

    /// <summary>When winners must close the rest.</summary>
    public required IDeleveragingTrigger Trigger { get; init; }

    /// <summary>Who takes what a book has left for good, while the fund has money.</summary>
    public ExhaustedBook ExhaustedBook { get; init; } = ExhaustedBook.TakeOver;

    /// <summary>Who may be closed.</summary>
    public required IEligibility Eligibility { get; init; }

    /// <summary>The order of the ADL queue.</summary>
    public required IRankingPolicy Ranking { get; init; }

    /// <summary>Whether hedges count in it.</summary>
    public required IHedgingPolicy Hedging { get; init; }

    /// <summary>How the rest is spread over the queue.</summary>
    public required IAllocationPolicy Allocation { get; init; }

    /// <summary>How much of the rest is taken from winners.</summary>
    public required ISeverityPolicy Severity { get; init; }

    /// <summary>The price of forced closes.</summary>
    public required IDeleveragingPrice DeleveragingPrice { get; init; }

    /// <summary>What keeps it from closing too much.</summary>
    public required IGuard Guard { get; init; }

    /// <summary>What becomes of what nobody took or paid.</summary>
    public required IResidual Residual { get; init; }

    /// <summary>What profit counts for before others' losses have paid for it.</summary>
    public IProfitPolicy Profit { get; init; } = new PlainProfit();

    /// <summary>Limits on everything in flight.</summary>
    public required WaterfallLimits Limits { get; init; }

    /// <summary>True when this is the same profile, whatever its remarks and sources say.</summary>
    public bool DecidesLike(VenueProfile other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this == other with { Notes = Notes, Sources = Sources };
    }
}

/// <summary>Limits; reaching one is an event, a refusal or a postponement, never a loss.</summary>
/// <param name="LiquidationsInFlight">Liquidations of a pool that may move at once in a market; the others wait in order. Those that wait
/// for time, a halt or the fund do not count.</param>
/// <param name="DeleveragingRounds">Rankings per deleveraging.</param>
/// <param name="ForceClosesInFlight">Forced closes of a deleveraging that may be unanswered at once.</param>
/// <param name="QueueLength">Candidates recorded per ranking; the rest is counted.</param>
/// <param name="OrdersPerAccount">Working orders and quotes of an account.</param>
/// <param name="OrdersPerBook">Resting orders of a market.</param>
/// <param name="FundWaits">Ticks that a liquidation waits for what liquidations that wait themselves have reserved of the fund.</param>
/// <param name="MaxMarkAgeSeconds">Age of the price behind a mark, seconds, beyond which nothing is opened and nothing paid out on it
/// (<c>stale-mark</c>).</param>
public sealed record WaterfallLimits(
    int LiquidationsInFlight,
    int DeleveragingRounds,
    int ForceClosesInFlight,
    int QueueLength,
    int OrdersPerAccount,
    int OrdersPerBook,
    int FundWaits = 12,
    int MaxMarkAgeSeconds = 3_600)
{
    /// <summary>The limits when a profile names none.</summary>
    public static WaterfallLimits Default { get; } = new(256, 5, 32, 10_000, 200, 100_000);
}
