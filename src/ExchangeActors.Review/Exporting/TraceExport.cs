using System.Globalization;
using System.Text.Json;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Exporting;

/// <summary>
/// Events in the Chrome trace event format (JSON object form,
/// https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU), for https://ui.perfetto.dev: a process per kind of
/// entity, a thread per entity, a slice per event; liquidations and deleveragings as asynchronous spans; a flow from every cause to its
/// effect. Times are microseconds since the first event, whose time is in <c>otherData</c>, since full ones would lose digits as
/// floating-point numbers; events of one millisecond are spread over it in their order.
/// </summary>
internal sealed class TraceExport : IEventWriter
{
    private const int FlushAbove = 1 << 16;
    private const long NanosecondsPerMs = 1_000_000;
    private const long LongestSliceNs = 1_000;

    private readonly Utf8JsonWriter _json;
    private readonly Survey _survey;
    private readonly long _firstMs;
    private readonly Dictionary<long, int> _placed = [];
    private readonly Dictionary<EntityRef, Track> _tracks = [];
    private readonly HashSet<EntityKind> _kinds = [];
    private readonly Dictionary<(string Category, string Id), EntityRef> _spans = [];
    private long _flows;
    private long _last;

    /// <summary>Begins the object.</summary>
    public TraceExport(Stream output, JournalHeader header, Survey survey)
    {
        _survey = survey;
        _firstMs = survey.EventsByMs.Count == 0 ? 0 : survey.EventsByMs.Keys.Min();
        _json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = Documents.Layout.Encoder, SkipValidation = false });
        _json.WriteStartObject();
        _json.WriteString("displayTimeUnit", "ms");
        _json.WriteStartObject("otherData");
        _json.WriteString("scenario", header.Scenario);
        _json.WriteString("venue", header.Venue);
        _json.WriteString("begin", new Moment(_firstMs).ToString());
        _json.WriteEndObject();
        _json.WriteStartArray("traceEvents");
    }

    /// <inheritdoc/>
    public ValueTask Write(JournalRow row)
    {
        var recorded = row.Recorded;
        var (start, length) = Place(recorded.At.UnixMs);
        _last = Math.Max(_last, start + length);
        var track = TrackOf(recorded.Id.Stream);
        track.Add(recorded.Id.Sequence, start);
        var kind = Documents.KindOf(row.Manifest);
        Begin("X", kind[(kind.IndexOf('.', StringComparison.Ordinal) + 1)..],
            kind[..Math.Max(0, kind.IndexOf('.', StringComparison.Ordinal))], track, start);
        WriteTime("dur", length);
        _json.WriteStartObject("args");
        _json.WriteNumber("ordering", row.Ordering);
        _json.WriteString("id", recorded.Id.ToString());
        _json.WriteString("causedBy", recorded.CausedBy.ToString());
        _json.WriteString("correlation", recorded.Correlation);
        _json.WritePropertyName("event");
        Documents.Of(recorded.Event).WriteTo(_json, Documents.Layout);
        _json.WriteEndObject();
        _json.WriteEndObject();
        WriteFlow(recorded.CausedBy, track, start, length);
        WriteSpan(recorded, start);
        if (_json.BytesPending > FlushAbove)
        {
            _json.Flush();
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask Complete()
    {
        foreach (var ((category, id), entity) in _spans.OrderBy(span => span.Key))
        {
            Span("e", category, id, TrackOf(entity), _last, unfinished: true);
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        await _json.FlushAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Where a slice begins and how long it is, nanoseconds.
    private (long Start, long Length) Place(long ms)
    {
        var place = _placed.GetValueOrDefault(ms);
        _placed[ms] = place + 1;
        var length = Math.Max(1, Math.Min(LongestSliceNs, NanosecondsPerMs / _survey.EventsByMs[ms]));
        return (((ms - _firstMs) * NanosecondsPerMs) + (place * length), length);
    }

    private void WriteFlow(EventRef cause, Track effect, long start, long length)
    {
        if (cause.Stream.Kind == EntityKind.Outside && TrackOf(cause.Stream) is var outside && outside.StartOf(cause.Sequence) is null)
        {
            // An outside input has no event: it is shown where its first effect is.
            outside.Add(cause.Sequence, start);
            Begin("X", cause.ToString(), "outside", outside, start);
            WriteTime("dur", length);
            _json.WriteEndObject();
        }

        if (_tracks.TryGetValue(cause.Stream, out var track) && track.StartOf(cause.Sequence) is { } begin)
        {
            _flows++;
            Begin("s", "cause", "cause", track, begin);
            _json.WriteNumber("id", _flows);
            _json.WriteEndObject();
            Begin("f", "cause", "cause", effect, start);
            _json.WriteNumber("id", _flows);
            _json.WriteString("bp", "e");
            _json.WriteEndObject();
        }
    }

    private void WriteSpan(RecordedEvent recorded, long start)
    {
        (string Category, string Id, bool Begins)? span = recorded.Event switch
        {
            LiquidationOpened e => ("liquidation", e.Liquidation.Value, true),
            LiquidationClosed e => ("liquidation", e.Liquidation.Value, false),
            DeleveragingOpened e => ("deleveraging", e.Id.ToString(), true),
            DeleveragingCompleted e => ("deleveraging", e.Id.ToString(), false),
            _ => null,
        };
        if (span is not var (category, id, begins))
        {
            return;
        }

        var track = TrackOf(recorded.Id.Stream);
        if (begins && _spans.TryAdd((category, id), recorded.Id.Stream))
        {
            Span("b", category, id, track, start);
        }
        else if (!begins && _spans.Remove((category, id)))
        {
            Span("e", category, id, track, start);
        }
    }

    private void Span(string phase, string category, string id, Track track, long start, bool unfinished = false)
    {
        Begin(phase, id, category, track, start);
        _json.WriteString("id", id);
        if (unfinished)
        {
            _json.WriteStartObject("args");
            _json.WriteBoolean("unfinished", true);
            _json.WriteEndObject();
        }

        _json.WriteEndObject();
    }

    private void Begin(string phase, string name, string category, Track track, long start)
    {
        _json.WriteStartObject();
        _json.WriteString("ph", phase);
        _json.WriteString("name", name);
        _json.WriteString("cat", category);
        _json.WriteNumber("pid", track.Process);
        _json.WriteNumber("tid", track.Thread);
        WriteTime("ts", start);
    }

    private void WriteTime(string name, long nanoseconds)
    {
        _json.WritePropertyName(name);
        _json.WriteRawValue(string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1000}.{nanoseconds % 1000:D3}"));
    }

    private Track TrackOf(EntityRef entity)
    {
        if (_tracks.TryGetValue(entity, out var known))
        {
            return known;
        }

        var track = new Track((int)entity.Kind + 1, _tracks.Count + 1);
        _tracks[entity] = track;
        if (_kinds.Add(entity.Kind))
        {
            Name("process_name", track, entity.Kind.ToString().ToLowerInvariant());
        }

        Name("thread_name", track, entity.Id);
        return track;
    }

    private void Name(string what, Track track, string name)
    {
        _json.WriteStartObject();
        _json.WriteString("ph", "M");
        _json.WriteString("name", what);
        _json.WriteNumber("pid", track.Process);
        _json.WriteNumber("tid", track.Thread);
        _json.WriteStartObject("args");
        _json.WriteString("name", name);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    /// <summary>An entity's thread, and when its events begin.</summary>
    private sealed class Track(int process, int thread)
    {
        private readonly List<(long Sequence, long Start)> _events = [];

        public int Process => process;

        public int Thread => thread;

        // In the order of their sequence; outside inputs nearly so, since sources number upwards.
        public void Add(long sequence, long start)
        {
            var place = Find(sequence);
            _events.Insert(place < 0 ? ~place : place, (sequence, start));
        }

        public long? StartOf(long sequence) => Find(sequence) is >= 0 and var place ? _events[place].Start : null;

        private int Find(long sequence) =>
            _events.Count == 0 || _events[^1].Sequence < sequence ? ~_events.Count
                : _events.BinarySearch((sequence, 0), Comparer<(long Sequence, long)>.Create((a, b) => a.Sequence.CompareTo(b.Sequence)));
    }
}
