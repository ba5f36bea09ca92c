using System.Collections;
using ExchangeActors.Journal;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Selection;

namespace ExchangeActors.Review.Exporting;

/// <summary>What has to be known of a journal before its first event is exported; found by reading it once.</summary>
internal sealed class Survey
{
    private readonly EventFilter _filter;
    private BitArray? _cut;

    private Survey(EventFilter filter) => _filter = filter;

    /// <summary>Events that will be exported.</summary>
    public long Events { get; private set; }

    /// <summary>How many of them there are in each millisecond of exchange time; empty unless a trace is exported.</summary>
    public Dictionary<long, int> EventsByMs { get; } = [];

    /// <summary>The names that accounts get; null when they keep theirs.</summary>
    public Pseudonyms? Names { get; private set; }

    /// <summary>The incident that is cut out; null for a plain selection.</summary>
    public IncidentCut? Incident { get; private set; }

    /// <summary>The root over the journal's heads; null when nothing had to be read.</summary>
    public string? Root { get; private set; }

    /// <summary>True when the event is exported.</summary>
    public bool Chooses(PlacedRow placed) => _cut is null ? _filter.IsAll || _filter.Matches(placed.Stored)
        : _cut[(int)placed.Row.Ordering];

    /// <summary>Reads the journal, unless all of it is exported as it is.</summary>
    /// <exception cref="JournalException">It is damaged.</exception>
    public static Survey Of(ReviewedJournal journal, ExportOptions options, CancellationToken cancellation)
    {
        var survey = new Survey(options.Filter) { Events = journal.CountUpTo(journal.Count) };
        if (!options.Filter.IsAll || options.Pseudonymous || options.Format == ExportFormat.Trace)
        {
            survey.Read(journal, options, cancellation);
        }

        return survey;
    }

    private void Read(ReviewedJournal journal, ExportOptions options, CancellationToken cancellation)
    {
        var accounts = options.Pseudonymous ? new AccountsOfJournal() : null;
        var heads = new ChainHeads();
        Incident = options.Incident ? new IncidentCut() : null;
        Events = 0;
        foreach (var (row, stored) in WholeDecisions.Of(journal, cancellation))
        {
            var chosen = _filter.IsAll || _filter.Matches(stored);
            Events += chosen ? 1 : 0;
            accounts?.Add(row);
            heads.Add(row.Stored);
            Incident?.Add(row, chosen);
            if (chosen && options.Format == ExportFormat.Trace)
            {
                EventsByMs[row.Recorded.At.UnixMs] = EventsByMs.GetValueOrDefault(row.Recorded.At.UnixMs) + 1;
            }
        }

        Names = accounts?.Name(options.PseudonymKey);
        Root = heads.Root(journal.Header);
        if (Incident is not null)
        {
            _cut = Incident.Complete();
            Events = _cut.Cast<bool>().LongCount(held => held);
        }
    }
}
