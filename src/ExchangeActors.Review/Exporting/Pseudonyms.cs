using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.Selection;

namespace ExchangeActors.Review.Exporting;

/// <summary>
/// Names instead of account ids. Without a key <c>account-000001</c> and so on, by the place of the id among all of the journal in the
/// order in which cases of liquidation are kept, so that whatever was decided by the order of ids can be decided again, and so that two
/// cuts of one journal agree; an id that sorts behind a vault's gets <c>x-account-</c> for the same reason. With a key <c>account-</c> and
/// 16 digits of the id's HMAC-SHA-256: cuts of several journals agree, but the order of the ids is lost. The exchange's own account, vaults
/// and the liquidity of a market keep their ids. Amounts, times and order numbers stay as they are: whoever knows an account's trades will
/// recognise it.
/// </summary>
internal sealed class Pseudonyms : INames
{
    private const int Digits = 6;
    private const int HashedBytes = 8;

    private readonly Dictionary<string, string> _names;
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    /// <summary>Names for these accounts.</summary>
    /// <param name="accounts">All ids that the journal holds.</param>
    /// <param name="kept">Those of them that keep their names.</param>
    /// <param name="vaults">Those of them that are vaults.</param>
    /// <param name="key">The key; null for places.</param>
    public Pseudonyms(IReadOnlySet<string> accounts, IReadOnlySet<string> kept, IReadOnlySet<string> vaults, byte[]? key)
    {
        // A liquidation's id is liq/<account>/<n>, and the pool goes through its cases in that order.
        var hidden = accounts.Where(id => !kept.Contains(id)).OrderBy(id => id + "/", StringComparer.Ordinal).ToList();
        var firstVault = vaults.Min(StringComparer.Ordinal);
        var width = Math.Max(Digits, hidden.Count.ToString(CultureInfo.InvariantCulture).Length);
        _names = new Dictionary<string, string>(accounts.Count, StringComparer.Ordinal);
        foreach (var (place, id) in hidden.Index())
        {
            var prefix = key is null && firstVault is not null && string.CompareOrdinal(id, firstVault) > 0 ? "x-account-" : "account-";
            _names[id] = prefix + (key is null
                ? (place + 1).ToString(CultureInfo.InvariantCulture).PadLeft(width, '0')
                : Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(id)).AsSpan(0, HashedBytes)));
        }

        foreach (var id in kept)
        {
            _names[id] = id;
        }

        if (_names.Values.Distinct(StringComparer.Ordinal).Count() != _names.Count)
        {
            throw new InvalidOperationException("Two accounts would get the same pseudonym; use another key.");
        }

        Count = hidden.Count;
        _lookup = _names.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Accounts that got another name.</summary>
    public int Count { get; }

    /// <inheritdoc/>
    public string Account(string id) => _names.TryGetValue(id, out var name) ? name
        : throw new InvalidOperationException("An account was met that was not there when the names were given.");

    /// <inheritdoc/>
    public string Source(string source) => _names.GetValueOrDefault(source, source);

    /// <inheritdoc/>
    public void Market(MarketId id)
    {
        // Markets keep their names.
    }

    /// <inheritdoc/>
    public string Prose(string text)
    {
        var result = new StringBuilder(text.Length);
        var start = 0;
        while (start < text.Length)
        {
            if (IsEdge(text, start) && LongestAt(text, start) is var (length, name))
            {
                result.Append(name);
                start += length;
            }
            else
            {
                result.Append(text[start++]);
            }
        }

        return result.ToString();
    }

    private (int Length, string Name)? LongestAt(string text, int start)
    {
        for (var end = text.Length; end > start; end--)
        {
            if (IsEdge(text, end) && _lookup.TryGetValue(text.AsSpan(start..end), out var name))
            {
                return (end - start, name);
            }
        }

        return null;
    }

    // Between two places of a text where a word may begin or end.
    private static bool IsEdge(string text, int position) =>
        position == 0 || position == text.Length || !IsWord(text[position - 1]) || !IsWord(text[position]);

    private static bool IsWord(char character) => char.IsLetterOrDigit(character) || character is '-' or '_';
}
