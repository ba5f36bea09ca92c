using ExchangeActors.Domain.Conservation;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>What the simulator checks, by the names that its failures carry.</summary>
public static class Check
{
    /// <summary>At rest nothing is owed and no liquidation is open.</summary>
    public const string Rest = Invariants.UnfinishedName;

    /// <summary>The same where nothing was lost and nothing overtook, without anything being sent again.</summary>
    public const string Calm = "where no message is lost everything ends without being sent again";

    /// <summary>Money, counted with what is under way.</summary>
    public const string Money = Invariants.MoneyName;

    /// <summary>The two sides of what changes hands.</summary>
    public const string Clearing = Invariants.ClearingName;

    /// <summary>The recorded queue of an ADL.</summary>
    public const string Queue = Invariants.QueueName;

    /// <summary>Liquidations of the healthy.</summary>
    public const string Margin = Invariants.MarginName;

    /// <summary>What each layer of the waterfall takes.</summary>
    public const string Layers = Invariants.LayersName;

    /// <summary>Fees over the fills of an order.</summary>
    public const string OrderFees = Invariants.OrderFeesName;

    /// <summary>Funding over the run.</summary>
    public const string Funding = Invariants.FundingName;

    /// <summary>Realised PnL over the run.</summary>
    public const string Realised = Invariants.RealisedName;

    /// <summary>Orders that margin does not carry.</summary>
    public const string OrderMargin = Invariants.OrderMarginName;

    /// <summary>Debts that nobody sees.</summary>
    public const string Wallet = Invariants.WalletName;

    /// <summary>Margin checks that did not come.</summary>
    public const string Overlooked = "nobody is overlooked whose margin broke at the newest marks";

    /// <summary>What the monitors know.</summary>
    public const string Watched = "at rest the risk monitors know every account as it is";

    /// <summary>Retries of clients.</summary>
    public const string SameAnswer = "a retry hears what happened";

    /// <summary>Acknowledged commands.</summary>
    public const string Acknowledged = "an acknowledged command is in the journal";

    /// <summary>Commands that take effect.</summary>
    public const string OnlySent = "only commands that were sent take effect";

    /// <summary>Sequence numbers.</summary>
    public const string Numbered = "events of a stream are numbered without gaps";

    /// <summary>Notices of markets.</summary>
    public const string Notices = "every notice of a market is applied once, in order";

    /// <summary>Numbers of trades.</summary>
    public const string Trades = "trades of a market are numbered without gaps";

    /// <summary>Forced closes.</summary>
    public const string ClosedOnce = "a forced close takes effect once";

    /// <summary>Orders of liquidations.</summary>
    public const string LiquidationOrder = "a liquidation's order closes what is held, at prices that were made for that";

    /// <summary>Rankings.</summary>
    public const string RankedOnce = "a round is ranked once";

    /// <summary>Figures of fills and closes.</summary>
    public const string AboveZero = "quantities and prices are above zero";

    /// <summary>Recovery.</summary>
    public const string Fold = "folding the journal gives the live state";

    /// <summary>Snapshots.</summary>
    public const string Snapshot = "every state comes back from its snapshot as it was";

    /// <summary>An end to every history.</summary>
    public const string Ends = "the exchange comes to rest";

    /// <summary>Clients hear something.</summary>
    public const string Answered = "every command is answered";

    /// <summary>Clients hear something in the end.</summary>
    public const string AnsweredInTheEnd = "a journal that fails now and then answers in the end";

    /// <summary>Exceptions.</summary>
    public const string Throws = "no decider throws";
}
