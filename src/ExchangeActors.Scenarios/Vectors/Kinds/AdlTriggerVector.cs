using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Scenarios.Vectors.Kinds;

/// <summary>Whether a fund that has lost so much since its peak of the last 8 hours makes the venue close winners.</summary>
internal sealed class AdlTriggerVector : ConformanceVector
{
    private readonly VenueProfile _profile;
    private readonly Money _peak;
    private readonly Money _loss;
    private readonly bool _active;
    private readonly bool _triggered;

    private AdlTriggerVector(VectorDraft draft, VenueProfile profile)
        : base(draft.Title)
    {
        _profile = profile;
        _peak = new Money(draft.When.Amount("fundPeak8h"));
        _loss = new Money(draft.When.Amount("lossSincePeak"));
        _active = draft.When.Truth("active", false);
        _triggered = draft.Expect.RequiredTruth("triggered");
    }

    /// <summary>Reads it; null with problems noted.</summary>
    public static ConformanceVector? Read(VectorDraft draft) => draft.Venue() is { } profile ? new AdlTriggerVector(draft, profile) : null;

    private protected override void Work(Comparison found)
    {
        // A rest of a solvent account that the book has left once, while the fund could have paid on.
        var rest = new UnfilledRest(_peak - _loss, _peak - _loss, 1, false, Quantity.Zero, Money.Zero, Money.Zero, Money.Zero, _peak,
            _loss, _active, false);
        found.Truth("triggered", _triggered, _profile.Trigger.Fires(rest) is not null);
    }
}
