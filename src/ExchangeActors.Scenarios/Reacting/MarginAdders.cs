using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Reacting;

/// <summary>
/// Traders who pay in after a margin call: a share of them, after a delay, what was missing to a multiple of maintenance margin at the
/// call, as far as their means go. Who has been liquidated meanwhile pays in too: the money was on its way.
/// </summary>
internal sealed class MarginAdders(MarginAdderSettings settings, ReactionWorld world) : IReaction
{
    /// <summary>The commands' source.</summary>
    public const string Name = "margin-adders";

    private readonly Dictionary<AccountId, decimal> _means = [];
    private readonly SortedDictionary<(long DueMs, AccountId Account), decimal> _due = [];

    /// <inheritdoc/>
    public IEnumerable<OpeningAccount> Accounts => [];

    /// <inheritdoc/>
    public void Meet(OpeningAccount account)
    {
        if (world.ChanceOf(account.Id, Name).Unit() < (double)settings.Share)
        {
            _means[account.Id] = account.Deposit.Value * settings.MostOfDeposit;
        }
    }

    /// <inheritdoc/>
    public IEnumerable<Reaction> At(ReactionMoment now)
    {
        var tick = world.Scenario.Markets.Max(instrument => instrument.QuoteTick);
        foreach (var call in now.News.OfType<MarginCalled>().Where(call => _means.ContainsKey(call.Account)))
        {
            var missing = Rounding.Up((settings.Target * call.MaintenanceMargin.Value) - call.Equity.Value, tick);
            var amount = Math.Min(missing, Rounding.Down(_means[call.Account], tick));
            if (amount > 0m)
            {
                _means[call.Account] -= amount;
                var key = (call.AtMs + (long)(settings.DelaySeconds * 1000m), call.Account);
                _due[key] = _due.GetValueOrDefault(key) + amount;
            }
        }

        // What is due at one tick for an account is one payment.
        var due = _due.TakeWhile(payment => payment.Key.DueMs <= now.AtMs).ToList();
        due.ForEach(payment => _due.Remove(payment.Key));
        return due.GroupBy(payment => payment.Key.Account).OrderBy(own => own.Key).Select(own =>
        {
            var id = world.IdOf(Name, 0, now);
            return new Reaction(own.Key, id, new Deposit(id, new Money(own.Sum(payment => payment.Value))));
        });
    }
}
