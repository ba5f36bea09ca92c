using System.Diagnostics;
using System.Text.Json;
using System.Threading.RateLimiting;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Node.Service.Answers;
using ExchangeActors.Node.Service.Api;
using ExchangeActors.Node.Service.Commands;
using ExchangeActors.Node.Service.Keys;
using ExchangeActors.Node.Service.Pages;
using ExchangeActors.Scenarios;
using ExchangeActors.Scenarios.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Scalar.AspNetCore;

namespace ExchangeActors.Node.Service.Hosting;

/// <summary>A node's host: the exchange, its HTTP API and what is needed to operate it.</summary>
internal static class NodeApplication
{
    /// <summary>Builds the host; nothing runs yet. How entities decide, and the clock, are for tests, which plant mistakes.</summary>
    public static WebApplication Build(NodeOptions options, Scenario scenario, IHeldJournal journal, string checkpoint,
        ServiceStore store, LocalKey? local, Serilog.ILogger log, DeciderSet? deciders = null,
        TimeProvider? wall = null)
    {
        var settings = Settings.Load();
        var builder = Listening.At(options.Urls, settings, log, Requests.LongestBody);
        var services = builder.Services;
        var rules = ScenarioRules.Of(scenario);
        services.AddSingleton(options);
        services.AddSingleton(wall ?? TimeProvider.System);
        services.AddSingleton(
            new NodeRules(scenario.Name, JournaledRules.HashOf(scenario.RulesSpec), JournaledRules.Write(scenario.RulesSpec)));
        services.AddSingleton(provider => new ExchangeTime(options.Clock, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new LiveExchange(rules, provider.GetRequiredService<ExchangeTime>()));
        services.AddSingleton<Lights>();
        if (local is not null)
        {
            services.AddSingleton(local);
        }

        services.AddSingleton(new CommandRegister(
            store, options.Cluster is { } gateway ? CommandDesk.SourceOf(gateway.Settings) : CommandDesk.Source));
        services.AddSingleton(provider => new ExchangeHost(
            scenario,
            journal,
            checkpoint,
            provider.GetRequiredService<LiveExchange>(),
            provider.GetRequiredService<ExchangeTime>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<ILoggerFactory>(),
            options.Cluster is { } cluster ? (cluster.Settings, options.JournalPlace) : null,
            new ContactServer(log),
            provider.GetRequiredService<WriteMetrics>().Written,
            deciders));
        services.AddHostedService(provider => provider.GetRequiredService<ExchangeHost>());
        services.AddSingleton(provider => new CommandDesk(
            provider.GetRequiredService<ExchangeHost>(),
            provider.GetRequiredService<LiveExchange>(),
            provider.GetRequiredService<ExchangeTime>(),
            provider.GetRequiredService<CommandRegister>(),
            options.CommandsUnderWay));
        services.AddHostedService<Reconciliation>();
        services.AddSingleton<Metrics>();
        // What is in a cookie or a token of this node's own making ends with the process.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.Configure<Microsoft.AspNetCore.Routing.RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json => ApiJson.Change(json.SerializerOptions));
        services.AddRateLimiter(limits =>
        {
            limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(
                Access.CallerOrNobody(context),
                _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = 2 * options.RequestsPerSecond,
                    TokensPerPeriod = Math.Max(1, options.RequestsPerSecond / 10),
                    ReplenishmentPeriod = TimeSpan.FromMilliseconds(100),
                    QueueLimit = 0,
                }));
            limits.OnRejected = (rejected, _) => new ValueTask(Problems.TooMany(rejected.HttpContext).ExecuteAsync(rejected.HttpContext));
        });
        services.AddOpenApi("v1", ApiDescription.Change);
        Access.Add(services, settings, store);
        PageEndpoints.Add(services, options);
        Watching.Add<ExchangeHealth>(services, settings, options);
        return Use(builder.Build());
    }

    private static WebApplication Use(WebApplication app)
    {
        app.Services.GetRequiredService<Metrics>();
        app.UseMiddleware<ApiErrors>();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        Watching.Map(app);
        app.MapOpenApi("/openapi/{documentName}.json").RequireAuthorization(Policies.Known);
        app.MapScalarApiReference("/api").RequireAuthorization(Policies.Known);
        var api = app.MapGroup("/api/v1").AddEndpointFilter(EventHeader.OfTheAnswer);
        AccountEndpoints.Map(api);
        MarketEndpoints.Map(api);
        WaterfallEndpoints.Map(api);
        EventEndpoints.Map(api);
        QuarantineEndpoints.Map(api);
        StatusEndpoints.Map(api);
        PageEndpoints.Map(app);
        return app;
    }

    /// <summary>Before requests are taken, and after the exchange has started.</summary>
    private sealed class Reconciliation(CommandDesk desk) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => desk.Reconcile();

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>Whether the exchange takes commands, and all adds up.</summary>
internal sealed class ExchangeHealth(ExchangeHost host, LiveExchange live) : IHealthCheck
{
    private const int Named = 5;

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!host.IsReady)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy("the exchange is starting from its journal"));
        }

        if (!host.IsAnswered)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy("the node is in no cluster, or in one without engines"));
        }

        var broken = live.Read(view => view.Broken);
        return Task.FromResult(
            broken is not null ? HealthCheckResult.Degraded($"an invariant does not hold: {broken.Name}")
            : host.Quarantine.Known.Length > 0 ? HealthCheckResult.Degraded(
                $"in quarantine: {string.Join(", ", host.Quarantine.Known.Take(Named).Select(entity => entity.Entity))}"
                    + (host.Quarantine.Known.Length > Named ? ", …" : string.Empty))
            : Watching.Wrong(host.Cluster) is { } wrong ? HealthCheckResult.Degraded(wrong)
            : !host.TimePasses ? HealthCheckResult.Degraded(
                "the pool cannot decide that time passes, so that postponed liquidations wait; the log says why")
            : HealthCheckResult.Healthy());
    }
}

