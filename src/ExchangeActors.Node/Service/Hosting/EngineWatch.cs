using System.Diagnostics.Metrics;
using ExchangeActors.Actors.Cluster;
using ExchangeActors.Node.Service.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ExchangeActors.Node.Service.Hosting;

/// <summary>What can be watched of a node without an API. It listens before the node is in a cluster, which may take long.</summary>
internal sealed class EngineWatch : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ServiceStore _store;
    private readonly EngineState _state;

    private EngineWatch(WebApplication app, ServiceStore store, EngineState state) => (_app, _store, _state) = (app, store, state);

    /// <summary>Where it listens.</summary>
    public IEnumerable<string> Urls => _app.Urls;

    /// <summary>A write of so many events took so long.</summary>
    public Action<int, TimeSpan> Written => _app.Services.GetRequiredService<WriteMetrics>().Written;

    /// <summary>Starts listening; null when it cannot, and then it was said why.</summary>
    public static async Task<EngineWatch?> Start(NodeOptions options, Serilog.ILogger log, CancellationToken cancellation)
    {
        var settings = Settings.Load();
        var builder = Listening.At(options.Urls, settings, log, 0);
        var (store, state) = (ServiceStore.Of(options.JournalPlace, options.StorePath), new EngineState());
        builder.Services.AddSingleton(state);
        builder.Services.AddSingleton(TimeProvider.System);
        Access.Add(builder.Services, settings, store);
        Watching.Add<EngineHealth>(builder.Services, settings, options);
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        Watching.Map(app);
        var watch = new EngineWatch(app, store, state);
        if (await Listening.Start(app, cancellation) is null)
        {
            return watch;
        }

        await watch.DisposeAsync();
        return null;
    }

    /// <summary>The node is in its cluster from now on.</summary>
    public void Joined(ClusterNode node) => _state.Node = node;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _store.DisposeAsync();
        _state.Dispose();
    }
}

/// <summary>What is known of an engine.</summary>
internal sealed class EngineState : IDisposable
{
    private readonly Meter _meter = new(Metrics.Name);
    private volatile ClusterNode? _node;

    /// <summary>Of one that has not joined.</summary>
    public EngineState()
    {
        _meter.CreateObservableGauge("exchange.ready", () => View is null ? 0 : 1, null, "1 while the node is in a cluster");
        Watching.AddCluster(_meter, () => View);
    }

    /// <summary>The node; null before it has joined.</summary>
    public ClusterNode? Node
    {
        get => _node;
        set => _node = value;
    }

    /// <summary>The cluster as the node sees it; null while it is in none.</summary>
    public ClusterView? View => _node is { Ended.IsCompleted: false } node ? node.View : null;

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}

/// <summary>Whether entities can live on a node.</summary>
internal sealed class EngineHealth(EngineState state) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            state.View is not { } view ? HealthCheckResult.Unhealthy("the node is in no cluster yet, or no more")
            : Watching.Wrong(view) is { } wrong ? HealthCheckResult.Degraded(wrong)
            : HealthCheckResult.Healthy());
}
