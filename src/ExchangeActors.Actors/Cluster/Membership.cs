using ExchangeActors.Actors.Running;
using ExchangeActors.Journal;

namespace ExchangeActors.Actors.Cluster;

/// <summary>
/// A gateway's part in its cluster: a node that joins again when it was put out, which happens to one that was frozen or cut off for long.
/// What was asked meanwhile is asked again. Thread-safe.
/// </summary>
internal sealed class Membership : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private const int Attempts = 5;

    private readonly Func<CancellationToken, Task<ClusterNode>> _join;
    private readonly FailureSignal _failure;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _keeping;
    private volatile ClusterNode _node;

    /// <summary>A node that has joined, and how to join again.</summary>
    public Membership(ClusterNode node, Func<CancellationToken, Task<ClusterNode>> join, FailureSignal failure)
    {
        (_node, _join, _failure) = (node, join, failure);
        _keeping = Task.Run(Keep);
    }

    /// <summary>The node that it is now.</summary>
    public ClusterNode Node => _node;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(false);
        await _node.DisposeAsync().ConfigureAwait(false);
        _ending.Dispose();
    }

    private async Task Keep()
    {
        try
        {
            while (true)
            {
                await _node.Ended.WaitAsync(_ending.Token).ConfigureAwait(false);
                _node = await JoinAgain().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // It leaves by itself.
        }
#pragma warning disable CA1031 // Whatever it is, nobody can be asked any more.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _failure.Fail(fault);
        }
    }

    private async Task<ClusterNode> JoinAgain()
    {
        for (var attempt = 1; ; attempt++)
        {
            await Task.Delay(Pause, _ending.Token).ConfigureAwait(false);
            try
            {
                return await _join(_ending.Token).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is ClusterException or JournalException && attempt < Attempts)
            {
                // The cluster, or its journal, may be back soon.
            }
            catch (ClusterException fault)
            {
                throw new JournalException(JournalFault.Failed, "this node was put out of its cluster, and cannot join it again",
                    _node.Address, fault.Message, fault);
            }
        }
    }
}
