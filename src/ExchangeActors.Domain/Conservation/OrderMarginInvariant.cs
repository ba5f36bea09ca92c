using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Conservation;

/// <summary>
/// No order is accepted that, filled whole at its limit, leaves its account at the marks that it decided on with less equity than
/// maintenance margin. Of a mass quote that holds for all bids together and for all asks together. Figures
/// are made anew from the account's events; an order whose marks are not in the record is not judged.
/// </summary>
internal sealed class OrderMarginInvariant(ExchangeRules rules, AccountLedgers ledgers) : IInvariant
{
    private readonly List<string> _breaks = [];

    /// <inheritdoc/>
    public void Observe(RecordedEvent recorded)
    {
        if (recorded.Event is OrderPlaced placed && MarksOf(recorded) is { } marks)
        {
            var order = placed.Order;
            var change = order.Side.Delta(order.Quantity).Value;
            Judge(
                recorded,
                placed.Market,
                placed.MarginMode,
                marks,
                change,
                (change * order.Limit.Value, (order.Limit * order.Quantity).Value));
        }
        else if (recorded.Event is QuotesPlaced quoted && MarksOf(recorded) is { } board)
        {
            foreach (var side in quoted.Quotes.Select(reserved => reserved.Quote).GroupBy(quote => quote.Side))
            {
                var delta = side.Sum(quote => quote.Side.Delta(quote.Quantity).Value);
                var cost = side.Sum(quote => quote.Side.Delta(quote.Quantity).Value * quote.Price.Value);
                Judge(recorded, quoted.Market, MarginMode.Cross, board, delta, (cost, Math.Abs(cost)));
            }
        }
    }

    /// <inheritdoc/>
    public InvariantResult Check(ExchangeState state) => InvariantResult.Of(Invariants.OrderMarginName, _breaks);

    /// <inheritdoc/>
    public InvariantResult? After(ExchangeState state, IReadOnlyCollection<EntityRef> changed) => Check(state).IfBroken();

    private static MarkBoard? MarksOf(RecordedEvent recorded) => recorded.Input switch
    {
        PlaceOrder place => place.Marks,
        PlaceQuotes quotes => quotes.Marks,
        _ => null,
    };

    private void Judge(
        RecordedEvent recorded, MarketId market, MarginMode mode, MarkBoard marks, decimal delta, (decimal Cost, decimal Notional) terms)
    {
        var ledger = ledgers.Of(new AccountId(recorded.Id.Stream.Id));
        var instrument = rules[market];
        if (marks[market] is not { } quote || ledger.Lines.Keys.Any(held => marks[held] is null))
        {
            return;
        }

        // The order's own effect: its loss against the mark, and its fee.
        var loss = terms.Cost - (delta * quote.Mark.Value);
        var fee = Rounding.Up(terms.Notional * Math.Max(0m, instrument.TakerFee), instrument.QuoteTick);
        var size = ledger.Lines.TryGetValue(market, out var line) ? line.Size : 0m;
        var after = Maintenance(instrument, quote, size + delta);
        var (equity, maintenance) = Cross(ledger, marks);
        if (mode == MarginMode.Cross)
        {
            equity -= loss + fee;
            maintenance += after - (line is null ? 0m : Maintenance(instrument, quote, size));
        }
        else
        {
            // What the wallet can put beside an isolated position, without touching the margin of cross positions.
            var beside = Math.Min(ledger.Wallet, equity - maintenance) - fee;
            equity = beside + (line is null ? 0m : line.Margin!.Value + Profit(ledger, line, quote)) - loss;
            maintenance = after;
        }

        if (equity < maintenance)
        {
            _breaks.Add(
                $"{recorded.Id}: filled at its limit it leaves equity {Canonical.Text(equity)} over a maintenance margin of "
                    + $"{Canonical.Text(maintenance)} at the mark {quote.Mark}");
        }
    }

    private (decimal Equity, decimal Maintenance) Cross(AccountLedgers.Ledger ledger, MarkBoard marks)
    {
        var (equity, maintenance) = (ledger.Wallet, 0m);
        foreach (var (market, line) in ledger.Lines)
        {
            if (line.Margin is null)
            {
                equity += Profit(ledger, line, marks[market]!);
                maintenance += Maintenance(rules[market], marks[market]!, line.Size);
            }
        }

        return (equity, maintenance);
    }

    /// <summary>Unrealised profit less accrued funding, which the exchange's account and vaults do not pay.</summary>
    private static decimal Profit(AccountLedgers.Ledger ledger, AccountLedgers.Line line, MarkQuote quote) =>
        (line.Size * quote.Mark.Value) - line.Cost
        - (ledger.Kind == AccountKind.Trader ? line.Size * (quote.FundingIndex - line.FundingIndex) : 0m);

    private static decimal Maintenance(Instrument instrument, MarkQuote quote, decimal size) =>
        MarginSchedule.Maintenance(instrument, quote.Mark * new Quantity(Math.Abs(size))).Value;
}
