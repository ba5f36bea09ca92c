using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Catalog;
using ExchangeActors.Scenarios.Liquidity;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Prices;
using ExchangeActors.Scenarios.Running;

namespace ExchangeActors.Scenarios;

/// <summary>
/// A run of the exchange as a file describes it, checked and complete. Read by <see cref="ScenarioLoader"/>; the format is
/// config/scenarios/README.md.
/// </summary>
public sealed record Scenario
{
    /// <summary>The scenario's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it shows.</summary>
    public required string Description { get; init; }

    /// <summary>Decides the population.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The venue's rules, with the scenario's and the command line's changes.</summary>
    public required VenueProfile Venue { get; init; }

    /// <summary>The same as its file has it, changes and defaults included.</summary>
    public required VenueProfileSpec VenueSpec { get; init; }

    /// <summary>Exchange time of the opening, tick 0.</summary>
    public required Moment Start { get; init; }

    /// <summary>Length of the run, seconds.</summary>
    public required int DurationSeconds { get; init; }

    /// <summary>Time between ticks, milliseconds.</summary>
    public required int TickMs { get; init; }

    /// <summary>A longer time than this without a forced close begins a new wave in the figures, milliseconds; it decides nothing in the
    /// run.</summary>
    public required long WaveGapMs { get; init; }

    /// <summary>The instruments, in the file's order; every list per market follows it.</summary>
    public required ImmutableArray<Instrument> Markets { get; init; }

    /// <summary>The prices at the opening (tick 0) and at every tick after it.</summary>
    public required ImmutableArray<PriceTick> Ticks { get; init; }

    /// <summary>Market-data rows that were skipped: how many, and the first of them.</summary>
    public required RejectLog Rejects { get; init; }

    /// <summary>A market without a row of prices for longer than this is stale, seconds.</summary>
    public required decimal StaleAfterSeconds { get; init; }

    /// <summary>What the insurance fund begins with, quote.</summary>
    public required Money InsuranceFund { get; init; }

    /// <summary>The fund never goes below this, quote.</summary>
    public required Money InsuranceFundFloor { get; init; }

    /// <summary>How the population is made; null for none.</summary>
    public required PopulationSettings? Population { get; init; }

    /// <summary>The accounts that the file lists one by one; their positions add up to zero in each market.</summary>
    public required ImmutableArray<OpeningAccount> Accounts { get; init; }

    /// <summary>The liquidity that is quoted; null for empty books.</summary>
    public required DepthProfile? Liquidity { get; init; }

    /// <summary>How prices and books answer what is traded; null when they do not.</summary>
    public AnswerSettings? Market { get; init; }

    /// <summary>Who reacts, and how; null when nobody does.</summary>
    public ReactionSettings? Reactions { get; init; }

    /// <summary>What accounts do at set times, by time and then in the file's order.</summary>
    public required ImmutableArray<TimedAction> Actions { get; init; }

    /// <summary>Funding rates at set times, by time and then in the file's order.</summary>
    public required ImmutableArray<TimedFunding> Funding { get; init; }

    /// <summary>What must have come of the run; it does not decide it, so the hash is without it.</summary>
    public required Expectations Then { get; init; }

    /// <summary>
    /// SHA-256 over all that decides the run: the content with overrides, the venue's profile, the bytes of the market data. Layout,
    /// remarks and paths of the machine have no effect.
    /// </summary>
    public required string Hash { get; init; }

    /// <summary>The accounts that are liquidity-support participants.</summary>
    public ImmutableArray<SupportParticipant> Participants =>
        [.. Accounts.Where(account => account.Participant is not null).Select(account => account.Participant!)];

    /// <summary>Its venue, pool, floor and participants, as a journal keeps them.</summary>
    public RulesSpec RulesSpec => new(VenueSpec, ScenarioRules.Pool, InsuranceFundFloor) { Participants = Participants };

    /// <summary>Number of ticks after the opening.</summary>
    public int TickCount => Ticks.Length - 1;

    /// <summary>The mark that the market opens at, by the domain's own rule.</summary>
    /// <param name="market">Its place in <see cref="Markets"/>.</param>
    public Price OpeningMark(int market)
    {
        var price = Ticks[0].Points[market].Sample(new CommandId("opening", 1), Ticks[0].At);
        return MarkPrice.None.Next(price, Markets[market]) is MarkPriceUpdated opened
            ? opened.Mark
            : throw new InvalidOperationException(
                $"The first price of {Markets[market].Id} gave no mark; prices are checked when a scenario is loaded.");
    }
}

/// <summary>An account as it stands when the exchange opens.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Deposit">What it has paid in, quote, ≥ 0; isolated margins are taken out of it.</param>
/// <param name="Positions">What it brings along.</param>
/// <param name="Owner">Who stands behind it; null for the account itself.</param>
/// <param name="Participant">Its terms as a liquidity-support participant; null when it is none.</param>
public sealed record OpeningAccount(
    AccountId Id, Money Deposit, ImmutableArray<OpeningPosition> Positions, OwnerId? Owner = null, SupportParticipant? Participant = null);

/// <summary>Something that an account does at a set time.</summary>
/// <param name="Second">Seconds after the start.</param>
/// <param name="Account">The account.</param>
public abstract record TimedAction(decimal Second, AccountId Account);

/// <summary>Places an order; <paramref name="Limit"/> null is a market order.</summary>
public sealed record TimedOrder(
    decimal Second,
    AccountId Account,
    MarketId Market,
    Side Side,
    Quantity Quantity,
    Price? Limit,
    TimeInForce TimeInForce,
    bool ReduceOnly,
    MarginMode MarginMode) : TimedAction(Second, Account);

/// <summary>Cancels every working order of a market.</summary>
public sealed record TimedCancelAll(decimal Second, AccountId Account, MarketId Market) : TimedAction(Second, Account);

/// <summary>Pays money in, quote, &gt; 0.</summary>
public sealed record TimedDeposit(decimal Second, AccountId Account, Money Amount) : TimedAction(Second, Account);

/// <summary>Takes money out, quote, &gt; 0.</summary>
public sealed record TimedWithdrawal(decimal Second, AccountId Account, Money Amount) : TimedAction(Second, Account);
