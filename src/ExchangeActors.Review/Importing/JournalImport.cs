using System.Text;
using System.Text.Json;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Review.Exporting;

namespace ExchangeActors.Review.Importing;

/// <summary>What was imported.</summary>
/// <param name="Events">Events written.</param>
/// <param name="Holds"><c>journal</c> or <c>incident</c>.</param>
/// <param name="Root">The root over the heads of the hash chains, equal to that of the export.</param>
public sealed record ImportResult(long Events, string Holds, string Root);

/// <summary>
/// Makes a journal from a file of JSON lines. The events are the stored bytes in it; everything else in a line is compared with them, so
/// that nobody reads there what the journal does not hold. Layout does not matter: a line may have been formatted anew by a JSON tool.
/// </summary>
public static class JournalImport
{
    /// <summary>The longest line, bytes: a ranked queue of a hundred thousand candidates is less.</summary>
    public const int LongestLine = 64 << 20;

    /// <summary>Imports.</summary>
    /// <param name="file">The file.</param>
    /// <param name="journal">The journal to make; there must be no file of that name.</param>
    /// <param name="progress">Told the events written; null for nobody.</param>
    /// <param name="cancellation">Ends it; nothing is left behind.</param>
    /// <exception cref="ImportException">The file is not what was exported; the journal was not made.</exception>
    /// <exception cref="JournalException">The journal exists or cannot be written.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ImportResult Run(string file, string journal, IProgress<long>? progress, CancellationToken cancellation)
    {
        if (Directory.Exists(file))
        {
            throw new ImportException(file, 0, "it is a folder; name a file of JSON lines, as exchange review JOURNAL export writes them");
        }

        if (File.Exists(file) && !DiskFile.IsRegular(file))
        {
            throw new ImportException(file, 0, "it is a device or a pipe, not a file");
        }

        using var content = new LineLimit(File.OpenRead(file), LongestLine, () =>
            new ImportException(file, 0, $"a line is longer than {LongestLine >> 20} MiB, the most that one may be"));
        using var lines = new StreamReader(content, new UTF8Encoding(false, throwOnInvalidBytes: true),
            detectEncodingFromByteOrderMarks: false);
        return new Reading(file, lines, progress, cancellation).Into(journal);
    }

    /// <summary>One file being read.</summary>
    private sealed class Reading(string file, StreamReader lines, IProgress<long>? progress, CancellationToken cancellation)
    {
        private long _line;

        public ImportResult Into(string journal)
        {
            var header = Header();
            if (header.Holds == TransferHeader.Selection)
            {
                throw Wrong(
                    "the file holds single events, not streams from their beginning; export with --incident what is to be imported");
            }

            if (header.Holds is not (TransferHeader.Whole or TransferHeader.Incident))
            {
                throw Wrong($"\"holds\" is \"{header.Holds}\", not \"{TransferHeader.Whole}\" or \"{TransferHeader.Incident}\"");
            }

            using var writer = JournalWriter.Create(journal, header.Journal);
            var heads = new ChainHeads();
            var ordering = 0L;
            while (Next() is { } line)
            {
                cancellation.ThrowIfCancellationRequested();
                if (writer.Count == header.Events)
                {
                    throw Wrong($"the header promises {header.Events} events, and here is one more");
                }

                var row = Event(line);
                Require(row.Ordering, ordering, header);
                ordering = row.Ordering;
                Append(writer, row.Stored);
                heads.Add(row.Stored);
                progress?.Report(writer.Count);
            }

            if (writer.Count != header.Events)
            {
                throw Wrong($"the file ends after {writer.Count} of {header.Events} events; it was cut off, or lines are missing");
            }

            writer.Complete();
            return new ImportResult(writer.Count, header.Holds, heads.Root(header.Journal));
        }

        private TransferHeader Header()
        {
            using var document = Parse(Next() ?? throw Wrong("the file is empty"));
            try
            {
                return TransferHeader.Read(document.RootElement);
            }
            catch (FormatException exception)
            {
                throw Wrong(exception.Message, exception);
            }
            catch (InvalidOperationException exception)
            {
                throw NotUnicode(exception);
            }
        }

        private JournalRow Event(string line)
        {
            using var document = Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw Wrong("the line is not a JSON object");
            }

