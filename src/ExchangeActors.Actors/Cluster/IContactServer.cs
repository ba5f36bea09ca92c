using System.Net;

namespace ExchangeActors.Actors.Cluster;

/// <summary>Listens, over HTTP, for nodes that ask who is in this node's cluster (<see cref="ClusterContacts"/>).</summary>
public interface IContactServer
{
    /// <summary>The path at which they ask; the answer is JSON.</summary>
    const string Path = "/bootstrap/seed-nodes";

    /// <summary>Listens until what it gives is disposed of.</summary>
    /// <param name="at">An address of this machine and a port.</param>
    /// <param name="answer">What is answered at the moment of a question, null for 503; from any thread.</param>
    /// <param name="cancellation">Stops the start.</param>
    /// <exception cref="IOException">It cannot listen there.</exception>
    Task<IAsyncDisposable> Listen(IPEndPoint at, Func<string?> answer, CancellationToken cancellation);
}
