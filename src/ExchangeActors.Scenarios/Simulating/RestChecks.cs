using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>What must hold of accounts and their monitors once nothing is under way.</summary>
internal static class RestChecks
{
    /// <summary>Bands are only hints, but a missed one would leave a broken margin alone for ever.</summary>
    public static void NobodyIsOverlooked(ExchangeState state, MarkBoard marks, ExchangeRules rules, Moment now)
    {
        foreach (var account in state.Accounts.Values.OrderBy(account => account.Id))
        {
            var decision = Deciders.Account.Decide(account, new CheckMargin(marks), rules, now);
            if (decision.Events.FirstOrDefault(found => found is LiquidationStarted or AccountFrozen or MarginCallIssued) is { } missed)
            {
                throw new BrokenException(Check.Overlooked, $"{account.Id}: {missed}");
            }
        }
    }

    /// <summary>What the monitors know of each account is what is; who has no position they do not know.</summary>
    public static void MonitorsKnowWhatIs(ExchangeState state, RiskMonitors monitors)
    {
        foreach (var account in state.Accounts.Values.OrderBy(account => account.Id))
        {
            var known = monitors.Known(account.Id);
            var differs = known is null ? !account.Positions.Values.All(position => position.Size.IsZero)
                : RiskOf(account) != RiskOf(known);
            if (differs)
            {
                throw new BrokenException(
                    Check.Watched,
                    $"{account.Id} is at version {account.Version}, its monitor knows {(known is null ? "nothing" : known.Version)}");
            }
        }
    }

    /// <summary>A hash of what matters to an account's risk.</summary>
    private static string RiskOf(Account account)
    {
        using var writer = new CanonicalWriter();
        var risk = account with
        {
            Version = 0,
            Commands = CommandLog.Empty,
            Outbox = Outbox.Empty,
            Ledger = AccountLedger.None with { Claim = account.Claim },
            Trading = account.Trading with { Channels = AccountTrading.None.Channels },
            Support = null,
        };
        risk.WriteTo(writer);
        return writer.Finish();
    }
}
