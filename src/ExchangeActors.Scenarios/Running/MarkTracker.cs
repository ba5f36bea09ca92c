using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Markets.Lazy;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Answering;
using ExchangeActors.Scenarios.Reacting;

namespace ExchangeActors.Scenarios.Running;

/// <summary>
/// Keeps the newest marks, and what takers have traded, from the events of the markets. Fed from one thread, read from any.
/// </summary>
public sealed class MarkTracker
{
    private volatile MarkBoard _board = MarkBoard.Empty;

    /// <summary>The newest marks.</summary>
    public MarkBoard Board => _board;

    /// <summary>What takers have traded.</summary>
    public TakerFlow Flow { get; } = new();

    /// <summary>What traders learn of.</summary>
    public TraderNews News { get; } = new();

    /// <summary>Takes notice of an event.</summary>
    public void Observe(RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        Flow.Observe(recorded);
        News.Observe(recorded);
        var market = new MarketId(recorded.Id.Stream.Id);
        switch (recorded.Event)
        {
            case MarkPriceUpdated e:
                _board = _board.With(
                    market, new MarkQuote(e.Mark, _board[market]?.FundingIndex ?? 0m, e.Version) { Sides = _board[market]?.Sides });
                break;
            case FundingRateUpdated e:
                _board = _board.With(market, new MarkQuote(e.Mark, e.FundingIndex, e.Version) { Sides = _board[market]?.Sides });
                break;
            case SideShrunk e:
                _board = _board.With(
                    market, new MarkQuote(e.Mark, e.FundingIndex,
                        e.Version)
                    { Sides = (_board[market]?.Sides ?? new MarketSides(null, null)).With(e.Side, e.After) });
                break;
            default:
                break;
        }
    }
}
