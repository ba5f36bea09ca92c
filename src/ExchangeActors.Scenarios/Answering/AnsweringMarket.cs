using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Draws;
using ExchangeActors.Scenarios.Prices;

namespace ExchangeActors.Scenarios.Answering;

/// <summary>
/// A market that answers: prices are the given path, moved by what takers have traded, and books are power laws whose depth collapses with
/// the move. What it says at a tick is a function of the scenario and of the trades before that tick, so that it is the same on every
/// runtime, and when a run goes on from its journal. The prices and quotes that come of it are inputs like any other, and are recorded.
/// </summary>
/// <param name="scenario">With <see cref="Scenario.Market"/> and <see cref="Scenario.Liquidity"/>.</param>
internal sealed class AnsweringMarket(Scenario scenario)
{
    private const int Digits = 12;
    private readonly AnswerSettings _settings = scenario.Market!;
    private readonly AnsweringBook[] _books = MarketModel.Of(scenario)!.Books();

    private ImmutableArray<PricePoint> _points = [];

    /// <summary>Goes on to a tick; ticks come in order, each once.</summary>
    /// <param name="tick">Its number.</param>
    /// <param name="flow">What takers did since the tick before.</param>
    /// <returns>The prices at the tick.</returns>
    public ImmutableArray<PricePoint> Advance(int tick, IReadOnlyDictionary<MarketId, NetFlow> flow)
    {
        var (at, given) = (scenario.Ticks[tick].At, scenario.Ticks[tick].Points);
        var second = (at.UnixMs - scenario.Start.UnixMs) / 1000.0;
        var elapsed = tick == 0 ? 0.0 : scenario.TickMs / 1000.0;
        var points = ImmutableArray.CreateBuilder<PricePoint>(given.Length);
        for (var i = 0; i < given.Length; i++)
        {
            var perpetual = Perpetual(given[i], scenario.Markets[i], at);
            _books[i].Advance(second, elapsed, (double)perpetual.Value, flow.GetValueOrDefault(given[i].Market));
            points.Add(Moved(given[i], perpetual, _books[i], at));
        }

        return _points = points.MoveToImmutable();
    }

    /// <summary>The levels to quote at the tick, around the perpetual's price.</summary>
    /// <param name="market">Its place.</param>
    public ImmutableArray<QuoteLevel> Levels(int market)
    {
        var (book, mid) = (_books[market], _points[market].Last ?? _points[market].Index);
        return scenario.Liquidity!.PowerLaw(
            scenario.Markets[market], mid, (decimal)book.Bid, (decimal)book.Ask, (double)_settings.BookExponent);
    }

    /// <summary>What the perpetual trades at on the given path: an old last trade is none.</summary>
    private static Price Perpetual(PricePoint given, Instrument instrument, Moment at) =>
        instrument.MarkPrice.Rule == MarkPriceRule.SmoothedBasis ? given.Last ?? given.Index : given.Middle(instrument.MarkPrice, at);

    private static PricePoint Moved(PricePoint given, Price perpetual, AnsweringBook book, Moment at) =>
        book.Perpetual == 0.0 && book.Index == 0.0
            ? given with { Last = given.Last is null ? null : perpetual, LastAt = given.Last is null ? null : given.LastAt }
            : given with { Index = Times(given.Index, book.Index), IndexAt = at, Last = Times(perpetual, book.Perpetual), LastAt = at };

    /// <summary>A price moved by a logarithm.</summary>
    internal static Price Times(Price price, double log)
    {
        var moved = price.Value * (decimal)PortableMath.Exp(log);
        return new Price(Math.Min(Largest.Price, Math.Max(0.0000000001m, Math.Round(moved, Digits))));
    }
}
