using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Entities;

/// <summary>On whose behalf a command comes in: the host that takes it knows, the command does not say.</summary>
public enum CommandOrigin
{
    /// <summary>The exchange's operator, its feeds and its clock, or a scenario.</summary>
    Operator = 0,

    /// <summary>A trader: only what an account may do for itself.</summary>
    Trader = 1,
}

/// <summary>
/// What every host does with a command from outside before an entity hears of it. Nothing about the rules is the caller's word: the marks
/// that an account decides on are the exchange's own, whatever the command brings, and what only an operator may do is refused to a trader.
/// </summary>
public static class FrontDoor
{
    /// <summary>The most characters of a text that an operator leaves in the journal.</summary>
    public const int LongestText = 1_000;

    /// <summary>
    /// Why a command is refused at the door (<c>invalid-id</c>, <c>invalid-text</c>, <c>invalid-time</c>, <c>operator-only</c>); null
    /// when it may come in. What it names is checked here, once, because it becomes the name of a stream, an actor and a key.
    /// </summary>
    /// <param name="to">The receiver.</param>
    /// <param name="id">The command's id.</param>
    /// <param name="command">The command.</param>
    /// <param name="at">Exchange time.</param>
    /// <param name="origin">On whose behalf it comes.</param>
    public static CommandRefused? Refusal(EntityRef to, CommandId id, Message command, Moment at, CommandOrigin origin)
    {
        if (InvalidName(to, id, command) is var (name, rule))
        {
            return new CommandRefused(id, "invalid-id", $"\"{Identifier.Shown(name)}\" is not made of {rule}");
        }

        if (!at.IsInCalendar)
        {
            return new CommandRefused(id, "invalid-time", $"{at} is not in the calendar");
        }

        if (command is HaltMarket { Reason: var reason } && (reason.Length > LongestText || Identifier.Plain(reason) != reason))
        {
            return new CommandRefused(id, "invalid-text", $"a reason has at most {LongestText} characters and no control characters");
        }

        if (origin == CommandOrigin.Operator)
        {
            return null;
        }

        return command switch
        {
            OpenAccount { Kind: not AccountKind.Trader } open => Refused($"an account of kind {open.Kind} is opened by the operator"),
            OpenAccount { Positions.IsEmpty: false } => Refused("positions are brought along by the operator only"),
            OpenAccount or Deposit or Withdraw or PlaceOrder or PlaceQuotes or CancelOrder or CancelAllOrders => null,
            _ => Refused($"{command.GetType().Name} is not a trader's to send"),
        };

        CommandRefused Refused(string detail) => new(id, "operator-only", detail);
    }

    private static (string Name, string Rule)? InvalidName(EntityRef to, CommandId id, Message command)
    {
        string?[] names = command is OpenAccount open ? [to.Id, id.Source, open.Account.Value, open.Owner?.Value] : [to.Id, id.Source];
        MarketId[] markets = command switch
        {
            OpenAccount { Positions: { IsDefault: false } positions } => [.. positions.Select(position => position.Market)],
            ListMarket list => [list.Instrument.Id],
            PlaceOrder order => [order.Market],
            PlaceQuotes quotes => [quotes.Market],
            CancelAllOrders cancel => [cancel.Market],
            _ => [],
        };
        return Array.Find(names, name => name is not null && !Identifier.IsValid(name)) is { } wrong ? (wrong, Identifier.Rule)
            : Array.FindIndex(markets, market => !Identifier.IsValidMarket(market.Value)) is >= 0 and var place
                ? (markets[place].Value ?? string.Empty, Identifier.MarketRule)
                : null;
    }

    /// <summary>The command with the newest marks of the markets, if it is decided on marks; what it brought is dropped.</summary>
    /// <param name="command">The command.</param>
    /// <param name="marks">The newest marks as the exchange knows them.</param>
    /// <param name="pools">The exchange's insurance pools: where profit takes a haircut, the one that serves the markets says
    /// which.</param>
    /// <param name="rules">Which pool that is, and whether it does.</param>
    /// <param name="at">Exchange time: profit is released as it passes.</param>
    public static Message WithMarks(Message command, MarkBoard marks, IEnumerable<LiquidationPool> pools, ExchangeRules rules, Moment at) =>
        command switch
        {
            Withdraw withdraw => withdraw with { Marks = Board(marks, pools, rules, at) },
            PlaceOrder order => order with { Marks = Board(marks, pools, rules, at) },
            PlaceQuotes quotes => quotes with { Marks = Board(marks, pools, rules, at) },
            _ => command,
        };

    /// <summary>A board with the newest marks of these markets; the board itself when none is newer.</summary>
    public static MarkBoard Newest(MarkBoard marks, IEnumerable<Market> markets)
    {
        ArgumentNullException.ThrowIfNull(markets);
        foreach (var market in markets)
        {
            if (market.Quote is { } quote)
            {
                marks = marks.With(market.Id, quote);
            }
        }

        return marks;
    }

    private static MarkBoard Board(MarkBoard marks, IEnumerable<LiquidationPool> pools, ExchangeRules rules, Moment at) =>
        rules.Profile.Profit.WarmupSeconds is not null
        && pools.FirstOrDefault(pool => pool.Pool == rules.Pool)?.HaircutAt(at) is { } haircut
            ? marks with { Haircut = haircut }
            : marks;
}
