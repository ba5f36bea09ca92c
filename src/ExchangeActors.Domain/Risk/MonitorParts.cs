using System.Collections.Immutable;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Risk;

/// <summary>
/// What several monitors answered to one query, put together in the stated order: the same as one monitor of all accounts would have
/// answered at that board. Incomplete as long as one has not answered, and not usable while their boards differ. Not safe for concurrent
/// use.
/// </summary>
/// <param name="query">A <see cref="RankQueue"/> or <see cref="ListHolders"/>.</param>
/// <param name="monitors">How many monitors there are.</param>
/// <param name="rules">Instruments and venue.</param>
public sealed class MonitorParts(Message query, int monitors, ExchangeRules rules)
{
    private readonly Message?[][] _pages = new Message?[monitors][];
    private readonly int[] _numbers = new int[monitors];

    /// <summary>The newest marks that any of those who answered knows.</summary>
    public MarkBoard Marks { get; private set; } = MarkBoard.Empty;

    /// <summary>True when every page of every monitor is there.</summary>
    public bool IsComplete => _pages.All(pages => pages is not null && pages.All(page => page is not null));

    /// <summary>True when all answered at <see cref="Marks"/>; when not, they have to be asked again for their parts at those.</summary>
    public bool AreAtOneBoard => Answers().All(part => IsAt(Marks, BoardOf(part)));

    /// <summary>Monitors of whom something is missing.</summary>
    public IEnumerable<int> Missing => Enumerable.Range(0, monitors).Where(monitor => _pages[monitor] is not { } pages
        || pages.Any(page => page is null));

    /// <summary>
    /// Takes a page; one that is there already, does not fit, or is of an older answer than the newest that came, changes nothing.
    /// </summary>
    public void Take(MonitorPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (part.Monitor < 0 || part.Monitor >= monitors
            || part.Page < 0 || part.Page >= part.Pages
            || part.Number < _numbers[part.Monitor])
        {
            return;
        }

        if (_pages[part.Monitor] is not { } pages || part.Number > _numbers[part.Monitor])
        {
            // Between two answers accounts may have changed: whoever is on one page of this is on another of that.
            _pages[part.Monitor] = pages = new Message?[part.Pages];
            _numbers[part.Monitor] = part.Number;
        }

        pages[part.Page] = part.Part;
        foreach (var (market, quote) in BoardOf(part.Part).Quotes)
        {
            Marks = Marks.With(market, quote);
        }
    }

    /// <summary>Forgets all answers to askings before this one, as the monitors are asked again at <see cref="Marks"/>.</summary>
    /// <param name="number">The number of the asking.</param>
    public void AskAgain(int number)
    {
        Array.Clear(_pages);
        Array.Fill(_numbers, number);
    }

    /// <summary>The answer of all together: a <see cref="RankedQueue"/> or <see cref="Holders"/>.</summary>
    /// <exception cref="InvalidOperationException">A part is missing, or they are not at one board.</exception>
    public Message Merge()
    {
        if (!IsComplete || !AreAtOneBoard)
        {
            throw new InvalidOperationException("Nothing is made of a part of the monitors, or of parts at different marks.");
        }

        return query switch
        {
            RankQueue rank => Ranked(rank),
            ListHolders list => new Holders(list.Number, list.Market, Marks,
                [.. Answers().Cast<Holders>().SelectMany(part => part.Bearers).OrderBy(bearer => bearer.Account)]),
            _ => throw new UnknownMessageException(query),
        };
    }

    /// <summary>Cuts a monitor's part into pages of so many candidates or holders.</summary>
    /// <param name="monitor">Whose part it is.</param>
    /// <param name="number">What it answers.</param>
    /// <param name="part">A <see cref="RankedQueue"/> or <see cref="Holders"/>.</param>
    /// <param name="size">Rows of a page, from 1.</param>
    public static IReadOnlyList<MonitorPart> Pages(int monitor, int number, Message part, int size)
    {
        var parts = part switch
        {
            RankedQueue queue => Cut(queue.Candidates, size).Select(rows => (Message)(queue with { Candidates = rows })).ToList(),
            Holders holders => Cut(holders.Bearers, size).Select(rows => (Message)(holders with { Bearers = rows })).ToList(),
            _ => throw new UnknownMessageException(part),
        };
        return [.. parts.Select((rows, page) => new MonitorPart(monitor, number, page, parts.Count, rows))];
    }

    private static IEnumerable<ImmutableArray<T>> Cut<T>(ImmutableArray<T> rows, int size) =>
        rows.IsEmpty ? [rows] : rows.Chunk(size).Select(chunk => ImmutableArray.Create(chunk));

    private static MarkBoard BoardOf(Message part) => part switch
    {
        RankedQueue queue => queue.Marks,
        Holders holders => holders.Marks,
        _ => throw new UnknownMessageException(part),
    };

    private static bool IsAt(MarkBoard one, MarkBoard other) => one.Quotes.Count == other.Quotes.Count
        && one.Quotes.All(pair => other[pair.Key]?.Version == pair.Value.Version);

    private IEnumerable<Message> Answers() => _pages.Where(pages => pages is not null).SelectMany(pages => pages).OfType<Message>();

    private RankedQueue Ranked(RankQueue rank)
    {
        var first = _pages.Select(pages => (RankedQueue)pages[0]!).ToList();
        return new RankedQueue(
            rank.Deleveraging,
            rank.Round,
            rules.Profile.Ranking.Name,
            Marks,
            [.. Answers().Cast<RankedQueue>().SelectMany(part => part.Candidates).Order(Comparer<Candidate>.Create(QueueOrder.BestFirst))
                .Take(rules.Profile.Limits.QueueLength)],
            first.Sum(part => part.Total),
            new Quantity(first.Sum(part => part.TotalQuantity.Value)),
            new Money(first.Sum(part => part.TotalPnl.Value)));
    }
}
