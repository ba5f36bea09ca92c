using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Markets;

/// <content>The cover of resting orders: asked for when the mark moves against them, set by their owners.</content>
public sealed partial record Market
{
    /// <summary>
    /// Asks the owners of orders on the wrong side of a new mark for more cover. Only orders between the mark and the best price are looked
    /// at, so a tick costs nothing for the rest of the book.
    /// </summary>
    private IEnumerable<CoversAsked> AskForCover(Price mark) => Book.ShortOfCover(mark)
        .GroupBy(order => order.Account)
        .OrderBy(orders => orders.Key)
        .Select(orders => new CoversAsked(orders.Key, [.. orders.Select(order => order.Id)], mark));

    private Market Asked(CoversAsked e)
    {
        var book = Book;
        foreach (var id in e.Orders)
        {
            book = book.Change(e.Account, id, order => order with { AskedLoss = order.LossAt(e.Mark) });
        }

        return (this with { Book = book }).Notify(e.Account, new CoverWantedNotice(e.Orders, e.Mark), null);
    }

    private Market Covered(CoversSet e)
    {
        var book = Book;
        foreach (var set in e.Covers)
        {
            book = book.Change(e.Account, set.Order, order =>
                order with { Opening = set.Opening, Cover = set.Cover, AskedLoss = Money.Zero });
        }

        return (this with { Book = book }).Notify(e.Account, new TakenNotice(), null);
    }

    private Market Reported(PositionReported e) =>
        (this with { Interest = Interest?.Changed(e.Account, e.Delta) }).Notify(e.Account, new TakenNotice(), null);
}
