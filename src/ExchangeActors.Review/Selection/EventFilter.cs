using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;

namespace ExchangeActors.Review.Selection;

/// <summary>Which events are meant: those that meet every criterion given.</summary>
/// <param name="Correlations">Of one of these orders, liquidations or deleveragings; empty for any.</param>
/// <param name="From">At or behind this place; null from the first event.</param>
/// <param name="To">At or before this place; null up to the last.</param>
/// <param name="Account">Of this account's stream, or naming it (as a party, a counterparty, a candidate of a ranking).</param>
/// <param name="Market">Of this market's or its coordinator's stream, or naming it other than among the marks of a decision.</param>
public sealed record EventFilter(ImmutableArray<string> Correlations, Place? From, Place? To, AccountId? Account, MarketId? Market)
{
    /// <summary>Every event.</summary>
    public static EventFilter All { get; } = new([], null, null, null, null);

    /// <summary>
    /// Kinds of which an event must be one: a manifest's beginning (<c>account</c>, <c>account.fill</c>) or the event's name
    /// (<c>FillApplied</c>), in any case. Empty for any.
    /// </summary>
    public ImmutableArray<string> Types { get; init; } = [];

    /// <summary>True without any criterion.</summary>
    public bool IsAll => Types.IsEmpty && Correlations.IsEmpty && From is null && To is null && Account is null && Market is null;

    /// <summary>True when the event meets every criterion.</summary>
    public bool Matches(JournalRow row)
    {
        var recorded = row.Recorded;
        return (Types.IsEmpty || Types.Any(type => IsOfType(row.Manifest, recorded.Event.GetType().Name, type)))
            && (Correlations.IsEmpty || (recorded.Correlation is { } correlation && Correlations.Contains(correlation)))
            && From?.IsAfter(row.Ordering, recorded.At) != true
            && To?.IsBefore(row.Ordering, recorded.At) != true
            && ((Account is null && Market is null) || MatchesNames(recorded));
    }

    /// <summary>True when there are events of such a kind, whether the journal has any or not.</summary>
    public static bool IsType(string type) => EventCodec.Kinds.Any(kind => IsOfType(kind.Manifest, kind.Event.Name, type));

    /// <summary>True for an event of this manifest and name when the type is its name, its kind, or a beginning of that.</summary>
    public static bool IsOfType(string manifest, string name, string type) =>
        name.Equals(type, StringComparison.OrdinalIgnoreCase)
        || (type.Length > 0 && manifest.StartsWith(type, StringComparison.OrdinalIgnoreCase)
            && (manifest.Length == type.Length || manifest[type.Length] is '.' or '-'));

    private bool MatchesNames(RecordedEvent recorded)
    {
        var stream = recorded.Id.Stream;
        var search = new Search(Account?.Value, Market)
        {
            AccountFound = Account is null || stream == EntityRef.Account(Account.Value),
            MarketFound = Market is null || stream == EntityRef.Market(Market.Value) || stream == EntityRef.Deleveraging(Market.Value),
        };
        if (!search.Done)
        {
            NamesInEvents.Walk(recorded.Event, search);
        }

        return search.Done;
    }

    private sealed class Search(string? account, MarketId? market) : INames
    {
        public bool AccountFound { get; set; }

        public bool MarketFound { get; set; }

        public bool Done => AccountFound && MarketFound;

        public string Account(string id)
        {
            AccountFound |= id == account;
            return id;
        }

        public void Market(MarketId id) => MarketFound |= id == market;

        public string Source(string source) => source;

        public string Prose(string text) => text;
    }
}
