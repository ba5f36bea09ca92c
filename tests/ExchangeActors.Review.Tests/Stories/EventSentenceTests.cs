using ExchangeActors.Domain.Markets;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Stories;
using ExchangeActors.Review.Wording;

namespace ExchangeActors.Review.Tests.Stories;

/// <summary>Sentences of events, part by part and as text.</summary>
public sealed class EventSentenceTests : IDisposable
{
    private readonly TestJournals _journals = new();

    public void Dispose() => _journals.Dispose();

    [Fact]
    public async Task A_sentence_names_whom_it_is_about_and_shows_numbers()
    {
        using var journal = ReviewedJournal.Open(await _journals.FirstAdl());
        var row = journal.ReadAll().First(row => row.Recorded.Event is MarkPriceUpdated { Mark.Value: 1_840m });

        var sentence = EventSentence.Of(row);

        Assert.Equal("The mark of ETH-PERP became 1,840.", sentence.ToString());
        Assert.Equal(
            [SentencePartKind.Text, SentencePartKind.Name, SentencePartKind.Text, SentencePartKind.Figure, SentencePartKind.Text],
            sentence.Parts.Select(part => part.Kind));
    }

    [Fact]
    public void Digits_that_are_left_out_are_in_the_title_and_what_is_not_seen_is_written_as_its_code()
    {
        Sentence sentence = $"{SentencePart.Name("al\u202Eice")} has {Figure.Amount(8_370_000.25m)}, {1.50m} of {"it\u200B"}.";

        Assert.Equal(@"al\u{202E}ice has 8.37" + "\u00a0" + @"M, 1.5 of it\u{200B}.", sentence.ToString());
        Assert.Equal(new Figure("8.37\u00a0M", "8370000.25", "8,370,000.25 quote"), sentence.Parts[2].Figure);
    }

    [Fact]
    public async Task Whatever_happens_in_a_crash_is_told_in_words_but_what_passes_between_an_account_and_a_market()
    {
        using var journal = ReviewedJournal.Open(await _journals.Crash());

        var shown = journal.ReadAll()
            .Where(row => EventSentence.Of(row).ToString() == Brief.Of(row.Recorded.Event))
            .Select(row => row.Recorded.Event.GetType().Name)
            .Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(["MarketListed", "NoticesAcknowledged", "QuotesPlaced", "QuotesReplaced", "QuotesWorking"], shown);
    }
}
