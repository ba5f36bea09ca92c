using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Review.Picks;

/// <summary>Ranks accounts as they were, at the marks of a recorded ranking, by the production index.</summary>
internal sealed class QueueBench
{
    private readonly RiskIndex _index;
    private readonly EntityRef _address;

    /// <summary>A bench for rankings of a market at these marks.</summary>
    public QueueBench(ExchangeRules rules, MarketId market, MarkBoard marks)
    {
        _index = new RiskIndex(market, rules);
        _address = EntityRef.RiskIndex(market);
        foreach (var (other, quote) in marks.Quotes)
        {
            _index.Handle(new MarkMoved(other, quote, false));
        }
    }

    /// <summary>
    /// Adds an account, with more or less money than it had, if asked for: of its cross wallet, or of the position's isolated margin.
    /// </summary>
    public void Add(Account account, decimal margin = 0m)
    {
        foreach (var announcement in account.Announce(Account.New(account.Id)))
        {
            if (announcement.To == _address && announcement.Body is AccountRisk risk)
            {
                _index.Handle(margin == 0m ? risk : With(risk, margin));
            }
        }
    }

    /// <summary>The queue, best first; only those whom the venue closes.</summary>
    /// <param name="sign">+1 longs, −1 shorts.</param>
    /// <param name="excluded">The bankrupt account.</param>
    public List<Candidate> Queue(int sign, AccountId excluded) => _index.Queue(sign, excluded, queuedOnly: true);

    private AccountRisk With(AccountRisk risk, decimal margin) => risk.In(_index.Market)?.IsolatedMargin is null
        ? risk with { Wallet = risk.Wallet + new Money(margin) }
        : risk with
        {
            Positions = [
            .. risk.Positions.Select(position => position.Market == _index.Market
                ? position with { IsolatedMargin = position.IsolatedMargin + new Money(margin) } : position)]
        };
}
