using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;

namespace ExchangeActors.Journal.Tests.Fixtures;

/// <summary>Journals and events for tests.</summary>
internal static class Journals
{
    public const string Version = "0.1.0";

    public static readonly Moment Noon = new(1_760_097_600_000);

    public static readonly EventRef Feed = new(new EntityRef(EntityKind.Outside, "feed"), 7);

    public static JournalHeader Header(string scenario = "oct-10-2025", string venue = "bitmex", long seed = 42,
        string version = Version) =>
        new(scenario, "aa11", venue, "bb22", seed, version, """{"scenario":"config/scenarios/oct-10-2025.json"}""");

    public static EntityRef Account(int number) => EntityRef.Account(new AccountId($"trader-{number}"));

    /// <summary>The next event of a stream: a deposit of as much as its sequence.</summary>
    /// <param name="chain">The stream.</param>
    /// <param name="cause">What caused it; null for an input from outside.</param>
    /// <param name="begins">It begins a decision.</param>
    public static JournaledEvent NextDeposit(HashChain chain, EventRef? cause = null, bool begins = false)
    {
        var sequence = chain.Sequence + 1;
        var (command, amount) = (new CommandId("feed", sequence), new Money(sequence));
        return chain.Seal(new RecordedEvent(
            new EventRef(chain.Stream, sequence), cause ?? Feed, null, Noon.PlusMs(sequence), new Deposited(command, amount))
        {
            Input = begins ? new Deposit(command, amount) : null,
        });
    }
}
