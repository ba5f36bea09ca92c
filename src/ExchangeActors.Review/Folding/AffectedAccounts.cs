using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Reading;

namespace ExchangeActors.Review.Folding;

/// <summary>An account that was liquidated, or closed by ADL, or both. Amounts are quote currency.</summary>
/// <param name="Account">The account.</param>
/// <param name="Liquidations">How often it was liquidated.</param>
/// <param name="Liquidated">Notional of its positions at the marks at which margin broke.</param>
/// <param name="Shortfall">What others had to pay for it.</param>
/// <param name="ForcedCloses">How often ADL closed it.</param>
/// <param name="Deleveraged">Notional of those, at the prices they were closed at.</param>
/// <param name="RealisedPnl">Profit taken with them.</param>
/// <param name="BestRank">Its best place in a queue that closed it; null without one.</param>
public sealed record AffectedAccount(
    string Account, long Liquidations, decimal Liquidated, decimal Shortfall, long ForcedCloses, decimal Deleveraged,
        decimal RealisedPnl, int? BestRank);

/// <summary>Adds up what was done to each account; it grows with the accounts concerned, not with the journal.</summary>
internal sealed class AffectedAccounts
{
    private readonly Dictionary<string, AffectedAccount> _accounts = new(StringComparer.Ordinal);

    /// <summary>Takes notice of an event.</summary>
    public void Observe(JournalRow row)
    {
        switch (row.Recorded.Event)
        {
            case LiquidationOpened e:
                var known = Of(e.Account.Value);
                _accounts[e.Account.Value] = known with
                {
                    Liquidations = known.Liquidations + 1,
                    Liquidated = known.Liquidated + e.Positions.Sum(position => (position.Mark * position.Size.Absolute).Value),
                };
                break;
            case LiquidationClosed e:
                _accounts[e.Account.Value] = Of(e.Account.Value) with { Shortfall = Of(e.Account.Value).Shortfall + e.Shortfall.Value };
                break;
            case PositionForceClosed e:
                Closed(row, (e.Price * e.Quantity).Value, e.RealisedPnl, e.Rank);
                break;
            case SideSettled { Closed.IsZero: false } e:
                Closed(row, e.Notional.Value, e.RealisedPnl, null);
                break;
            default:
                break;
        }
    }

    /// <summary>All of them, the largest notionals first, ties by id.</summary>
    public ImmutableArray<AffectedAccount> Result() =>
        [.. _accounts.Values.OrderByDescending(account => account.Liquidated + account.Deleveraged)
            .ThenBy(account => account.Account, StringComparer.Ordinal)];

    private void Closed(JournalRow row, decimal notional, Money realised, int? rank)
    {
        var id = row.Recorded.Id.Stream.Id;
        var known = Of(id);
        _accounts[id] = known with
        {
            ForcedCloses = known.ForcedCloses + 1,
            Deleveraged = known.Deleveraged + notional,
            RealisedPnl = known.RealisedPnl + realised.Value,
            BestRank = rank is { } place && place < (known.BestRank ?? int.MaxValue) ? place : known.BestRank,
        };
    }

    /// <summary>What was done to an account so far.</summary>
    public AffectedAccount Of(string id) => _accounts.GetValueOrDefault(id) ?? new AffectedAccount(id, 0, 0m, 0m, 0, 0m, 0m, null);
}
