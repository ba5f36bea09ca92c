using System.Collections.Immutable;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Accounts;

/// <content>What an account says while its liquidation waits: how it stands at the newest marks.</content>
public sealed partial record Account
{
    private Decision Recheck(CheckLiquidation check, ExchangeRules rules)
    {
        if (Liquidation is not { } progress || progress.Id != check.Liquidation || Status != AccountStatus.Liquidating)
        {
            return Decision.Nothing;
        }

        if (progress.Look is { } known && check.Number <= known.Number)
        {
            // A retry hears what was found; an older question was answered long ago.
            return known.Number == check.Number ? Decision.Nothing.Sending(Looked(check.Pool)) : Decision.Nothing;
        }

        if (TakeOvers < check.TakeOvers || progress.Step is { Done: false } || !IsNewEnough(progress, check))
        {
            // It is asked again: what it lacks is on its way.
            return Decision.Nothing;
        }

        var draft = new Draft<Account>(this);
        draft.AddRange(SettleFunding(check.Marks, rules));
        var account = draft.State;
        var figures = account.FiguresOf(progress.Scope, check.Marks, rules);
        var positions = account.AtRisk(progress.Scope, check.Marks, rules, priced: true);
        draft.Add(new LiquidationRechecked(
            progress.Id,
            check.Number,
            figures.Equity,
            figures.Maintenance,
            check.Marks[check.Market]!.Mark,
            !progress.Touched,
            progress.Touched ? AsRecorded(progress.Positions, positions) : positions,
            rules.Profile.BankruptcyPrice.Name));
        return draft.Decide().Sending(draft.State.Looked(check.Pool));
    }

    /// <summary>The newest look, to the pool.</summary>
    private Outgoing Looked(string pool)
    {
        var (progress, look) = (Liquidation!, Liquidation!.Look!);
        return new Outgoing(
            EntityRef.Liquidation(pool),
            new LiquidationChecked(progress.Id, look.Number, look.Equity, look.MaintenanceMargin, look.Mark, look.Repriced,
                look.Repriced ? progress.Positions : []));
    }

    /// <summary>True when every mark that is needed is there and none is older than that of the last decision.</summary>
    private bool IsNewEnough(LiquidationProgress progress, CheckLiquidation check) =>
        check.Marks[check.Market] is not null
        && Positions.All(pair => !InScope(progress.Scope, pair.Key) || check.Marks[pair.Key] is not null)
        && progress.Positions.All(position => check.Marks[position.Market] is { } quote && quote.Version >= position.MarkVersion);

    /// <summary>
    /// Fresh marks with the recorded prices: once something has traded or moved, what all was priced by stays. Sizes and costs are those
    /// that the prices were made from.
    /// </summary>
    private static ImmutableArray<PositionAtRisk> AsRecorded(
        ImmutableArray<PositionAtRisk> recorded, ImmutableArray<PositionAtRisk> fresh) =>
    [
        .. recorded.Select(position => fresh.FirstOrDefault(newer => newer.Market == position.Market) is { } newer
            ? position with { Mark = newer.Mark, MarkVersion = newer.MarkVersion }
            : position),
    ];
}
