using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ExchangeActors.Journal;
using ExchangeActors.Node.Running;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.WhatIf;
using ExchangeActors.Scenarios.Answering;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Web.Figures;

namespace ExchangeActors.Node.Service.Pages;

/// <summary>
/// Simulations that were asked for on the page: one at a time, on a thread that gives way to the exchange, none longer than
/// <see cref="Longest"/>, none of a journal with more than <see cref="MostEvents"/> events; the newest few answers are kept.
/// </summary>
internal sealed partial class WhatIfDesk(ReviewedPlace place, TimeProvider clock) : IDisposable
{
    /// <summary>After that it is given up.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Longer journals are asked on the command line.</summary>
    public const long MostEvents = 2_000_000;

    /// <summary>Changes of rules in one question.</summary>
    public const int MostSettings = 20;

    private const int Kept = 6;

    private readonly Lock _gate = new();
    private readonly List<Job> _jobs = [];
    private readonly CancellationTokenSource _end = new();
    private int _last;

    /// <summary>The profiles that can be chosen: names only, no path of this machine.</summary>
    public static ImmutableArray<string> Venues { get; } =
        [.. VenueProfileLoader.List(out _).Select(profile => profile.Name).Order(StringComparer.Ordinal)];

    /// <summary>The newest first.</summary>
    public ImmutableArray<WhatIfFigures> Asked
    {
        get
        {
            lock (_gate)
            {
                return [.. _jobs.AsEnumerable().Reverse().Select(job => job.Figures)];
            }
        }
    }

    /// <summary>The recorded rules, <c>path=value</c>.</summary>
    public ImmutableArray<string> Recorded()
    {
        using var journal = ReviewedJournal.Open(place.Journal);
        return journal.Header.Rules is { } rules ? [.. Flat(string.Empty, VenueProfileLoader.Document(rules.Venue))] : [];
    }

    /// <summary>A question by its number; null when it is not kept any more.</summary>
    public WhatIfFigures? Find(int id) => Asked.FirstOrDefault(asked => asked.Id == id);

    /// <summary>Begins; the result is its number.</summary>
    /// <exception cref="ReviewException">It cannot be asked, or another one is under way.</exception>
    /// <exception cref="InputException">The rules are none.</exception>
    public int Begin(string? venue, ImmutableArray<string> settings)
    {
        if (venue is not null && !Venues.Contains(venue))
        {
            throw new ReviewException($"there is no venue \"{venue}\" to choose");
        }

        if (settings.Length > MostSettings || settings.FirstOrDefault(setting => !Change().IsMatch(setting)) is { })
        {
            throw new ReviewException(
                $"write at most {MostSettings} lines, each path=value with a path of the rules, e.g. limits.maxMarkAgeSeconds=30");
        }

        var journal = ReviewedJournal.Open(place.Journal);
        try
        {
            journal.RequireWhole("a what-if");
            if (journal.Count > MostEvents)
            {
                throw new ReviewException(
                    $"the journal has {journal.Count} events, more than the {MostEvents} that are simulated here: "
                        + "ask exchange review JOURNAL what-if");
            }

            var spec = journal.Header.Rules ?? throw new ReviewException("the journal holds no rules");
            var rules = journal.Rules;
            var other = venue is null && settings.IsEmpty ? rules
                : rules with { Profile = VenueProfileLoader.Change(spec.Venue, venue, settings).Profile };
            var model = MarketModel.Read(journal.Header, journal.Path);
            var run = new WhatIfRun(journal, other, 0, null, model is null ? null : new AnsweringMarketOfJournal(model, rules));
            lock (_gate)
            {
                if (_jobs.FirstOrDefault(job => !job.Figures.IsOver) is { } busy)
                {
                    throw new ReviewException($"another one is under way, number {busy.Figures.Id}: wait for it, or stop it");
                }

                var job = new Job(
                    new WhatIfFigures(++_last, venue, settings, 0, journal.Count, null, null),
                    CancellationTokenSource.CreateLinkedTokenSource(_end.Token));
                _jobs.Add(job);
                if (_jobs.Count > Kept)
                {
                    _jobs.RemoveAt(0);
                }

                new Thread(() => Run(job, journal, run))
                {
                    IsBackground = true,
                    Name = "what-if",
                    Priority = ThreadPriority.BelowNormal,
                }.Start();
                return job.Figures.Id;
            }
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Gives one up.</summary>
    public void Stop(int id)
    {
        lock (_gate)
        {
            _jobs.FirstOrDefault(job => job.Figures.Id == id && !job.Figures.IsOver)?.End.Cancel();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    private void Run(Job job, ReviewedJournal journal, WhatIfRun run)
    {
        using var late = new CancellationTokenSource(Longest, clock);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(job.End.Token, late.Token);
        using (journal)
        {
            try
            {
                job.Figures = job.Figures with { Report = run.Run(new Told(job), ending.Token) };
            }
            catch (OperationCanceledException)
            {
                job.Figures = job.Figures with
                {
                    Problem = late.IsCancellationRequested
                        ? $"given up after {Longest.TotalMinutes:N0} minutes: ask exchange review JOURNAL what-if" : "stopped",
                };
            }
            catch (Exception fault) when (fault is ReviewException or JournalException)
            {
                job.Figures = job.Figures with { Problem = fault.Message };
            }
#pragma warning disable CA1031 // Whoever asked is told; the node goes on.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                job.Figures = job.Figures with { Problem = $"it could not be simulated: {fault.GetType().Name}" };
            }
            finally
            {
                lock (_gate)
                {
                    job.End.Dispose();
                }
            }
        }
    }

    private static IEnumerable<string> Flat(string path, JsonNode? node) => node switch
    {
        JsonObject inner => inner.Where(field => path.Length > 0 || field.Key is not ("name" or "version" or "notes" or "sources"))
            .SelectMany(field => Flat(path.Length > 0 ? $"{path}.{field.Key}" : field.Key, field.Value)),
        null => [],
        _ => [$"{path}={(node is JsonValue value && value.TryGetValue<string>(out var text) ? text : node.ToJsonString())}"],
    };

    [GeneratedRegex(@"^(?!extends\b)[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9]+|\[[0-9]{1,3}\])*=[^\p{C}]{1,200}\z")]
    private static partial Regex Change();

    private sealed class Job(WhatIfFigures figures, CancellationTokenSource end)
    {
        private volatile WhatIfFigures _figures = figures;

        public WhatIfFigures Figures
        {
            get => _figures;
            set => _figures = value;
        }

        public CancellationTokenSource End { get; } = end;
    }

    private sealed class Told(Job job) : IProgress<long>
    {
        public void Report(long value) => job.Figures = job.Figures with { Done = value };
    }
}
