using System.Text.Json.Nodes;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Causes;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.States;
using ExchangeActors.Review.Stories;

namespace ExchangeActors.Node.Reviewing;

/// <summary>Events as lines: a timeline, an event, and the chain of its causes.</summary>
internal static class EventLines
{
    /// <summary>Liquidations before a link's own that <c>why</c> writes out; the very first comes after them.</summary>
    private const int MostEarlier = 2;

    public static int Write(IEnumerable<JournalRow> rows, TimelineQuestion question, Func<long> matching)
    {
        var shown = 0L;
        foreach (var row in rows)
        {
            if (question.Take > 0 && shown == question.Take)
            {
                Console.Error.WriteLine($"more: --skip {question.Skip + question.Take}");
                break;
            }

            shown++;
            Lines.Say(Line(row));
        }

        if (shown == 0)
        {
            Console.Error.WriteLine(
                matching() is > 0 and var all
                    ? $"--skip {question.Skip} is beyond the end: {Count(all)} events match"
                    : "no event matches");
        }

        return ExitCode.Fine;
    }

    /// <summary>A document as lines of path and value.</summary>
    public static void Fields(JsonObject document)
    {
        foreach (var (path, value) in FlatDocument.Of(document))
        {
            Lines.Say($"{path}: {value}");
        }
    }

    public static void Write(CauseChain chain)
    {
        Write(chain.Links);
        if (chain.Missing is { } missing)
        {
            Lines.Say($"not recorded: {missing}");
        }
        else
        {
            Lines.Say($"from outside: {chain.End}");
        }

        for (var i = 0; i < chain.Earlier.Length; i++)
        {
            var isLast = i == chain.Earlier.Length - 1;
            if (i >= MostEarlier && !isLast)
            {
                continue;
            }

            Lines.Say();
            Lines.Say(i > MostEarlier
                ? $"… {Count(i - MostEarlier)} more that followed from one another (--json has all); "
                    + "the first of them had begun like this:"
                : "The liquidation that it belongs to had waited; it had begun like this:");
            Write(chain.Earlier[i]);
        }
    }

    private static void Write(IEnumerable<CauseLink> links)
    {
        foreach (var link in links)
        {
            Lines.Say(Line(link.Row));
            if (EventSentence.Of(link.Row).ToString() is var text && text != Brief.Of(link.Row.Recorded.Event))
            {
                Lines.Say($"      {text}");
            }

            Lines.Say(link.Input is { } input ? $"      decided on {Brief.Of(input)}" : "      decided on: not recorded");
        }
    }

    private static string Line(JournalRow row) =>
        $"{row.Ordering,8}  {row.Recorded.At}  {row.Recorded.Id}  {Brief.Of(row.Recorded.Event)}";

    private static string Count(long value) => Counts.Of(value);
}
