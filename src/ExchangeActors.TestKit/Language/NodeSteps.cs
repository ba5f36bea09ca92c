namespace ExchangeActors.TestKit.Language;

/// <summary>
/// What happens to a node: a process on which the exchange can run. It runs on the first node that is up, the others stand by; all of them
/// share the journal.
/// </summary>
public sealed class NodeSteps
{
    private readonly Session _session;
    private readonly string _name;

    internal NodeSteps(Session session, string name)
    {
        _session = session;
        _name = name;
        session.Nodes.Require(name);
    }

    /// <summary>
    /// The node ends without a word. If the exchange ran on it, the next node that is up takes it over from the journal; while none is up
    /// no other step can be taken.
    /// </summary>
    public Task Crashes() => _session.NodeCrashes(_name);

    /// <summary>The node is up again and stands by, or takes the exchange over if no other runs it.</summary>
    public Task Starts() => _session.NodeStarts(_name);
}
