using System.Diagnostics.Metrics;
using ExchangeActors.Actors.Cluster;
using ExchangeActors.Node.Service.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace ExchangeActors.Node.Service.Hosting;

/// <summary>What every node has for those who watch it, with an API or without: whether it lives and is ready, and metrics.</summary>
internal static class Watching
{
    private const string LivePath = "/healthz";
    private const string ReadyPath = "/readyz";
    private const string MetricsPath = "/metrics";
    private const string ReadyTag = "ready";
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Adds it; the check says whether the node is ready.</summary>
    public static void Add<THealth>(IServiceCollection services, IConfiguration settings, NodeOptions options)
        where THealth : class, IHealthCheck
    {
        services.AddSingleton<WriteMetrics>();
        services.AddHealthChecks().AddCheck<THealth>("exchange", tags: [ReadyTag]);
        if (options.MetricsKeyFile is { Length: > 0 } file)
        {
            services.AddSingleton(LocalKey.Read(file));
        }

        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("exchange"))
            .WithMetrics(metrics => metrics
                .AddMeter(Metrics.Name)
                .AddMeter("Microsoft.AspNetCore.Server.Kestrel")
                .AddMeter("System.Runtime")
                .AddPrometheusExporter());
        if (settings[Collector] is not null || Environment.GetEnvironmentVariable(Collector) is not null)
        {
            telemetry.UseOtlpExporter();
        }
    }

    /// <summary>Its addresses. Health is for everybody.</summary>
    public static void Map(WebApplication app)
    {
        app.MapHealthChecks(LivePath, new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks(
            ReadyPath,
            new HealthCheckOptions { Predicate = check => check.Tags.Contains(ReadyTag), ResponseWriter = Write }).AllowAnonymous();
        app.MapPrometheusScrapingEndpoint(MetricsPath).RequireAuthorization(Policies.Watches);
    }

    /// <summary>Adds what a node sees of its cluster.</summary>
    public static void AddCluster(Meter meter, Func<ClusterView?> view)
    {
        ArgumentNullException.ThrowIfNull(meter);
        meter.CreateObservableGauge(
            "exchange.cluster.members", () => view()?.Members ?? 0, "{node}", "Nodes of the cluster, as this one sees it");
        meter.CreateObservableGauge(
            "exchange.cluster.unreachable", () => view()?.Unreachable.Length ?? 0, "{node}", "Of them, those that it does not hear of");
    }

    /// <summary>What is wrong with a cluster; null for nothing.</summary>
    public static string? Wrong(ClusterView? view) =>
        view is { Unreachable.IsEmpty: false } ? $"does not hear of {string.Join(", ", view.Unreachable)}" : null;

    private static Task Write(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new
        {
            status = report.Status.ToString().ToLowerInvariant(),
            problems = report.Entries.Values.Select(entry => entry.Description).Where(text => text is not null)
        });
}

/// <summary>The journal's writes, as the process that makes them sees them.</summary>
internal sealed class WriteMetrics : IDisposable
{
    private readonly Meter _meter = new(Metrics.Name);
    private readonly Counter<long> _events;
    private readonly Histogram<double> _duration;

    /// <summary>Nothing is written yet.</summary>
    public WriteMetrics()
    {
        _events = _meter.CreateCounter<long>("exchange.write.events", "{event}", "Events that this process has written");
        _duration = _meter.CreateHistogram<double>(
            "exchange.write.duration", "s", "Until the events of a write were durable", null, new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5],
            });
    }

    /// <summary>A write of so many events took so long.</summary>
    public void Written(int events, TimeSpan after)
    {
        _events.Add(events);
        _duration.Record(after.TotalSeconds);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
