using System.Collections.Immutable;
using System.Globalization;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Binding;

/// <summary>Reads an instrument.</summary>
internal static class MarketBinder
{
    private static readonly Dictionary<string, MarkPriceRule> Rules = new(StringComparer.Ordinal)
    {
        ["last"] = MarkPriceRule.Last,
        ["index"] = MarkPriceRule.Index,
        ["smoothed-basis"] = MarkPriceRule.SmoothedBasis,
    };

    private static readonly Dictionary<string, string> Remedies = new(StringComparer.Ordinal)
    {
        ["id"] = "write an id like BTC-PERP",
        ["tickSize"] = "write the smallest price step",
        ["lotSize"] = "write the smallest quantity step, in units of the contract",
        ["quoteTick"] = "write the smallest amount of money, e.g. 0.01",
        ["limitOrderBand"] = "write a fraction above 0, e.g. 0.15; 1 or more leaves sells unbounded",
        ["openInterestCap"] = "write what all longs together may be worth at the mark, or leave it out for no cap",
        ["accountOpenInterestCap"] = "write what one account's position may be worth at the mark, or leave it out for no cap",
        ["supportGroup"] = "write a cooldown group, 1 (most liquid) to 6 (all others), or 7 for real-world assets",
        ["tiers"] = "order the tiers by floor, from 0, each floor above the one before, rates rising",
    };

    /// <summary>The instrument, or null with its problems noted.</summary>
    public static Instrument? Bind(ObjectReader reader)
    {
        var before = reader.Problems.Count;
        var id = reader.Text("id");
        var instrument = new Instrument(
            new MarketId(id),
            Any(reader, "tickSize", null),
            Any(reader, "lotSize", null),
            Any(reader, "quoteTick", null),
            Tiers(reader),
            Any(reader, "makerFee", null),
            Any(reader, "takerFee", null),
            Any(reader, "marketOrderBand", 0.05m),
            MarkPrice(reader.Object("markPrice", false)),
            Any(reader, "limitOrderBand", Instrument.StandardLimitOrderBand),
            Cap(reader, "openInterestCap"),
            Cap(reader, "accountOpenInterestCap"))
        {
            SupportGroup = (int)reader.Whole("supportGroup", Instrument.StandardSupportGroup, int.MinValue, int.MaxValue),
        };
        reader.Done();
        if (reader.Problems.Count == before)
        {
            foreach (var (field, problem) in instrument.Problems())
            {
                var node = Find(reader.Node, field) ?? reader.Node;
                reader.Problems.Add(
                    node.Origin.Problem(reader.PathOf(field), problem,
                        Remedies.GetValueOrDefault(field.Split('.', '[')[0], "correct the figure")));
            }
        }

        return reader.Problems.Count == before ? instrument : null;
    }

    private static decimal Any(ObjectReader reader, string name, decimal? fallback) =>
        reader.Number(name, fallback, decimal.MinValue, decimal.MaxValue);

    private static Money? Cap(ObjectReader reader, string name) =>
        reader.OptionalNumber(name, decimal.MinValue, decimal.MaxValue) is { } cap ? new Money(cap) : null;

    private static ImmutableArray<RiskTier> Tiers(ObjectReader reader)
    {
        var tiers = ImmutableArray.CreateBuilder<RiskTier>();
        foreach (var tier in reader.Objects("tiers", true))
        {
            tiers.Add(new RiskTier(new Money(Any(tier, "floor", null)), Any(tier, "initialMarginRate", null),
                Any(tier, "maintenanceMarginRate", null)));
            tier.Done();
        }

        return tiers.ToImmutable();
    }

    private static MarkPriceSettings MarkPrice(ObjectReader? reader)
    {
        var standard = MarkPriceSettings.Default;
        if (reader is null)
        {
            return standard;
        }

        var settings = new MarkPriceSettings(
            reader.Word<MarkPriceRule>("rule", Rules, standard.Rule),
            Any(reader, "basisSmoothing", standard.BasisSmoothing),
            Any(reader, "basisClamp", standard.BasisClamp),
            Any(reader, "maxJump", standard.MaxJump),
            Any(reader, "confirmWithin", standard.ConfirmWithin),
            Any(reader, "maxHoldSeconds", standard.MaxHoldSeconds),
            Any(reader, "maxTradeAgeSeconds", standard.MaxTradeAgeSeconds),
            Any(reader, "maxTradeLagSeconds", standard.MaxTradeLagSeconds));
        reader.Done();
        return settings;
    }

    /// <summary>The node of a field such as <c>tiers[1].floor</c>; the nearest above it when it is not written.</summary>
    private static DocumentNode? Find(DocumentNode node, string field)
    {
        foreach (var segment in field.Replace("[", ".[", StringComparison.Ordinal).Split('.'))
        {
            var next = segment is ['[', .. var place, ']']
                ? node.Items.ElementAtOrDefault(int.Parse(place, CultureInfo.InvariantCulture))
                : node[segment];
            if (next is null)
            {
                return node;
            }

            node = next;
        }

        return node;
    }
}
