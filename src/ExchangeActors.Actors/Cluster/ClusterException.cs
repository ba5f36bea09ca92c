namespace ExchangeActors.Actors.Cluster;

/// <summary>A node cannot take part in its cluster; the message says why and what to do.</summary>
public sealed class ClusterException : Exception
{
    /// <summary>What is wrong, and what to do.</summary>
    public ClusterException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }

    /// <summary>Nothing is known.</summary>
    public ClusterException()
    {
    }

    /// <summary>What is wrong.</summary>
    public ClusterException(string message)
        : base(message)
    {
    }
}
