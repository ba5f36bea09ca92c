using ExchangeActors.TestKit.Language;
using ExchangeActors.TestKit.Network;
using Xunit;
using Xunit.Abstractions;

namespace ExchangeActors.TestKit;

/// <summary>
/// Base class of scenarios. <see cref="Given"/> describes an exchange, the first awaited <see cref="When"/> starts its real actors on a
/// journal of the test's own, and <see cref="Then"/> looks at what came of it, whenever nothing is under way. Time is the exchange's:
/// nothing waits for a clock. When the test ends, the invariants of the exchange are checked, and that the journal's hash chains are whole
/// and fold to the state of the actors; then nothing is left behind.
/// </summary>
public abstract class ExchangeTestKit : Akka.TestKit.Xunit2.TestKit, IAsyncLifetime
{
    private readonly Session _session = new();

    /// <summary>A scenario.</summary>
    /// <param name="output">Where failures of the test's own actors are logged; null for nowhere.</param>
    protected ExchangeTestKit(ITestOutputHelper? output = null)
        : base("akka { loglevel = WARNING, stdout-loglevel = OFF }", "scenario", output)
    {
        Given = new GivenExchange(_session);
        When = new WhenExchange(_session);
        Then = new ThenExchange(_session);
    }

    /// <summary>What there is before anything happens, and what is wrong with journal and network.</summary>
    protected GivenExchange Given { get; }

    /// <summary>What happens. Every step is awaited and ends when nothing is under way.</summary>
    protected WhenExchange When { get; }

    /// <summary>What must have come of it.</summary>
    protected ThenExchange Then { get; }

    /// <summary>A probe that sees every message between entities from now on.</summary>
    protected MessageProbe ProbeMessages()
    {
        var probe = new MessageProbe(CreateTestProbe());
        _session.Network.Add(probe);
        return probe;
    }

    /// <summary>Nothing to do: the exchange starts with the first step.</summary>
    public virtual Task InitializeAsync() => Task.CompletedTask;

    /// <summary>Checks what must hold at the end of every scenario, and removes the journal.</summary>
    /// <exception cref="Failures.ScenarioException">Something does not hold.</exception>
    public virtual Task DisposeAsync() => _session.End();
}
