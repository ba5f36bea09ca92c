using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Risk;

/// <summary>
/// How a monitor looks at an account's margin: the bands inside which a margin check decides nothing; null when it would at these marks.
/// </summary>
public delegate IReadOnlyList<(MarketId Market, SafeBand Band)>? MarginLook(
    Account account, MarkBoard marks, ExchangeRules rules, Moment now);
