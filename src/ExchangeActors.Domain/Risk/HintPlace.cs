using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Risk;

/// <summary>Why an account is asked to check its margin, in the order in which a sweep asks.</summary>
internal enum HintReason
{
    /// <summary>It was asked and has not answered, a mark was missing, or funding has moved: by account id.</summary>
    Due = 0,

    /// <summary>It has not settled with its side yet: those longest behind first.</summary>
    Behind = 1,

    /// <summary>It is its turn.</summary>
    Turn = 2,

    /// <summary>The mark fell out of its band: the highest bound first, so those first who are deepest below.</summary>
    Fell = 3,

    /// <summary>The mark rose out of its band: the lowest bound first.</summary>
    Rose = 4,
}

/// <summary>
/// The place of an account among those whom a sweep asks: a total order that does not depend on which monitor found it.
/// </summary>
/// <param name="Reason">Why it is asked.</param>
/// <param name="Market">The market that it is about; the default for none.</param>
/// <param name="Bound">The bound that was crossed, lowest first.</param>
/// <param name="Account">The account.</param>
internal readonly record struct HintPlace(HintReason Reason, MarketId Market, decimal Bound, AccountId Account) : IComparable<HintPlace>
{
    /// <inheritdoc/>
    public int CompareTo(HintPlace other)
    {
        // Those who fell and those who rose of one market come before those of the next.
        var order = Phase(Reason).CompareTo(Phase(other.Reason));
        order = order != 0 ? order : string.CompareOrdinal(Market.Value, other.Market.Value);
        order = order != 0 ? order : Reason.CompareTo(other.Reason);
        order = order != 0 ? order : Bound.CompareTo(other.Bound);
        return order != 0 ? order : Account.CompareTo(other.Account);
    }

    private static int Phase(HintReason reason) => Math.Min((int)reason, (int)HintReason.Fell);
}
