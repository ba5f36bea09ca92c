using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Tests.Fixtures;

/// <summary>Takes every decision of a journal again.</summary>
internal static class Redecided
{
    /// <summary>
    /// Folds the journal and fails where a decision on the folded state gives other events than the recorded ones. Returns how many
    /// decisions there were.
    /// </summary>
    public static int All(string path)
    {
        using var journal = ReviewedJournal.Open(path);
        var rules = journal.Rules;
        var state = new ExchangeState();
        var expected = new Dictionary<EntityRef, Queue<string>>();
        var decisions = 0;
        foreach (var row in journal.ReadAll())
        {
            var (stream, @event) = (row.Recorded.Id.Stream, row.Recorded.Event);
            if (row.Stored.ReadInput() is { } input)
            {
                Assert.True(!expected.TryGetValue(stream, out var rest) || rest.Count == 0,
                    $"{row.Recorded.Id}: the decision before it has more events");
                var decider = Deciders.All[stream.Kind]!;
                expected[stream] = new Queue<string>(decider.Decide(decider.StateOf(state, stream.Id), input, rules, row.Recorded.At)
                    .Events.Select(Stored));
                decisions++;
            }

            Assert.True(expected[stream].TryDequeue(out var decided), $"{row.Recorded.Id} was not decided");
            Assert.Equal(decided, Stored(@event));
            state.Apply(stream, @event);
        }

        Assert.All(expected, stream => Assert.Empty(stream.Value));
        return decisions;
    }

    // The bytes of the event alone, in the same place of the same stream. Equal events have equal bytes.
    private static string Stored(DomainEvent @event)
    {
        var nowhere = new EntityRef(EntityKind.Outside, "nowhere");
        return Convert.ToHexString(HashChain.Start(nowhere).Seal(
            new RecordedEvent(new EventRef(nowhere, 1), new EventRef(nowhere, 0), null, default, @event)).StoredBytes.Span);
    }
}
