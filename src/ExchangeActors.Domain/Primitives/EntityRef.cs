namespace ExchangeActors.Domain.Primitives;

/// <summary>The kinds of entities, in the order in which reports list them.</summary>
public enum EntityKind
{
    /// <summary>Outside the exchange: a client, a price feed, an operator.</summary>
    Outside = 0,

    /// <summary>A trader's account.</summary>
    Account = 1,

    /// <summary>An instrument.</summary>
    Market = 2,

    /// <summary>An insurance pool with its liquidations.</summary>
    Liquidation = 3,

    /// <summary>The ADL coordinator of a market.</summary>
    Deleveraging = 4,

    /// <summary>The risk monitors (read models without a stream).</summary>
    RiskMonitor = 5,
}

/// <summary>The address of an entity, and the name of its stream in the journal: <c>account/alice</c>.</summary>
public readonly record struct EntityRef(EntityKind Kind, string Id) : IComparable<EntityRef>
{
    /// <summary>An account's address.</summary>
    public static EntityRef Account(AccountId id) => new(EntityKind.Account, id.Value);

    /// <summary>A market's address.</summary>
    public static EntityRef Market(MarketId id) => new(EntityKind.Market, id.Value);

    /// <summary>An insurance pool's address.</summary>
    public static EntityRef Liquidation(string pool) => new(EntityKind.Liquidation, pool);

    /// <summary>The address of a market's ADL coordinator.</summary>
    public static EntityRef Deleveraging(MarketId id) => new(EntityKind.Deleveraging, id.Value);

    /// <summary>
    /// The address of the risk monitor that watches an account, whichever that is: no state depends on how many there are.
    /// </summary>
    public static EntityRef RiskMonitor(AccountId account) => new(EntityKind.RiskMonitor, account.Value);

    /// <summary>The address of all risk monitors together: what goes there reaches each of them, and their answers are one.</summary>
    public static EntityRef RiskMonitors { get; } = new(EntityKind.RiskMonitor, "*");

    /// <summary>A timer of the process.</summary>
    public static EntityRef Timer { get; } = new(EntityKind.Outside, "timer");

    /// <summary>Reads <c>kind/id</c>; null when it is not an address.</summary>
    public static EntityRef? Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == text.Length - 1)
        {
            return null;
        }

        var id = text[(slash + 1)..];
        return text[..slash] switch
        {
            "outside" => new EntityRef(EntityKind.Outside, id),
            "account" => new EntityRef(EntityKind.Account, id),
            "market" => new EntityRef(EntityKind.Market, id),
            "liquidation" => new EntityRef(EntityKind.Liquidation, id),
            "deleveraging" => new EntityRef(EntityKind.Deleveraging, id),
            "risk" => new EntityRef(EntityKind.RiskMonitor, id),
            _ => null,
        };
    }

    /// <inheritdoc/>
    public int CompareTo(EntityRef other) => Kind != other.Kind ? Kind.CompareTo(other.Kind) : string.CompareOrdinal(Id, other.Id);

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        EntityKind.Outside => "outside/" + Id,
        EntityKind.Account => "account/" + Id,
        EntityKind.Market => "market/" + Id,
        EntityKind.Liquidation => "liquidation/" + Id,
        EntityKind.Deleveraging => "deleveraging/" + Id,
        _ => "risk/" + Id,
    };
}

/// <summary>
/// The identity of an event: its stream and its sequence in it, from 1. An outside input is numbered by its source alike.
/// </summary>
public readonly record struct EventRef(EntityRef Stream, long Sequence)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Stream}#{Sequence}";
}
