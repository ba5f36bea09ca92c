using ExchangeActors.TestKit.Failures;

namespace ExchangeActors.TestKit.Network;

/// <summary>The nodes on which the exchange can run, in order of preference, and which of them are up.</summary>
internal sealed class NodeList
{
    private readonly List<string> _names = ["a"];
    private readonly HashSet<string> _down = [];

    /// <summary>
    /// The node that runs the exchange: the one that has run it for as long as it is up, then the first that is up; null when none is.
    /// </summary>
    public string? Running { get; private set; } = "a";

    /// <summary>Takes other nodes, all of them up.</summary>
    /// <exception cref="ScenarioException">There is none, or two have the same name.</exception>
    public void Set(IReadOnlyList<string> names)
    {
        if (names.Count == 0 || names.Distinct(StringComparer.Ordinal).Count() != names.Count)
        {
            throw new ScenarioException("Given.Nodes names at least one node, and each once.");
        }

        _names.Clear();
        _names.AddRange(names);
        _down.Clear();
        Running = names[0];
    }

    /// <summary>Fails unless there is such a node.</summary>
    /// <exception cref="ScenarioException">There is none.</exception>
    public void Require(string name)
    {
        if (!_names.Contains(name))
        {
            throw new ScenarioException(
                $"There is no node \"{name}\"; there are {string.Join(", ", _names)}. Name them with Given.Nodes(…).");
        }
    }

    /// <summary>A node ends.</summary>
    /// <returns>True when the exchange ran on it.</returns>
    public bool Crash(string name)
    {
        _down.Add(name);
        if (Running != name)
        {
            return false;
        }

        Running = _names.Find(other => !_down.Contains(other));
        return true;
    }

    /// <summary>A node is up.</summary>
    /// <returns>True when it is the one that runs the exchange now, and did not before.</returns>
    public bool Start(string name)
    {
        _down.Remove(name);
        if (Running is not null)
        {
            return false;
        }

        Running = name;
        return true;
    }
}
