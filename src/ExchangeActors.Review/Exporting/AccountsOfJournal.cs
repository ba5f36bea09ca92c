using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Selection;

namespace ExchangeActors.Review.Exporting;

/// <summary>
/// Collects every account id that a journal holds, also those that only stand in the name of an order that somebody wanted to cancel.
/// </summary>
internal sealed class AccountsOfJournal : INames
{
    private const string Liquidity = "liquidity-";

    private readonly HashSet<string> _accounts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _kept = new(StringComparer.Ordinal);
    private readonly HashSet<string> _vaults = new(StringComparer.Ordinal);
    private readonly HashSet<string> _markets = new(StringComparer.Ordinal);

    /// <summary>Takes the journal's next event.</summary>
    public void Add(JournalRow row)
    {
        var recorded = row.Recorded;
        NamesInEvents.Event(recorded.Id, this);
        NamesInEvents.Event(recorded.CausedBy, this);
        NamesInEvents.Correlation(recorded.Correlation, this);
        NamesInEvents.Walk(recorded.Event, this);
        if (row.Stored.ReadInput() is { } input)
        {
            NamesInEvents.Walk(input, this);
        }

        switch (recorded.Event)
        {
            case AccountOpened { Kind: not AccountKind.Trader } opened:
                _kept.Add(opened.Account.Value);
                if (opened.Kind == AccountKind.Vault)
                {
                    _vaults.Add(opened.Account.Value);
                }

                break;
            case MarketListed listed:
                _markets.Add(listed.Instrument.Id.Value);
                break;
            default:
                break;
        }
    }

    /// <summary>Once all events were added: their new names.</summary>
    public Pseudonyms Name(byte[]? key)
    {
        _kept.UnionWith(_markets.Select(market => Liquidity + market).Where(_accounts.Contains));
        return new Pseudonyms(_accounts, _kept, _vaults, key);
    }

    /// <inheritdoc/>
    public string Account(string id)
    {
        _accounts.Add(id);
        return id;
    }

    /// <inheritdoc/>
    public string Source(string source) => source;

    /// <inheritdoc/>
    public string Prose(string text) => text;

    /// <inheritdoc/>
    public void Market(MarketId id)
    {
        // Markets are not accounts.
    }
}
