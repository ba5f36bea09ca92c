using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.WhatIf;

/// <summary>
/// Puts what the market answers in the place of recorded prices and quotes: at a tick the quotes first, then the prices, then once more the
/// quotes that were refused at the marks before, as a run does it. Markets in which nothing else was traded keep what is recorded.
/// </summary>
internal sealed class AnsweredInputs(ReviewedJournal journal, IMarketAnswer market) : IDisposable
{
    private readonly RecordedPrices _prices = new(journal);
    private readonly Dictionary<MarketId, ImmutableArray<QuoteLevel>> _standing = [];
    private readonly SortedSet<MarketId> _refused = [];
    private IReadOnlyDictionary<MarketId, MarketAnswer> _answers = ImmutableSortedDictionary<MarketId, MarketAnswer>.Empty;
    private Moment? _at;
    private bool _quoted;
    private long _tick;

    /// <summary>The first tick with a price or book that is not the record's.</summary>
    public Moment? First { get; private set; }

    /// <summary>Prices that are not the record's.</summary>
    public long Prices { get; private set; }

    /// <summary>The next row of the record.</summary>
    /// <param name="row">In order.</param>
    /// <param name="rest">Works off what is under way, before a tick is reached.</param>
    public void Reach(JournalRow row, Action rest)
    {
        var recorded = row.Recorded;
        if (recorded.CausedBy.Stream is { Kind: EntityKind.Outside, Id: var source } && TickSources.Has(source) && recorded.At != _at)
        {
            rest();
            (_at, _quoted) = (recorded.At, false);
            _refused.Clear();
            _answers = market.Advance(recorded.At, _prices.At(recorded.At));
            First ??= _answers.Count > 0 ? recorded.At : null;
        }

        market.Recorded(recorded);
        if (row.Stored.ReadInput() is PlaceQuotes quotes && !_answers.ContainsKey(quotes.Market))
        {
            Stand(quotes, recorded.Event is not OrderRejected);
        }
    }

    /// <summary>Told every event of the simulation.</summary>
    public void Simulated(RecordedEvent simulated) => market.Simulated(simulated);

    /// <summary>What is to be fed in the place of a recorded input, and before it.</summary>
    public IEnumerable<OutsideInput> InPlaceOf(OutsideInput input)
    {
        if (_answers.Count == 0 || input.At != _at)
        {
            return [input];
        }

        var source = input.Id.Source;
        if (TickSources.Has(source))
        {
            _tick = input.Id.Number;
        }

        return Before(source).Concat(input.Body switch
        {
            PlaceQuotes quotes when TickSources.IsQuotes(source) && _answers.ContainsKey(quotes.Market) => [],
            UpdatePrice when _answers.TryGetValue(new MarketId(input.To.Id), out var answer) => [Priced(input, answer)],
            _ => [input],
        });
    }

    /// <summary>What is to be fed after an input that was made.</summary>
    /// <param name="made">The input.</param>
    /// <param name="taken">False when it was refused.</param>
    public IEnumerable<OutsideInput> After(OutsideInput made, bool taken)
    {
        if (made.Body is not PlaceQuotes quotes)
        {
            return [];
        }

        Stand(quotes, taken);
        if (taken || made.Id.Source == TickSources.QuotesOff)
        {
            return [];
        }

        // As in a run: a refused quote does not leave the old one standing.
        _refused.Add(quotes.Market);
        return [Quotes(TickSources.QuotesOff, made.To, quotes.Market, [])];
    }

    private IEnumerable<OutsideInput> Before(string source)
    {
        if (!_quoted)
        {
            _quoted = true;
            return
            [
                .. _answers
                    .Where(answer => answer.Value.Account is not null
                        && !(_standing.TryGetValue(answer.Key, out var standing) && standing.SequenceEqual(answer.Value.Levels)))
                    .Select(answer => Quotes(TickSources.Quotes, answer.Key, answer.Value)),
            ];
        }

        if (_refused.Count == 0 || source is TickSources.Quotes or TickSources.QuotesOff or TickSources.Clock or TickSources.Prices)
        {
            return [];
        }

        var again = _refused.Select(id => Quotes(TickSources.QuotesAgain, id, _answers[id])).ToList();
        _refused.Clear();
        return again;
    }

    private OutsideInput Priced(OutsideInput input, MarketAnswer answer)
    {
        Prices++;
        return input with { Body = answer.Price };
    }

    private OutsideInput Quotes(string source, MarketId id, MarketAnswer answer) =>
        Quotes(source, EntityRef.Account(answer.Account!.Value), id, answer.Levels);

    /// <summary>The exchange puts its own marks in.</summary>
    private OutsideInput Quotes(string source, EntityRef to, MarketId id, ImmutableArray<QuoteLevel> levels)
    {
        var command = new CommandId(source, _tick);
        return new OutsideInput(to, command, new PlaceQuotes(command, id, levels, MarkBoard.Empty), _at!.Value);
    }

    private void Stand(PlaceQuotes quotes, bool taken)
    {
        if (taken)
        {
            _standing[quotes.Market] = quotes.Levels;
        }
        else
        {
            _standing.Remove(quotes.Market);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _prices.Dispose();
}
