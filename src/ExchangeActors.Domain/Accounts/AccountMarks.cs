using System.Collections.Immutable;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Accounts;

/// <content>
/// Which marks an account decides on: none older than those of its last margin decision, and for what adds risk none that is stale.
/// </content>
public sealed partial record Account
{
    /// <summary>The market whose mark is older on the board than that of the last margin decision; null when there is none.</summary>
    private MarketId? OlderThanDecided(MarkBoard marks)
    {
        foreach (var (market, version) in DecidedAt)
        {
            if (marks[market] is { } quote && quote.Version < version)
            {
                return market;
            }
        }

        return null;
    }

    /// <summary>
    /// Why money is not paid out, and nothing opened, on these marks (<c>stale-mark</c>); null when they will do. Looked at are the marks
    /// of the account's positions and of the market in question.
    /// </summary>
    private (string Code, string Detail)? StaleMark(MarkBoard marks, MarketId? ordered, ExchangeRules rules, Moment now)
    {
        if (OlderThanDecided(marks) is { } outdated)
        {
            return ("stale-mark", $"the mark of {outdated} is older than the one that the account's margin was last decided at");
        }

        foreach (var market in ordered is { } one ? Positions.Keys.Append(one) : Positions.Keys)
        {
            if (marks[market]?.SeenAt is { } seen && now.SecondsSince(seen) > rules.Profile.Limits.MaxMarkAgeSeconds)
            {
                return (
                    "stale-mark",
                    $"the price behind the mark of {market} was seen at {seen}, more than {rules.Profile.Limits.MaxMarkAgeSeconds} s ago");
            }
        }

        return null;
    }

    private Account Decided(IEnumerable<(MarketId Market, long Version)> marks)
    {
        var decided = DecidedAt.ToBuilder();
        foreach (var (market, version) in marks)
        {
            decided[market] = Math.Max(version, decided.GetValueOrDefault(market));
        }

        return this with { Distress = Distress with { DecidedAt = decided.ToImmutable() } };
    }

    private Account Decided(ImmutableArray<PositionAtRisk> positions) =>
        positions.IsEmpty ? this : Decided(positions.Select(position => (position.Market, position.MarkVersion)));
}
