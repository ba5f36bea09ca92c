using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>Bugs around the risk monitors: what they would overlook, or ask for ever, when a message is lost or late.</summary>
internal static class PlantedOversights
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<PlantedBug> All { get; } =
    [
        new("lost-sweep", "A monitor that has asked itself for a sweep waits for it, also when that was lost.", 400,
            [Check.Overlooked, Check.Watched, Check.Rest], real => real with { AroundMonitors = LostSweep }),
        new("lost-hint", "A monitor asks an account once to check its margin, and never again.", 1_000,
            [Check.Overlooked, Check.Rest], real => real with { AroundMonitors = LostHint }),
        new("lost-announcement", "An account announces its risk once, and never again.", 100,
            [Check.Watched, Check.Overlooked, Check.Rest], real => real with { RepeatsAnnouncements = false }),
        new("resurrected-account", "A monitor forgets who left, and a late announcement brings the account back.", 1_000,
            [Check.Watched, Check.Ends], real => real with { AroundMonitors = Resurrection }),
        new("two-boards-livelock", "A monitor that asks an account sweeps again at once, until the account has answered.", 100,
            [Check.Ends], real => real with { AroundMonitors = Livelock }),
    ];

    private static MonitorSurroundings LostSweep()
    {
        var waits = false;
        return (real, heard) =>
        {
            if (heard.Body is SweepBands && waits && heard.From.Kind == EntityKind.Outside)
            {
                return [];
            }

            waits &= heard.Body is not SweepBands;
            List<Envelope> sends = [.. real.Handle(heard)];
            if (sends.RemoveAll(send => send.Body is SweepBands && waits) == 0)
            {
                waits |= sends.Exists(send => send.Body is SweepBands);
            }

            return sends;
        };
    }

    private static MonitorSurroundings LostHint()
    {
        var asked = new HashSet<(AccountId Account, long Version)>();
        return (real, heard) =>
        {
            List<Envelope> sends = [.. real.Handle(heard)];
            sends.RemoveAll(send => send.Body is CheckMargin && new AccountId(send.To.Id) is var account
                && !asked.Add((account, real.Known(account)?.Version ?? 0)));
            return sends;
        };
    }

    private static MonitorSurroundings Resurrection()
    {
        var left = new Dictionary<AccountId, long>();
        return (real, heard) =>
        {
            if (heard.Body is not AccountRisk risk)
            {
                return real.Handle(heard);
            }

            if (risk.State.Positions.Values.All(position => position.Size.IsZero))
            {
                left[risk.Account] = Math.Max(risk.Version, left.GetValueOrDefault(risk.Account));
            }
            else if (left.Remove(risk.Account, out var version) && version > risk.Version)
            {
                heard = heard with { Body = new AccountRisk(risk.State with { Version = version + 1 }) };
            }

            return real.Handle(heard);
        };
    }

    private static MonitorSurroundings Livelock() => (real, heard) => real.Handle(heard) is var sends
        && sends.Any(send => send.Body is CheckMargin)
            ? [.. sends, heard with { From = EntityRef.RiskMonitors, To = EntityRef.RiskMonitors, Body = new SweepBands() }]
            : sends;
}
