using System.Text;
using System.Text.Json.Nodes;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Exporting;

/// <summary>Events as lines of JSON: all that a person reads, and the bytes that the journal stores, so that nothing is lost.</summary>
internal sealed class JsonLines : IEventWriter
{
    private readonly StreamWriter _output;

    /// <summary>Begins with the header's line.</summary>
    public JsonLines(Stream output, TransferHeader header)
    {
        _output = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16,
            leaveOpen: true)
        { NewLine = "\n" };
        _output.WriteLine(header.Write());
    }

    /// <summary>
    /// An event's line: its document (<see cref="Documents.Of(JournalRow)"/>), its manifest and the stored bytes in Base64.
    /// </summary>
    public static string Line(JournalRow row)
    {
        JsonObject document = Documents.Of(row);
        document["manifest"] = row.Manifest;
        document["payload"] = Convert.ToBase64String(row.Stored.StoredBytes.Span);
        return document.ToJsonString(Documents.Layout);
    }

    /// <inheritdoc/>
    public ValueTask Write(JournalRow row)
    {
        _output.WriteLine(Line(row));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask Complete() => await _output.FlushAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
