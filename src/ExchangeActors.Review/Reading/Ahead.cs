using System.Threading.Channels;

namespace ExchangeActors.Review.Reading;

/// <summary>Reads ahead on another thread, so that reading and what is done with it take two cores. The order stays, and an error comes where it would have come.</summary>
internal static class Ahead
{
    private const int ItemsPerBatch = 256;
    private const int BatchesAhead = 8;

    /// <summary>The same items. Ending the enumeration ends the reading.</summary>
    public static IEnumerable<T> Of<T>(IEnumerable<T> items, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var batches = Channel.CreateBounded<List<T>>(new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true });
        var token = ended.Token;
        var reading = Task.Run(() => Read(items, batches.Writer, token), CancellationToken.None);
        try
        {
            while (Next(batches.Reader, cancellation) is { } batch)
            {
                foreach (var item in batch)
                {
                    yield return item;
                }
            }
        }
        finally
        {
            ended.Cancel();
            reading.Wait(CancellationToken.None);
        }
    }

    private static List<T>? Next<T>(ChannelReader<List<T>> batches, CancellationToken cancellation)
    {
        // What the reading threw is thrown here, after everything that came before it.
        while (batches.WaitToReadAsync(cancellation).AsTask().GetAwaiter().GetResult())
        {
            if (batches.TryRead(out var batch))
            {
                return batch;
            }
        }

        return null;
    }

    private static async Task Read<T>(IEnumerable<T> items, ChannelWriter<List<T>> batches, CancellationToken ended)
    {
        var batch = new List<T>(ItemsPerBatch);
        try
        {
            foreach (var item in items)
            {
                batch.Add(item);
                if (batch.Count == ItemsPerBatch)
                {
                    await batches.WriteAsync(batch, ended).ConfigureAwait(false);
                    batch = new List<T>(ItemsPerBatch);
                }
            }

            await batches.WriteAsync(batch, ended).ConfigureAwait(false);
            batches.Complete();
        }
#pragma warning disable CA1031 // It is handed on, whatever it is.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!ended.IsCancellationRequested)
            {
                // The items before the error come first.
                await batches.WriteAsync(batch, ended).ConfigureAwait(false);
            }

            batches.TryComplete(exception is OperationCanceledException ? null : exception);
        }
    }
}
