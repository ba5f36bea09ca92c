using System.Text.Json;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Node.Service.Answers;
using ExchangeActors.Node.Service.Keys;
using Microsoft.AspNetCore.Http;

namespace ExchangeActors.Node.Service.Api;

/// <summary>A request that cannot be understood; its message says where and what.</summary>
internal sealed class RequestException(string where, string what) : Exception($"{where}: {what}")
{
    /// <summary>The field.</summary>
    public string Where { get; } = where;

    /// <summary>What is wrong with it.</summary>
    public string What { get; } = what;
}

/// <summary>Reads requests.</summary>
internal static class Requests
{
    /// <summary>The header with a caller's key for a command.</summary>
    public const string KeyHeader = "Idempotency-Key";

    /// <summary>The most bytes of a body.</summary>
    public const long LongestBody = 256 * 1024;

    private const int LongestKey = 200;

    /// <summary>The Idempotency-Key.</summary>
    /// <exception cref="RequestException">There is none.</exception>
    public static string Key(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var key = context.Request.Headers[KeyHeader].ToString();
        return key.Length is > 0 and <= LongestKey && key.All(letter => letter is > ' ' and <= '~')
            ? key
            : throw new RequestException(
                KeyHeader, $"every command has one, 1 to {LongestKey} printable characters, the same when it is sent again");
    }

    /// <summary>An amount of a field.</summary>
    /// <exception cref="RequestException">It is none.</exception>
    public static decimal Amount(string? text, string where) => Amounts.Parse(text)
        ?? throw new RequestException(where, "write a decimal number as a text, e.g. \"1234.5\"");

    /// <summary>An amount of a field that may be left out.</summary>
    /// <exception cref="RequestException">It is no amount.</exception>
    public static decimal? AmountOrNone(string? text, string where) => text is null ? null : Amount(text, where);

    /// <summary>The market of a field.</summary>
    /// <exception cref="RequestException">It is no id of a market.</exception>
    public static MarketId Market(string? text, string where) =>
        Identifier.IsValidMarket(text) ? new MarketId(text!) : throw new RequestException(where, $"is not made of {Identifier.MarketRule}");

    /// <summary>The account of a field.</summary>
    /// <exception cref="RequestException">It is no id of an account.</exception>
    public static AccountId Account(string? text, string where) =>
        Identifier.IsValid(text) ? new AccountId(text!) : throw new RequestException(where, $"is not made of {Identifier.Rule}");

    /// <summary>One of several names.</summary>
    /// <exception cref="RequestException">It is none of them.</exception>
    public static T OneOf<T>(string? text, T usual, string where)
        where T : struct, Enum
    {
        if (text is null)
        {
            return usual;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (AccountDocuments.Name(value) == text)
            {
                return value;
            }
        }

        throw new RequestException(where, $"is one of {string.Join(", ", Enum.GetValues<T>().Select(AccountDocuments.Name))}");
    }

    /// <summary>All that a command asks, for the comparison with a retry.</summary>
    public static byte[] Bytes<T>(EntityRef to, T body) => JsonSerializer.SerializeToUtf8Bytes(
        new { To = to.ToString(), Kind = typeof(T).Name, Body = body }, ApiJson.Options);

    /// <summary>Exchange time that a feed tells; null for none. A trader does not say what time it is.</summary>
    /// <exception cref="RequestException">It is none, or is not to be told here.</exception>
    public static Moment? At(HttpContext context, string? text, ExchangeTime time)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(time);
        if (Access.IsTrader(context.User))
        {
            return text is null ? null : throw new RequestException("at", "a trader does not say what time it is; leave it out");
        }

        if (text is null)
        {
            return time.Source == TimeSource.Feed
                ? throw new RequestException(
                    "at", "this node has its time from its feed: say what time it is, e.g. \"2025-10-10T21:16:00Z\"")
                : null;
        }

        if (time.Source != TimeSource.Feed)
        {
            throw new RequestException("at", "this node has its time from its machine; leave it out, or start the node with --clock feed");
        }

        return IsoTime.TryParse(text, out var at) ? at : throw new RequestException(
            "at", "write a time in ISO 8601, e.g. \"2025-10-10T21:16:00Z\"");
    }
}