            var manifest = Manifest(root);
            if (!root.TryGetProperty("payload", out var payload) || payload.ValueKind != JsonValueKind.String
                || !payload.TryGetBytesFromBase64(out var bytes))
            {
                throw Wrong("\"payload\" is not Base64");
            }

            if (!root.TryGetProperty("ordering", out var place) || place.ValueKind != JsonValueKind.Number
                || !place.TryGetInt64(out var ordering))
            {
                throw Wrong("the event has no number \"ordering\"");
            }

            try
            {
                var row = new JournalRow(ordering, EventCodec.Decode(manifest, bytes));
                if (EventCodec.Oddity(row.Recorded) is { } odd)
                {
                    throw Wrong(odd);
                }

                var expected = JsonLines.Line(row);
                RequirePlain(expected);
                if (!string.Equals(line, expected, StringComparison.Ordinal))
                {
                    Compare(root, expected);
                }

                return row;
            }
            catch (JournalException exception)
            {
                throw Wrong($"the stored bytes cannot be read: {exception.What}", exception);
            }
            catch (InvalidOperationException exception)
            {
                throw NotUnicode(exception);
            }
        }

        /// <summary>No text of an event may hold what a terminal would act on. In JSON such a character is an escape.</summary>
        private void RequirePlain(string expected)
        {
            if (!expected.Contains('\\', StringComparison.Ordinal) && Identifier.Plain(expected) == expected)
            {
                return;
            }

            using var document = JsonDocument.Parse(expected);
            if (Texts(document.RootElement).FirstOrDefault(text => Identifier.Plain(text) != text) is { } odd)
            {
                throw Wrong($"the event holds a control character, in \"{Identifier.Shown(odd)}\"");
            }
        }

        private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
        {
            JsonValueKind.String => [element.GetString()!],
            JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
            JsonValueKind.Object => element.EnumerateObject().SelectMany(field => Texts(field.Value).Prepend(field.Name)),
            _ => [],
        };

        // Another layout of the same is as good; any other difference is not.
        private void Compare(JsonElement found, string expected)
        {
            using var document = JsonDocument.Parse(expected);
            if (JsonDifference.First(document.RootElement, found) is { } difference)
            {
                throw Wrong($"{difference}: the line was edited, or its bytes were");
            }
        }

        private void Append(JournalWriter writer, JournaledEvent stored)
        {
            try
            {
                writer.Append(stored);
            }
            catch (JournalException exception) when (exception.Fault == JournalFault.Corrupt)
            {
                throw Wrong($"{stored.Recorded.Id}: {exception.What}", exception);
            }
        }

        private void Require(long ordering, long last, TransferHeader header)
        {
            if (header.Holds == TransferHeader.Whole ? ordering != last + 1 : ordering <= last)
            {
                throw Wrong(
                    header.Holds == TransferHeader.Whole
                        ? $"event {ordering} stands where event {last + 1} belongs; lines are missing or were moved"
                        : $"event {ordering} stands behind event {last}; lines were moved or doubled");
            }
        }

        private string Manifest(JsonElement root)
        {
            try
            {
                return root.TryGetProperty("manifest", out var value) && value.ValueKind == JsonValueKind.String
                    ? value.GetString()!
                    : throw Wrong("the event has no text \"manifest\"");
            }
            catch (InvalidOperationException exception)
            {
                throw NotUnicode(exception);
            }
        }

        private JsonDocument Parse(string line)
        {
            try
            {
                return JsonDocument.Parse(line);
            }
            catch (JsonException exception)
            {
                throw Wrong(
                    $"the line is not JSON (at its character {exception.BytePositionInLine + 1}); the file was cut off, or is something "
                        + $"else", exception);
            }
        }

        private string? Next()
        {
            try
            {
                var line = lines.ReadLine();
                _line++;
                return line;
            }
            catch (DecoderFallbackException exception)
            {
                _line++;
                throw Wrong("the file is not UTF-8 text here", exception);
            }
        }

        private ImportException NotUnicode(Exception inner) =>
            Wrong("a text is not Unicode: it holds half of a surrogate pair", inner);

        private ImportException Wrong(string problem, Exception? inner = null) => new(file, _line, problem, inner);
    }
}
