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
    /// <summary>Said on standard error.</summary>
    public const string NoneMatches = "no event matches";

    // Liquidations before a link's own that why writes out; the very first comes after them.
    private const int MostEarlier = 2;

    // Events of other liquidations: half of them the newest, half the oldest.
    private const int MostLinks = 10;

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
                    : NoneMatches);
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
        var own = chain.OwnLinks;
        Write(chain.Links.Take(own));
        if (!chain.Begun.IsEmpty)
        {
            Lines.Say();
            Lines.Say($"{chain.Liquidation} had begun like this:");
            Write(chain.Begun);
        }

        if (own < chain.Links.Length)
        {
            WriteOthers(chain, own);
        }

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
                : i == 0 && own == chain.Links.Length ? "The liquidation that it belongs to had waited; it had begun like this:"
                : "That one had waited, too; it had begun like this:");
            Write(chain.Earlier[i]);
        }
    }

    /// <summary>What set the liquidation off once more when it had waited: others, whose ends followed from one another.</summary>
    private static void WriteOthers(CauseChain chain, int own)
    {
        var (others, links) = (chain.Others.ToList(), chain.Links.Skip(own).ToList());
        Lines.Say();
        Lines.Say($"It had waited for others; {others[0]} set it off"
            + (others.Count > 1 ? $", which followed from {Counts.Of(others.Count - 1, "other liquidation")}" : string.Empty) + ":");
        if (links.Count <= MostLinks)
        {
            Write(links);
            return;
        }

        Write(links.Take(MostLinks / 2));
        Lines.Say($"       … {Counts.Of(links.Count - MostLinks, "event")} between (--json has all)");
        Write(links.TakeLast(MostLinks / 2));
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
