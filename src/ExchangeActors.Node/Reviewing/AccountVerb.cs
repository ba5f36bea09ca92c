using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Stories;

namespace ExchangeActors.Node.Reviewing;

/// <summary><c>exchange review JOURNAL account ID</c>.</summary>
internal static class AccountVerb
{
    /// <summary>Tells the story; the result is an <see cref="ExitCode"/>.</summary>
    /// <exception cref="ReviewException">There is no such account, or the number of sentences is below 0.</exception>
    public static Task<int> Run(ReviewedJournal journal, string account, int take, bool json, CancellationToken cancellation)
    {
        if (take < 0)
        {
            throw new ReviewException("--take must not be below 0");
        }

        var story = AccountStory.Of(journal, new AccountId(account), cancellation);
        if (json)
        {
            Console.Out.WriteLine(ReportJson.Write(story));
        }
        else
        {
            Write(story, take == 0 ? story.Sentences.Length : take);
        }

        return Task.FromResult(ExitCode.Fine);
    }

    private static void Write(AccountStory story, int take)
    {
        Lines.Say($"{story.Account}: {Counts.Of(story.MarginCalls, "margin call")}, {Counts.Of(story.Liquidations, "liquidation")}, "
            + $"{Counts.Of(story.ForcedCloses, "forced close")} by ADL (profit {Shown.Amount(story.ForcedProfit)}), "
            + $"fees {Shown.Amount(story.Fees)}.");
        foreach (var sentence in story.Sentences.Take(take))
        {
            Lines.Say($"{sentence.At}  {sentence.Text} ({sentence.Ordering})");
        }

        if (story.Sentences.Length > take)
        {
            Lines.Say($"… {Counts.Of(story.Sentences.Length - take, "more sentence")}; --take 0 shows all");
        }

        var positions = story.Positions.IsEmpty ? "no position"
            : string.Join(", ", story.Positions.Select(position => $"{Shown.Grouped(position.Size)} {position.Market}"));
        Lines.Say($"At the end: wallet {Shown.Amount(story.Wallet)}, {positions}. Why an event happened: why NUMBER.");
    }
}