/// <summary>Turns what is wrong with a request into a problem, and refuses all while the exchange is not there.</summary>
internal sealed partial class ApiErrors(RequestDelegate next, ExchangeHost host, LiveExchange live, Metrics metrics, ILogger<ApiErrors> log)
{
    private const string Api = "/api/v1";

    [LoggerMessage(LogLevel.Error, "{Path} failed")]
    private static partial void Failed(Microsoft.Extensions.Logging.ILogger log, string path, Exception fault);

    [LoggerMessage(LogLevel.Warning, "{Path}: its caller is told to ask again")]
    private static partial void NotThere(Microsoft.Extensions.Logging.ILogger log, string path, Exception fault);

    /// <summary>Handles a request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var began = Stopwatch.GetTimestamp();
        context.Response.OnStarting(() =>
        {
            EventHeader.Default(context.Response, live.Events);
            return Task.CompletedTask;
        });
        try
        {
            if (context.Request.Path.StartsWithSegments(Api, StringComparison.Ordinal) && !host.IsReady)
            {
                await Problems.NotReady(context).ExecuteAsync(context);
                return;
            }

            await next(context);
            if (context.Response is
                {
                    HasStarted: false,
                    StatusCode: StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden
                } response)
            {
                var unknown = response.StatusCode == StatusCodes.Status401Unauthorized;
                await Problems.Of(
                    context,
                    response.StatusCode,
                    unknown ? "unknown-caller" : "not-allowed",
                    unknown ? "show a key: Authorization: Bearer xa_… (exchange keys create)" : "the key's role may not do this")
                        .ExecuteAsync(context);
            }
        }
        catch (RequestException wrong) when (!context.Response.HasStarted)
        {
            await Problems.Invalid(context, wrong.Where, wrong.What).ExecuteAsync(context);
        }
        catch (BadHttpRequestException wrong) when (!context.Response.HasStarted)
        {
            var detail = wrong.InnerException is JsonException json
                ? $"{json.Path ?? "$"}: the body is not what is described at /openapi/v1.json" : wrong.Message;
            await Problems.Of(context, wrong.StatusCode, "invalid-request", detail).ExecuteAsync(context);
        }
        catch (JournalException fault) when (!context.Response.HasStarted)
        {
            // Keys and commands cannot be read or kept: nothing was sent, or the same key tells later what became of it.
            NotThere(log, context.Request.Path, fault);
            await Problems.NotReady(context).ExecuteAsync(context);
        }
#pragma warning disable CA1031 // A caller is told, the log has it whole, and the node goes on.
        catch (Exception fault) when (fault is not OperationCanceledException && !context.Response.HasStarted)
#pragma warning restore CA1031
        {
            Failed(log, context.Request.Path, fault);
            await Problems.Internal(context).ExecuteAsync(context);
        }
        finally
        {
            if (HttpMethods.IsPost(context.Request.Method))
            {
                metrics.Answered(context.Response.StatusCode, Stopwatch.GetElapsedTime(began));
            }
        }
    }
}
