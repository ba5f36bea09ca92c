using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Review.Picks;

/// <summary>Ranks accounts as they were, at the marks of a recorded ranking, by the production monitors.</summary>
/// <param name="rules">Instruments and venue.</param>
/// <param name="market">The market of the rankings.</param>
/// <param name="marks">The marks.</param>
internal sealed class QueueBench(ExchangeRules rules, MarketId market, MarkBoard marks)
{
    private readonly RiskMonitors _monitors = RiskMonitors.ForRanking(rules, marks);

    /// <summary>
    /// Adds an account, with more or less money than it had, if asked for: of its cross wallet, or of the position's isolated margin.
    /// </summary>
    public void Add(Account account, decimal margin = 0m) =>
        _monitors.Know(new AccountRisk(margin == 0m ? account : With(account, new Money(margin))));

    /// <summary>The queue, best first; only those whom the venue closes.</summary>
    /// <param name="sign">+1 longs, −1 shorts.</param>
    /// <param name="excluded">The bankrupt account.</param>
    public List<Candidate> Queue(int sign, AccountId excluded) => _monitors.Queue(market, sign, excluded, queuedOnly: true);

    private Account With(Account account, Money margin) =>
        account.Positions.GetValueOrDefault(market) is { IsolatedMargin: { } isolated } position
            ? account with { Positions = account.Positions.SetItem(market, position with { IsolatedMargin = isolated + margin }) }
            : account with { Wallet = account.Wallet + margin };
}
