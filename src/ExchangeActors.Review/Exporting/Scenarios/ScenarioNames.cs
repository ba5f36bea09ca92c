using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Review.Exporting.Scenarios;

/// <summary>
/// What accounts are called in a scenario. It reserves the names of those that it makes itself; a trader of such a name (a run's population
/// and its makers have them) is called
/// <c>trader_…</c> instead of <c>trader-…</c>, which leaves the order of the names as it is: ties are broken by it.
/// </summary>
internal sealed class ScenarioNames
{
    private static readonly string[] Reserved = ["trader-", "liquidity-", "exchange-"];
    private readonly Dictionary<AccountId, string> _names = [];
    private readonly Dictionary<string, AccountId> _taken = new(StringComparer.Ordinal);

    /// <summary>Accounts with another name than in the journal.</summary>
    public int Renamed { get; private set; }

    /// <summary>The name of an account.</summary>
    public string this[AccountId account] => _names.TryGetValue(account, out var name) ? name : account.Value;

    /// <summary>Names an account that was opened; says what is wrong when it cannot have a name.</summary>
    public string? Add(AccountId account, AccountKind kind)
    {
        var name = account.Value;
        if (kind == AccountKind.Trader && Array.Find(Reserved, name.StartsWith) is { } prefix)
        {
            name = $"{prefix[..^1]}_{name[prefix.Length..]}";
            Renamed++;
        }

        _names[account] = name;
        return name.Length == 0 || name.Contains('/', StringComparison.Ordinal) ? $"a scenario's account cannot be called \"{name}\""
            : !_taken.TryAdd(name, account) ? $"{account} would be called {name} in the scenario, as {_taken[name]} is"
            : null;
    }
}
