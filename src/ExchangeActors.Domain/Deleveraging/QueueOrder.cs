namespace ExchangeActors.Domain.Deleveraging;

/// <summary>The order of every ADL queue.</summary>
public static class QueueOrder
{
    /// <summary>Best score first, then second, then third, ties by account id: a total order.</summary>
    public static int BestFirst(Candidate? a, Candidate? b) =>
        a!.Score != b!.Score ? b.Score.CompareTo(a.Score)
        : a.Second != b.Second ? b.Second.CompareTo(a.Second)
        : a.Third != b.Third ? b.Third.CompareTo(a.Third)
        : a.Account.CompareTo(b.Account);
}
