using System.Net;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Reading;

namespace ExchangeActors.Node.Tests.Fixtures.Faults;

/// <summary>What a journal holds of the commands that a client was answered.</summary>
internal static class StoredCommands
{
    // Of gateways.
    private const string Sources = "api-";

    /// <summary>Fails unless each command that took effect is there, and no command has the same effect twice.</summary>
    public static void EachIsThereOnce(string place, IEnumerable<SentCommand> answered)
    {
        using var reader = JournalReader.Open(place);
        var effects = new Dictionary<string, List<RecordedEvent>>();
        foreach (var row in reader.ReadAll())
        {
            var recorded = row.Recorded;

            var source = recorded.CausedBy.Stream;
            if (source.Kind == EntityKind.Outside && source.Id.StartsWith(Sources, StringComparison.Ordinal))
            {
                var command = $"{source.Id}#{recorded.CausedBy.Sequence}";
                if (!effects.TryGetValue(command, out var list))
                {
                    effects[command] = list = [];
                }

                list.Add(recorded);
            }
        }

        var commands = answered.ToList();
        Assert.Equal([], effects.Where(each => !IsOneDecision(each.Value))
            .Select(each => $"{each.Key} took effect more than once: {string.Join(", ", each.Value)}"));
        Assert.Equal([], commands.Where(command => command.Status == HttpStatusCode.OK && !effects.ContainsKey(command.Id!))
            .Select(command => $"{command} has left nothing in the journal"));

        // All were sent until they were answered.
        Assert.Equal([], effects.Keys.Except(commands.Select(command => command.Id!)));

        // Two keys never get one number.
        Assert.Equal([], commands.GroupBy(command => command.Id).Where(group => group.Key is not null && group.Count() > 1)
            .Select(group => string.Join(", ", group)));
    }

    /// <summary>Events of one entity, one behind the other, of which only one says that the command was taken.</summary>
    private static bool IsOneDecision(List<RecordedEvent> events) =>
        events.Select((recorded, place) => recorded.Id.Sequence - place).Distinct().Count() == 1
        && events.Select(recorded => recorded.Id.Stream).Distinct().Count() == 1
        && events.Count(recorded => recorded.Event.GetType().GetProperty("Command") is not null) <= 1;
}
