using System.Collections.Immutable;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Scenarios.Vectors.Kinds;

/// <summary>
/// Whom a venue closes of a queue whose scores are given, and how much of each. Where the allocation weighs by PnL or leverage, which a
/// scored place does not have, sizes weigh.
/// </summary>
internal sealed class AdlSelectionVector : ConformanceVector
{
    private readonly VenueProfile _profile;
    private readonly ImmutableArray<ScoredPlace> _queue;
    private readonly decimal _size;
    private readonly decimal _price;
    private readonly decimal _lot;
    private readonly ImmutableArray<string>? _fills;
    private readonly decimal? _unfilled;

    private AdlSelectionVector(VectorDraft draft, VenueProfile profile)
        : base(draft.Title)
    {
        _profile = profile;
        _queue = ScoredQueue.Read(draft);
        _size = draft.When.Positive("size");
        _price = draft.When.Positive("price");
        _lot = draft.LotSize;
        _fills = FillList.Read(draft.Expect)?.Select(fill => fill.ToString()).ToImmutableArray();
        _unfilled = draft.Expect.OptionalAmount("unfilled");
    }

    /// <summary>Reads it; null with problems noted.</summary>
    public static ConformanceVector? Read(VectorDraft draft) =>
        draft.Venue() is { } profile ? new AdlSelectionVector(draft, profile) : null;

    private protected override void Work(Comparison found)
    {
        var claims = _queue.Select(place => new Claim(place.Size.Value, place.Size.Value, place.Size.Value, 1m, place.Score)).ToList();
        var taken = _profile.Allocation.Allocate(claims, _size, _lot);
        if (_fills is { } expected)
        {
            var fills = _queue.Zip(taken, (place, size) => new VectorFill(place.Account, null, size, _price)).Where(fill => fill.Size > 0m);
            found.List("fills", expected, [.. fills.Select(fill => fill.ToString())]);
        }

        found.Exact("unfilled", _unfilled, _size - taken.Sum());
    }
}
