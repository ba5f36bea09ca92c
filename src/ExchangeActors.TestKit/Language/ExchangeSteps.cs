namespace ExchangeActors.TestKit.Language;

/// <summary>What happens to the exchange as a whole.</summary>
public sealed class ExchangeSteps
{
    private readonly Session _session;

    internal ExchangeSteps(Session session) => _session = session;

    /// <summary>Starts, if no other step has started it, and makes true what was given since the last step.</summary>
    public Task Opens() => _session.Prepare();

    /// <summary>All actors end and start again on the same journal.</summary>
    public Task Crashes() => _session.Crash();

    /// <summary>In the midst of a later step all actors end and start again on the same journal, and the step goes on.</summary>
    /// <param name="messages">The crash comes with the sending of so many messages between entities; that one is lost.</param>
    public void CrashesAfter(int messages)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(messages, 1);
        _session.Network.CrashAfter(messages);
    }
}
