using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Risk;

/// <summary>
/// The risk indexes of an exchange, one a market. What is told to all of them is one message for a host, and they share the boards that
/// come of it. Not safe for concurrent use.
/// </summary>
public sealed class RiskIndexes
{
    private readonly Dictionary<MarketId, RiskIndex> _indexes;

    /// <summary>Indexes that have heard of nothing.</summary>
    public RiskIndexes(ExchangeRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        _indexes = rules.Instruments.Keys.ToDictionary(market => market, market => new RiskIndex(market, rules));
    }

    /// <summary>All of them, by market.</summary>
    public IReadOnlyDictionary<MarketId, RiskIndex> ByMarket => _indexes;

    /// <summary>The index of a market.</summary>
    /// <exception cref="KeyNotFoundException">The market is not listed.</exception>
    public RiskIndex this[MarketId market] => _indexes[market];

    /// <summary>Whom an address means: every market's index where all of them are told, else the address itself.</summary>
    /// <param name="to">The address.</param>
    /// <param name="rules">The markets.</param>
    public static IEnumerable<EntityRef> Receivers(EntityRef to, ExchangeRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return to == EntityRef.RiskIndexes ? rules.Instruments.Keys.Select(EntityRef.RiskIndex) : [to];
    }

    /// <summary>Takes a message to one index or to all; the answer is what is to be sent, caused by what they heard.</summary>
    /// <param name="heard">The message.</param>
    /// <param name="carries">Whether a message (from, to, body) arrives; null carries all.</param>
    public IReadOnlyList<Envelope> Handle(Envelope heard, Func<EntityRef, EntityRef, Message, bool>? carries = null)
    {
        ArgumentNullException.ThrowIfNull(heard);
        var sends = new List<Envelope>();
        if (heard.To != EntityRef.RiskIndexes)
        {
            // Most of what accounts announce leads to nothing.
            var outgoings = _indexes[new MarketId(heard.To.Id)].Handle(heard.Body);
            if (outgoings.Count == 0)
            {
                return [];
            }

            Forward(sends, heard, heard.To, outgoings);
            return sends;
        }

        var moved = heard.Body as MarkMoved ?? throw new UnknownMessageException(heard.Body);
        var last = (MarkBoard.Empty, MarkBoard.Empty.With(moved.Market, moved.Quote));
        foreach (var (market, index) in _indexes)
        {
            var to = EntityRef.RiskIndex(market);
            if (carries is null || carries(heard.From, to, moved))
            {
                Forward(sends, heard, to, index.Handle(moved, ref last));
            }
        }

        return sends;
    }

    /// <summary>A read model has no events: what it sends is caused by what it heard.</summary>
    private static void Forward(List<Envelope> sends, Envelope heard, EntityRef index, IReadOnlyList<Outgoing> outgoings)
    {
        for (var i = 0; i < outgoings.Count; i++)
        {
            var (to, body) = outgoings[i];
            sends.Add(new Envelope(to, index, body, heard.CausedBy, body.Correlation ?? heard.Correlation, heard.At));
        }
    }
}
