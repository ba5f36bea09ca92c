using System.Security.Claims;
using ExchangeActors.Node.Service;
using ExchangeActors.Node.Service.Keys;
using ExchangeActors.Node.Service.Pages;
using ExchangeActors.Review.Folding;
using ExchangeActors.Review.Reading;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Web;
using ExchangeActors.Web.Figures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ExchangeActors.Node.Reviewing;

/// <summary>
/// <c>exchange review JOURNAL open</c>: the page of a journal, read-only, for whoever is at this machine. No key is asked for, so it
/// listens on loopback only, and answers to its names only: no other site's page may reach it under a name of its own.
/// </summary>
internal static class OpenVerb
{
    /// <summary>Where it listens when nothing is said.</summary>
    public const string UsualUrl = "http://127.0.0.1:5081";

    /// <summary>Serves the page until it is told to end; the result is an <see cref="ExitCode"/>.</summary>
    /// <exception cref="InputException">An address is none, or is reached by other machines.</exception>
    public static async Task<int> Run(ReviewedJournal journal, string? urls, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var listens = NodeOptions.Listens(urls ?? UsualUrl);
        if (listens.FirstOrDefault(url => !NodeOptions.IsLoopback(url)) is { } open)
        {
            throw new InputException(new InputProblem(
                "review open", 0, "--urls", $"\"{open}\" is reached by other machines, and no key is asked for", $"write {UsualUrl}"));
        }

        journal.RequireWhole("the page");
        await using var app = Build(journal, listens, cancellation);
        if (await Listening.Start(app, cancellation) is { } failed)
        {
            return failed;
        }

        // While nobody has asked yet: the first question finds the journal folded. What is wrong with it is told to who asks.
        var moments = app.Services.GetRequiredService<JournalMoments>();
        _ = Task.Run(() => moments.At(journal.Count, null, cancellation), cancellation)
            .ContinueWith(folded => folded.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await Console.Error.WriteLineAsync($"{journal.Path}, {journal.Count} events: open {string.Join(" or ", app.Urls)}; Ctrl-C ends it");
        await app.WaitForShutdownAsync(cancellation);
        return ExitCode.Fine;
    }

    private static WebApplication Build(ReviewedJournal journal, IReadOnlyList<Uri> urls, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ApplicationName = "exchange", ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseUrls([.. urls.Select(url => url.ToString())]);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var time = new ExchangeTime(TimeSource.Feed, TimeProvider.System);
        var live = new LiveExchange(journal.Rules, time);
        Fold(journal, live, cancellation);
        builder.Services.AddSingleton(live);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Lights>();
        builder.Services.AddSingleton<PageRenderer>();
        builder.Services.AddSingleton(new ReviewedPlace(journal.Path));
        builder.Services.AddSingleton(_ => new JournalMoments(journal.Path, null));
        builder.Services.AddSingleton<WhatIfDesk>();
        builder.Services.AddHostFiltering(filter => filter.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"]);
        var app = builder.Build();
        app.UseHostFiltering();
        app.Use((context, next) =>
        {
            context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Role, Roles.Auditor)], "review"));
            return next(context);
        });
        PageEndpoints.MapReview(app);
        return app;
    }

    private static void Fold(ReviewedJournal journal, LiveExchange live, CancellationToken cancellation)
    {
        using var progress = new ReviewProgress("reading", journal.Count);
        foreach (var row in journal.ReadAll(cancellation))
        {
            Folded.Fold(row, journal.Path, () => live.TakeHistory(row.Recorded));
            progress.Report(row.Ordering);
        }
    }
}
