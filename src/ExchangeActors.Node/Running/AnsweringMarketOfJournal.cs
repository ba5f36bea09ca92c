using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Review.WhatIf;
using ExchangeActors.Scenarios.Answering;

namespace ExchangeActors.Node.Running;

/// <summary>The market of a recorded run, for a what-if: what Review asks, answered by what Scenarios has.</summary>
internal sealed class AnsweringMarketOfJournal(MarketModel model, ExchangeRules rules) : IMarketAnswer
{
    private readonly AnsweringReplay _replay = new(model, rules);

    /// <inheritdoc/>
    public void Recorded(RecordedEvent recorded) => _replay.Recorded(recorded);

    /// <inheritdoc/>
    public void Simulated(RecordedEvent simulated) => _replay.Simulated(simulated);

    /// <inheritdoc/>
    public IReadOnlyDictionary<MarketId, MarketAnswer> Advance(Moment at, IReadOnlyDictionary<MarketId, UpdatePrice> recorded) =>
        _replay.Advance(at, recorded).ToImmutableSortedDictionary(
            answer => answer.Key,
            answer => new MarketAnswer(answer.Value.Price, answer.Value.Account, answer.Value.Levels));
}
