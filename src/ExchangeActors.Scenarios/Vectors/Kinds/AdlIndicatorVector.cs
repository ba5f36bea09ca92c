using System.Collections.Immutable;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Scenarios.Vectors.Kinds;

/// <summary>The order of a queue and the five-step indicator that traders see.</summary>
internal sealed class AdlIndicatorVector : ConformanceVector
{
    private const int PercentPerLight = 100 / QueueIndicator.Next;

    private readonly IndicatorKind _kind;
    private readonly ImmutableArray<ScoredPlace> _queue;
    private readonly ImmutableArray<string> _expected;

    private AdlIndicatorVector(VectorDraft draft, IndicatorKind kind)
        : base(draft.Title)
    {
        _kind = kind;
        _queue = ScoredQueue.Read(draft);
        var expected = ImmutableArray.CreateBuilder<string>();
        foreach (var place in draft.Expect.Objects("queue", true))
        {
            expected.Add(Text(place.Text("account"), place.Amount("percentile")));
            place.Done();
        }

        _expected = expected.ToImmutable();
    }

    /// <summary>Reads it.</summary>
    public static ConformanceVector? Read(VectorDraft draft)
    {
        if (!draft.Reader.Has("venue"))
        {
            return new AdlIndicatorVector(draft, IndicatorKind.ByQuantity);
        }

        return draft.Venue() is { } profile ? new AdlIndicatorVector(draft, profile.Ranking.Indicator) : null;
    }

    private protected override void Work(Comparison found)
    {
        // Five lights are the front fifth, which is the percentile 20.
        var lights = QueueIndicator.Lights([.. _queue.Select(place => place.Size)], _kind);
        found.List(
            "queue", _expected,
                [.. _queue.Zip(lights, (place, light) => Text(place.Account, (QueueIndicator.Next + 1 - light) * PercentPerLight))]);
    }

    private static string Text(string account, decimal percentile) => $"{account} {Comparison.Text(percentile)} %";
}
