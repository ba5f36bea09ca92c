namespace ExchangeActors.Scenarios.Simulating;

/// <summary>What an act does.</summary>
public enum ActKind
{
    /// <summary>A limit order, good till cancelled, post-only or immediate, cross or isolated.</summary>
    Limit = 0,

    /// <summary>A market order.</summary>
    Market = 1,

    /// <summary>An order that only closes.</summary>
    Reduce = 2,

    /// <summary>A mass quote of both sides, or an empty one.</summary>
    Quotes = 3,

    /// <summary>Cancels one order, or one that is not there.</summary>
    Cancel = 4,

    /// <summary>Cancels all of a market.</summary>
    CancelAll = 5,

    /// <summary>Pays in.</summary>
    Deposit = 6,

    /// <summary>Takes out.</summary>
    Withdraw = 7,

    /// <summary>Moves the price of one market.</summary>
    Move = 8,

    /// <summary>Moves the prices of all markets together.</summary>
    MoveAll = 9,

    /// <summary>Applies funding.</summary>
    Funding = 10,

    /// <summary>Halts a market.</summary>
    Halt = 11,

    /// <summary>Resumes a market.</summary>
    Resume = 12,

    /// <summary>Pays into the insurance fund.</summary>
    Seed = 13,

    /// <summary>Time passes.</summary>
    Tick = 14,

    /// <summary>A command that a well-behaved client would not send.</summary>
    Odd = 15,

    /// <summary>Everything comes to rest and is checked.</summary>
    Settle = 16,

    /// <summary>Moves a price to the tick at which an account has to be looked at: where an error of one tick shows.</summary>
    Brink = 17,
}

/// <summary>
/// One act of a history, as small numbers that are applied to whatever the world is then, so that acts before it can be left out.
/// </summary>
/// <param name="Number">Its place in the seed's history, from 1; its faults are drawn by it.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Who">Picks a trader.</param>
/// <param name="Where">Picks a market.</param>
/// <param name="Amount">1 to 400.</param>
/// <param name="Price">0 to 1000.</param>
public sealed record SimulatedAct(int Number, ActKind Kind, int Who, int Where, int Amount, int Price);
