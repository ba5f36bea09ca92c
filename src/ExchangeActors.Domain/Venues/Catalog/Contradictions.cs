using ExchangeActors.Domain.Venues.Allocation;
using ExchangeActors.Domain.Venues.Backstops;
using ExchangeActors.Domain.Venues.Eligibility;
using ExchangeActors.Domain.Venues.Guards;
using ExchangeActors.Domain.Venues.Prices;
using ExchangeActors.Domain.Venues.Triggers;

namespace ExchangeActors.Domain.Venues.Catalog;

/// <summary>Policies that each exist but make no sense together.</summary>
internal static class Contradictions
{
    /// <summary>Each with the path of the policy to change, and why.</summary>
    public static IEnumerable<(string Path, string Problem)> Of(VenueProfile profile)
    {
        foreach (var problem in OfLayers(profile))
        {
            yield return problem;
        }

        if (!profile.Trigger.MayFire && profile.Backstop is not LiquidatorBackstop && profile.Layers.Has(WaterfallLayer.Winners))
        {
            yield return (
                "trigger.policy",
                $"\"{profile.Trigger.Name}\" closes no winner, so what the book leaves would stay open for ever under the backstop "
                + $"\"{profile.Backstop.Name}\"; use the backstop \"liquidator\" or another trigger, "
                + "or leave \"winners\" out of the layers");
        }

        if (profile.Trigger.MayFire
            && profile.Backstop is LiquidatorBackstop
            && !profile.Layers.Comes(WaterfallLayer.Winners, WaterfallLayer.Backstop))
        {
            yield return (
                "backstop.policy",
                    $"\"liquidator\" takes everything that the book leaves, so the trigger \"{profile.Trigger.Name}\" could never fire; "
                        + $"use the trigger \"never\" or another backstop");
        }

        if ((profile.Backstop is NoBackstop or TakeOverBackstop)
            && (profile.Trigger is FundEmptyTrigger or FundCannotTakeTrigger or FundDrawdownTrigger or FundBelowPeakTrigger))
        {
            yield return (
                "trigger.policy",
                    $"\"{profile.Trigger.Name}\" waits for a fund that the backstop \"{profile.Backstop.Name}\" never spends on the "
                        + $"book; use a trigger of the account's equity or of the book, or the backstop \"absorb\"");
        }

        if (profile.Trigger is FundDrawdownTrigger { Trigger: var trigger, Stop: var stop } && stop > trigger)
        {
            yield return ("trigger.stop", $"{stop} is above the trigger of {trigger}, so a deleveraging would stop before it starts");
        }

        if (profile.Guard is OverDeleveragingGuard && profile.DeleveragingPrice is not BankruptcyDeleveragingPrice)
        {
            yield return (
                "guard.policy",
                    $"\"over-deleveraging\" counts what a close at the bankruptcy price brings; the price here is "
                        + $"\"{profile.DeleveragingPrice.Name}\"");
        }

        if (profile.Guard is PnlToPoolGuard { MaxFactor: var most, MinFactor: var least } && least > most)
        {
            yield return ("guard.minFactor", $"{least} is above the maxFactor of {most}, so no step would be allowed");
        }

        if (profile.Allocation.Lazy is { } lazy)
        {
            if (lazy.Least >= lazy.Scale)
            {
                yield return ("allocation.least", $"{lazy.Least} is not below the scale of {lazy.Scale}, so nothing could ever be opened");
            }

            if (profile.Guard is not NoGuard)
            {
                yield return (
                    "guard.policy", $"\"{profile.Guard.Name}\" looks at the queue's winners; \"lazy-pro-rata\" picks nobody; use \"none\"");
            }

            if (profile.Backstop.Vault is not null)
            {
                yield return (
                    "backstop.policy",
                        "\"lazy-pro-rata\" shrinks whatever is on the side, and a vault takes no part in trades that would tell it; use "
                            + "another backstop");
            }

            if (profile.Backstop.Support is not null)
            {
                yield return (
                    "backstop.policy",
                    "\"lazy-pro-rata\" settles a position with its side by the market's trades, "
                    + "and a participant is assigned one without a trade; "
                    + "use another backstop");
            }
        }

        if (profile.Profit.WarmupSeconds is not null && profile.Residual.WithdrawalHaircut > 0m)
        {
            yield return (
                "profit.policy",
                $"both \"{profile.Profit.Name}\" and the residual \"{profile.Residual.Name}\" cut withdrawals; use one of them");
        }

        if (profile.Allocation is ScoreProRataAllocation && profile.Eligibility is not ProfitableEligibility)
        {
            yield return (
                "allocation.policy",
                    $"\"score-pro-rata\" gives losers, whose scores are not above zero, no weight; the eligibility "
                        + $"\"{profile.Eligibility.Name}\" queues them; use \"profitable\"");
        }
    }

    private static IEnumerable<(string Path, string Problem)> OfLayers(VenueProfile profile)
    {
        if (profile.Trigger.MayFire && !profile.Layers.Has(WaterfallLayer.Winners))
        {
            yield return (
                "layers",
                $"\"winners\" is missing, whom the trigger \"{profile.Trigger.Name}\" closes; name it or use the trigger \"never\"");
        }

        if (profile.Backstop.TakesPositions && !profile.Layers.Has(WaterfallLayer.Backstop))
        {
            yield return (
                "layers",
                $"\"backstop\" is missing, as which \"{profile.Backstop.Name}\" takes positions; "
                + "name it or use a backstop that takes none");
        }

        if (profile.Layers.Comes(WaterfallLayer.Fund, WaterfallLayer.Book))
        {
            yield return (
                "layers",
                "\"fund\" comes before \"book\", but takes what an exhausted book has left; name it after the book or leave it out");
        }

        if (profile.Trigger is BackstopExhaustedTrigger
            && !(profile.Backstop.TakesPositions && profile.Layers.Comes(WaterfallLayer.Backstop, WaterfallLayer.Winners)))
        {
            yield return (
                "trigger.policy",
                $"\"{profile.Trigger.Name}\" fires when the backstop has left something; "
                + "name \"backstop\" before \"winners\" in the layers "
                + "and a backstop that takes positions, or use another trigger");
        }

        if (profile.Trigger is BookExhaustedTrigger && profile.Layers.Comes(WaterfallLayer.Winners, WaterfallLayer.Book))
        {
            yield return (
                "trigger.policy",
                $"\"{profile.Trigger.Name}\" fires when the book has left something, "
                + $"but in the layers {profile.Layers} winners come before it; "
                + "use another trigger or change the layers");
        }
    }
}
