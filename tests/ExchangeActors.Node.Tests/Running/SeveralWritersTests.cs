using System.Globalization;
using System.Text;
using System.Text.Json;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.PostgreSql;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Node.Shell;
using ExchangeActors.Review.Exporting;

namespace ExchangeActors.Node.Tests.Running;

/// <summary>Journals whose places are those of transactions side by side.</summary>
[Collection(PostgreSqlTests.Name)]
public sealed class SeveralWritersTests(PostgreSqlServer server) : IDisposable
{
    private readonly WorkFolder _folder = new() { EventsPerWrite = 40 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Decisions_of_several_writers_that_lie_between_each_other_verify_are_exported_imported_and_verify_again()
    {
        var place = server.CreateDatabase();
        var run = Report.Of(await _folder.Run("run", Cascade.Write(_folder), "--journal", place, "--json"));
        var moved = Interleave(place);
        Assert.True(moved >= 3, $"{moved} decisions were parted");

        Assert.True(Json(await Review(place, "verify", "--json")).GetProperty("holds").GetBoolean());
        await Review(place, "export", "--format", "jsonl", "--output", "all.jsonl");
        (await _folder.Run("review", "imported.db", "import", "all.jsonl")).Expect(ExitCode.Fine);
        var verified = Json((await _folder.Run("review", "imported.db", "verify", "--json")).Expect(ExitCode.Fine));
        Assert.Equal(
            (true, run.StateHash, run.Number("events")),
            (verified.GetProperty("holds").GetBoolean(), verified.GetProperty("stateHash").GetString(),
                verified.GetProperty("events").GetDecimal()));

        JournalCopy.Write(place, _folder.File("copied.db"));
        var copied = Json((await _folder.Run("review", "copied.db", "verify", "--json")).Expect(ExitCode.Fine));
        Assert.Equal(
            (true, run.StateHash, run.Number("events")),
            (copied.GetProperty("holds").GetBoolean(), copied.GetProperty("stateHash").GetString(),
                copied.GetProperty("events").GetDecimal()));
    }

    [Fact]
    public async Task Effects_that_lie_before_their_causes_are_read_after_them_and_verify()
    {
        var place = server.CreateDatabase();
        var run = Report.Of(await _folder.Run("run", Cascade.Write(_folder), "--journal", place, "--json"));
        var crossed = Cross(place);
        Assert.True(crossed >= 20, $"{crossed} effects lie before their causes");

        var verified = Json(await Review(place, "verify", "--json"));
        Assert.Equal((true, run.StateHash), (verified.GetProperty("holds").GetBoolean(), verified.GetProperty("stateHash").GetString()));
        Assert.Equal(run.StateHash, Json(await Review(place, "state", "--json")).GetProperty("stateHash").GetString());
        Assert.True(Json(await Review(place, "what-if", "--json")).GetProperty("isSame").GetBoolean());
    }

    /// <summary>Gives effects that stand soon behind their cause a place before it. Marks, which others see without being caused by them,
    /// stay where they are.</summary>
    private static int Cross(string place)
    {
        const int near = 12, times = 10, offset = 10_000_000;
        List<JournalRow> rows;
        using (var reader = JournalReader.Open(place))
        {
            rows = [.. reader.ReadAll()];
        }

        var (crossed, sql) = (0, new StringBuilder());
        sql.Append(CultureInfo.InvariantCulture, $"UPDATE journal SET ordering = ordering * {times} + {offset}; ");
        for (var i = 0; i < rows.Count && crossed < 200; i++)
        {
            var cause = rows[i].Recorded.Id;
            var behind = rows.Skip(i + 1).Take(near).ToList();
            var effect = behind.FindIndex(row => row.Recorded.CausedBy == cause);
            if (effect >= 0 && behind[effect].Recorded.Id.Stream is var stream && stream != cause.Stream
                && behind.Count(row => row.Recorded.Id.Stream == stream) == 1
                && behind.Take(effect).All(row => row.Recorded.Id.Stream.Kind != EntityKind.Market))
            {
                sql.Append(
                    CultureInfo.InvariantCulture,
                        $"UPDATE journal SET ordering = {(rows[i].Ordering * times) + offset - 1} "
                            + $"WHERE ordering = {(behind[effect].Ordering * times) + offset}; ");
                crossed++;
                i += near;
            }
        }

        PostgreSqlServer.Execute(place, sql.ToString());
        return crossed;
    }

    /// <summary>Gives places as transactions side by side do: other decisions between the events of one, and gaps.</summary>
    private static int Interleave(string place)
    {
        List<JournalRow> rows;
        using (var reader = JournalReader.Open(place))
        {
            rows = [.. reader.ReadAll()];
        }

        // The last event of a decision goes behind the next one, which was not brought about by it.
        var (moved, begun, sql) = (0, 0, new StringBuilder());
        for (var i = 0; i + 2 < rows.Count && moved < 200; i++)
        {
            begun = rows[i].Stored.BeginsDecision ? i : begun;
            var (decided, last, other) = (rows[begun].Recorded.Id, rows[i + 1].Recorded.Id, rows[i + 2].Recorded);
            var parts = last.Stream == decided.Stream && !rows[i + 1].Stored.BeginsDecision && rows[i + 2].Stored.BeginsDecision
                && other.Id.Stream != decided.Stream
                && (other.CausedBy.Stream != decided.Stream || other.CausedBy.Sequence < decided.Sequence)
                && (i + 3 >= rows.Count || rows[i + 3].Stored.BeginsDecision);
            if (parts)
            {
                var (a, b) = (rows[i + 1].Ordering, rows[i + 2].Ordering);
                sql.Append(
                    CultureInfo.InvariantCulture,
                        $"UPDATE journal SET ordering = -1 WHERE ordering = {a}; UPDATE journal SET ordering = {a} WHERE ordering = {b}; "
                            + $"UPDATE journal SET ordering = {b} WHERE ordering = -1; ");
                moved++;
                i += 2;
            }
        }

        if (moved > 0)
        {
            PostgreSqlServer.Execute(place, sql.ToString());
        }

        PostgreSqlServer.Execute(place, "UPDATE journal SET ordering = ordering * 3 + 100000");
        return moved;
    }

    private async Task<Finished> Review(string place, params string[] arguments) =>
        (await _folder.Run(["review", place, .. arguments])).Expect(ExitCode.Fine);

    private static JsonElement Json(Finished finished)
    {
        using var document = JsonDocument.Parse(finished.Out);
        return document.RootElement.Clone();
    }
}
