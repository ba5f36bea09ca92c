using System.Globalization;

namespace ExchangeActors.Domain.Primitives;

/// <summary>A trader's account, e.g. <c>alice</c>. Ordered by ordinal comparison.</summary>
public readonly record struct AccountId(string Value) : IComparable<AccountId>
{
    /// <inheritdoc/>
    public int CompareTo(AccountId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>
/// Who stands behind one or more accounts, e.g. <c>whale</c>; an account without a named owner is its own. No rule reads it: a venue does
/// not know it. Ordered by ordinal comparison.
/// </summary>
public readonly record struct OwnerId(string Value) : IComparable<OwnerId>
{
    /// <inheritdoc/>
    public int CompareTo(OwnerId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>An instrument, e.g. <c>BTC-PERP</c>. Ordered by ordinal comparison.</summary>
public readonly record struct MarketId(string Value) : IComparable<MarketId>
{
    /// <inheritdoc/>
    public int CompareTo(MarketId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>
/// An order's id, a function of its input: <c>order/&lt;account&gt;/&lt;source&gt;/&lt;command number&gt;</c>,
/// <c>quote/&lt;account&gt;/&lt;market&gt;/&lt;set&gt;/&lt;n&gt;</c> or <c>&lt;liquidation id&gt;/&lt;step&gt;</c>.
/// </summary>
public readonly record struct OrderId(string Value) : IComparable<OrderId>
{
    /// <inheritdoc/>
    public int CompareTo(OrderId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A liquidation: <c>liq/&lt;account&gt;/&lt;n&gt;</c>, n counting the account's liquidations from 1.</summary>
public readonly record struct LiquidationId(string Value) : IComparable<LiquidationId>
{
    /// <summary>The id of an account's n-th liquidation.</summary>
    public static LiquidationId Of(AccountId account, int number) => new($"liq/{account.Value}/{number}");

    /// <summary>Counts the account's liquidations from 1; 0 for what is no such id.</summary>
    public int Number =>
        int.TryParse(Value.AsSpan(Value.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : 0;

    /// <inheritdoc/>
    public int CompareTo(LiquidationId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>An auto-deleveraging: <c>adl/&lt;market&gt;/&lt;n&gt;</c>, n counting the market's from 1.</summary>
public readonly record struct DeleveragingId(MarketId Market, int Number)
{
    /// <inheritdoc/>
    public override string ToString() => $"adl/{Market.Value}/{Number}";
}

/// <summary>
/// One forced close of a deleveraging: <c>adl/&lt;market&gt;/&lt;n&gt;/&lt;step&gt;</c>. Never reused; a later step of the same market is
/// greater.
/// </summary>
public readonly record struct StepId(DeleveragingId Deleveraging, int Step)
{
    /// <summary>True when this step comes after <paramref name="other"/> of the same market.</summary>
    public bool IsAfter(StepId other) =>
        Deleveraging.Number > other.Deleveraging.Number || (Deleveraging.Number == other.Deleveraging.Number && Step > other.Step);

    /// <inheritdoc/>
    public override string ToString() => $"{Deleveraging}/{Step}";
}

/// <summary>
/// The id of a command from outside: a source numbers its commands upwards (gaps allowed). Whoever receives it remembers the last
/// number of each source, so a command takes effect at most once, however often it is sent.
/// </summary>
public readonly record struct CommandId(string Source, long Number)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Source}#{Number}";
}
