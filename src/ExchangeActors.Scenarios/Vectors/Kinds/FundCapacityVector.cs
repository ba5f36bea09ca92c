using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Scenarios.Vectors.Kinds;

/// <summary>
/// Whether the insurance fund can bear a change of it: what it pays is within the budget that a liquidation gets of it. Its floor is 0.
/// </summary>
internal sealed class FundCapacityVector : ConformanceVector
{
    private readonly VenueProfile _profile;
    private readonly Money _fund;
    private readonly Money _delta;
    private readonly bool _accepted;

    private FundCapacityVector(VectorDraft draft, VenueProfile profile)
        : base(draft.Title)
    {
        _profile = profile;
        _fund = new Money(draft.When.Amount("fund"));
        _delta = new Money(draft.When.Amount("delta"));
        _accepted = draft.Expect.RequiredTruth("accepted");
    }

    /// <summary>Reads it; null with problems noted.</summary>
    public static ConformanceVector? Read(VectorDraft draft) =>
        draft.Venue() is { } profile ? new FundCapacityVector(draft, profile) : null;

    private protected override void Work(Comparison found) =>
        found.Truth("accepted", _accepted, _delta >= Money.Zero
            || _profile.Backstop.Budget(Money.Max(Money.Zero, _fund), -_delta) >= -_delta);
}
