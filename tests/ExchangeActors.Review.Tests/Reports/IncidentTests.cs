using ExchangeActors.Review.Picks;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Reports;
using ExchangeActors.Review.Summaries;

namespace ExchangeActors.Review.Tests.Reports;

/// <summary>What an incident's report is made from, against the journal and its summary.</summary>
public sealed class IncidentTests : IDisposable
{
    private readonly TestJournals _journals = new();

    public void Dispose() => _journals.Dispose();

    [Fact]
    public async Task Series_and_bars_end_where_the_summary_does()
    {
        using var journal = ReviewedJournal.Open(await _journals.October());
        var incident = IncidentReader.Read(journal, null, CancellationToken.None);
        var summary = SummaryReader.Read(journal, null, CancellationToken.None);

        Assert.Equal(summary.StateHash, incident.Summary.StateHash);
        Assert.True(summary.Adl.ForcedCloses > 0 && summary.Fund.Debited > 0m);
        Assert.Equal(summary.Waterfall.Notional, incident.Activity.Bars.Sum(bar => bar.Liquidated));
        Assert.Equal(summary.Adl.Notional, incident.Activity.Bars.Sum(bar => bar.Deleveraged));
        Assert.Equal(summary.Adl.ForcedCloses, incident.Activity.Bars.Sum(bar => bar.ForcedCloses));
        Assert.Equal(summary.Fund.Start, incident.Fund[0].Value);
        Assert.Equal(summary.Fund.Lowest, incident.Fund.Min(point => point.Value));
        Assert.Equal(summary.Fund.End, incident.Fund[^1].Value);
        Assert.Equal(summary.Waterfall.PaidByNobody, incident.Deficit[^1].Value);
        Assert.Equal(summary.Waves.Length, incident.Causes.Length);
        Assert.Equal(summary.Adl.Deleveragings, incident.Deleveragings.Length);
        Assert.Equal(summary.Adl.ForcedCloses, incident.Deleveragings.Sum(deleveraging => deleveraging.ForcedCloses));
        Assert.Equal(summary.Adl.Notional, incident.Deleveragings.Sum(deleveraging => deleveraging.Notional));
        foreach (var totals in summary.Markets)
        {
            var market = Assert.Single(incident.Markets, history => history.Market.Value == totals.Market);
            Assert.Equal(totals.FirstMark, market.Marks[0].Value);
            Assert.Equal(totals.LowestMark, market.Marks.Min(point => point.Value));
            Assert.Equal(totals.LastMark, market.Marks[^1].Value);
            Assert.Equal(totals.Notional, market.Activity.Bars.Sum(bar => bar.Liquidated));
            Assert.Equal(totals.AdlExecuted, market.Activity.Bars.Sum(bar => bar.Deleveraged));
            Assert.Equal(totals.Liquidations, market.Activity.Bars.Sum(bar => bar.Liquidations));
        }
    }

    [Fact]
    public async Task Every_place_of_a_queue_has_the_reason_that_why_picked_gives()
    {
        using var journal = ReviewedJournal.Open(await _journals.October());
        var incident = IncidentReader.Read(journal, null, CancellationToken.None);
        var (compared, closed) = (0, 0);

        foreach (var deleveraging in incident.WithQueues.Take(6))
        {
            foreach (var (round, number) in deleveraging.Rounds.Select((round, number) => (round, number)))
            {
                foreach (var place in round.Places.Take(10))
                {
                    var pick = PickReport.Of(journal, deleveraging.Opened.Id, place.Candidate.Account, _ => null).Rounds[number];
                    Assert.Equal((pick.Verdict, pick.Reason, pick.TieBreak, pick.Closed, pick.RealisedPnl),
                        (place.Verdict, place.Reason, place.TieBreak, place.Closed, place.RealisedPnl));
                    Assert.Equal((pick.Place!.Rank, pick.Place.Planned, pick.Place.Candidate), (place.Rank, place.Asked, place.Candidate));
                    compared++;
                    closed += place.Verdict == PickVerdict.Closed ? 1 : 0;
                }
            }
        }

        Assert.True(compared >= 12 && closed >= 6 && closed < compared, $"{compared} places compared, {closed} of them closed");
    }
}
