using System.Globalization;
using System.Net.Http.Headers;

namespace ExchangeActors.Benchmarks.Service;

/// <summary>Follows a node's events from the first on, and goes on behind the last one that it heard whenever the connection
/// ends.</summary>
internal sealed class LoadListener(int port, string key)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private long _last;
    private bool _isWhole = true;

    /// <summary>Listens until it is told to stop.</summary>
    public async Task Follow(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Once(stop);
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
            {
                await Task.Delay(200, CancellationToken.None);
            }
        }
    }

    /// <summary>Waits until it has come to an event; true when it has heard each up to there once.</summary>
    public async Task<bool> HeardAll(long last)
    {
        for (var waited = TimeSpan.Zero; Volatile.Read(ref _last) < last && waited < Patience; waited += TimeSpan.FromMilliseconds(50))
        {
            await Task.Delay(50);
        }

        return _isWhole && Volatile.Read(ref _last) == last;
    }

    private async Task Once(CancellationToken stop)
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/api/v1/events");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Headers.Add("Last-Event-ID", _last.ToString(CultureInfo.InvariantCulture));
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(stop));
        var place = 0L;
        while (await reader.ReadLineAsync(stop) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                place = long.Parse(line[4..], NumberStyles.None, CultureInfo.InvariantCulture);
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal) && await reader.ReadLineAsync(stop) is { Length: 0 })
            {
                _isWhole &= place == _last + 1;
                Volatile.Write(ref _last, place);
            }
        }
    }
}
