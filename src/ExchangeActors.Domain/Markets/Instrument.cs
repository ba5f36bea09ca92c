using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Markets;

/// <summary>
/// A tier of the margin schedule: from this notional on (quote currency) these rates apply to the part above it.
/// </summary>
/// <param name="Floor">Notional from which the tier applies; the first tier's is 0.</param>
/// <param name="InitialMarginRate">Fraction of notional, 0 &lt; rate ≤ 1.</param>
/// <param name="MaintenanceMarginRate">Fraction of notional, 0 &lt; rate ≤ initial margin rate.</param>
public sealed record RiskTier(Money Floor, decimal InitialMarginRate, decimal MaintenanceMarginRate)
{
    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer.Write(Floor.Value).Write(InitialMarginRate).Write(MaintenanceMarginRate);
}

/// <summary>How the mark price is made.</summary>
public enum MarkPriceRule
{
    /// <summary>The last trade price, from the feed or else from the own book; the index when that is too old.</summary>
    Last = 0,

    /// <summary>The index price.</summary>
    Index = 1,

    /// <summary>The index price times one plus a basis that is smoothed exponentially and clamped.</summary>
    SmoothedBasis = 2,
}

/// <summary>The mark price's rule and what guards it.</summary>
/// <param name="Rule">Last, index or smoothed basis.</param>
/// <param name="BasisSmoothing">Weight of the newest basis in the exponential average, 0 &lt; α ≤ 1.</param>
/// <param name="BasisClamp">Largest absolute basis as a fraction of the index.</param>
/// <param name="MaxJump">Largest move of the mark against the one before, as a fraction, that needs no confirmation; 0 switches the guard
/// off.</param>
/// <param name="ConfirmWithin">
/// A held price is confirmed by a following one that differs from it by no more than this fraction, or lies on the same side of the mark.
/// </param>
/// <param name="MaxHoldSeconds">
/// The longest that prices are held: when every observation of so long was beyond the guard, on whichever side, the mark goes to the
/// median of the newest three; 0 for never.
/// </param>
/// <param name="MaxTradeAgeSeconds">A trade older than this is no last price: the index is.</param>
/// <param name="MaxTradeLagSeconds">A trade older than this is no last price either once the index has been seen since.</param>
public sealed record MarkPriceSettings(
    MarkPriceRule Rule,
    decimal BasisSmoothing,
    decimal BasisClamp,
    decimal MaxJump,
    decimal ConfirmWithin,
    decimal MaxHoldSeconds = 10m,
    decimal MaxTradeAgeSeconds = 60m,
    decimal MaxTradeLagSeconds = 1m)
{
    /// <summary>Index price, jumps above 30 % confirmed by a price within 10 %.</summary>
    public static MarkPriceSettings Default { get; } = new(MarkPriceRule.Index, 0.1m, 0.05m, 0.30m, 0.10m);

    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer
        .Write((long)Rule).Write(BasisSmoothing).Write(BasisClamp).Write(MaxJump).Write(ConfirmWithin)
        .Write(MaxHoldSeconds).Write(MaxTradeAgeSeconds).Write(MaxTradeLagSeconds);

    /// <summary>Whether a trade is still a last price beside an index.</summary>
    /// <param name="tradedAt">When the trade was.</param>
    /// <param name="indexAt">When the index was seen.</param>
    /// <param name="now">Exchange time.</param>
    public bool IsLastPrice(Moment tradedAt, Moment indexAt, Moment now)
    {
        var age = now.SecondsSince(tradedAt);
        return age <= MaxTradeAgeSeconds && (indexAt <= tradedAt || age <= MaxTradeLagSeconds);
    }
}

/// <summary>A linear perpetual: one contract unit gains one quote unit per quote unit of price.</summary>
/// <param name="Id">The market's id.</param>
/// <param name="TickSize">Smallest price step, quote per unit.</param>
/// <param name="LotSize">Smallest quantity step, units.</param>
/// <param name="QuoteTick">Smallest step of fees, margins and funding, quote.</param>
/// <param name="Tiers">Margin schedule by notional, ascending floors, the first at 0.</param>
/// <param name="MakerFee">Fraction of notional; below zero is a rebate.</param>
/// <param name="TakerFee">Fraction of notional, ≥ 0 and ≥ −maker fee.</param>
/// <param name="MarketOrderBand">How far from the mark a market order or a liquidation may trade, as a fraction.</param>
/// <param name="MarkPrice">The mark price's rule.</param>
/// <param name="LimitOrderBand">
/// How far beyond the mark a limit order may be priced on its aggressive side, as a fraction: a buy at most at mark × (1 + band), a sell at
/// least at mark × (1 − band).
/// One-sided, as Binance's <c>PERCENT_PRICE</c> filter for futures (multiplierUp bounds BUY, multiplierDown bounds SELL); its usual width
/// there is 5 to 15 %.
/// </param>
/// <param name="OpenInterestCap">
/// The most that all longs together may be worth at the mark, quote; null for no cap. As Hyperliquid's open-interest caps: what would raise
/// open interest above it is
/// cancelled when it is about to trade, closing always works.
/// </param>
/// <param name="AccountOpenInterestCap">The most that one account's position with its working orders may be worth at the mark, quote; null
/// for no cap.</param>
public sealed record Instrument(
    MarketId Id,
    decimal TickSize,
    decimal LotSize,
    decimal QuoteTick,
    ImmutableArray<RiskTier> Tiers,
    decimal MakerFee,
    decimal TakerFee,
    decimal MarketOrderBand,
    MarkPriceSettings MarkPrice,
    decimal LimitOrderBand = Instrument.StandardLimitOrderBand,
    Money? OpenInterestCap = null,
    Money? AccountOpenInterestCap = null)
{
    /// <summary>The band of instruments that name none. Journals leave it out, so it never changes.</summary>
    public const decimal StandardLimitOrderBand = 0.15m;

    /// <summary>
    /// The group of instruments that name none: the one for whatever is in no other. Journals leave it out, so it never changes.
    /// </summary>
    public const int StandardSupportGroup = 6;

    /// <summary>How many groups there are: 1 to 6 from the most liquid to the rest, 7 real-world assets.</summary>
    public const int SupportGroups = 7;

    /// <summary>
    /// The cooldown group in which liquidity-support participants' assignments are limited together, 1 to <see cref="SupportGroups"/>
    /// (Deribit: crypto
    /// tiers 1 to 6, the last for all others, and real-world assets).
    /// </summary>
    public int SupportGroup { get; init; } = StandardSupportGroup;

    /// <summary>What is wrong with the instrument, each with the field's name; empty when it can be listed.</summary>
    public IEnumerable<(string Field, string Problem)> Problems()
    {
        if (!Identifier.IsValidMarket(Id.Value))
        {
            yield return ("id", $"\"{Identifier.Shown(Id.Value ?? string.Empty)}\" is not made of {Identifier.MarketRule}");
        }

        var priced = TickSize is >= Largest.FinestTick and <= Largest.Price;
        if (!priced)
        {
            yield return ("tickSize", $"must be {Within(TickSize, Largest.FinestTick, Largest.Price)}, is {Canonical.Text(TickSize)}");
        }

        var sized = LotSize is >= Largest.FinestLot and <= Largest.Quantity;
        if (!sized)
        {
            yield return ("lotSize", $"must be {Within(LotSize, Largest.FinestLot, Largest.Quantity)}, is {Canonical.Text(LotSize)}");
        }

        if (priced && sized && Largest.IsTooFine(TickSize, LotSize))
        {
            yield return (
                "lotSize",
                $"times tickSize must be a multiple of {Largest.Fineness}, so that amounts stay exact, "
                + $"is {Canonical.Text(LotSize)} × {Canonical.Text(TickSize)}");
        }

        if (QuoteTick is <= 0m or > Largest.Amount || Largest.IsTooFine(QuoteTick))
        {
            yield return ("quoteTick",
                $"must be above 0, at most {Largest.Amount} and a multiple of {Largest.Fineness}, is {Canonical.Text(QuoteTick)}");
        }

        if (TakerFee is < 0m or >= 1m)
        {
            yield return ("takerFee", $"must be in [0, 1), is {TakerFee}");
        }

        if (MakerFee <= -1m || MakerFee >= 1m || MakerFee + TakerFee < 0m)
        {
            yield return ("makerFee", $"must be in (−1, 1) and a rebate no larger than the taker fee, is {MakerFee}");
        }

        if (MarketOrderBand is <= 0m or >= 1m)
        {
            yield return ("marketOrderBand", $"must be in (0, 1), is {MarketOrderBand}");
        }

        if (LimitOrderBand <= 0m)
        {
            yield return ("limitOrderBand", $"must be above 0, is {LimitOrderBand}");
        }

        if (OpenInterestCap is { } cap && (cap <= Money.Zero || cap.Value > Largest.Amount))
        {
            yield return ("openInterestCap", $"must be in (0, {Largest.Amount}], is {cap}");
        }

        if (AccountOpenInterestCap is { } own && (own <= Money.Zero || own.Value > Largest.Amount))
        {
            yield return ("accountOpenInterestCap", $"must be in (0, {Largest.Amount}], is {own}");
        }

        if (SupportGroup is < 1 or > SupportGroups)
        {
            yield return ("supportGroup", $"must be 1 to {SupportGroups}, is {SupportGroup}");
        }

        foreach (var problem in MarkProblems().Concat(TierProblems()))
        {
            yield return problem;
        }
    }

    private static string Within(decimal value, decimal finest, decimal greatest) =>
        value <= 0m ? "above 0" : value < finest ? $"at least {Canonical.Text(finest)}" : $"at most {Canonical.Text(greatest)}";

    private IEnumerable<(string Field, string Problem)> MarkProblems()
    {
        if (MarkPrice.BasisSmoothing is <= 0m or > 1m)
        {
            yield return ("markPrice.basisSmoothing", $"must be in (0, 1], is {MarkPrice.BasisSmoothing}");
        }

        if (MarkPrice.BasisClamp is < 0m or >= 1m)
        {
            yield return ("markPrice.basisClamp", $"must be in [0, 1), is {MarkPrice.BasisClamp}");
        }

        if (MarkPrice.MaxJump < 0m)
        {
            yield return ("markPrice.maxJump", $"must not be negative, is {MarkPrice.MaxJump}");
        }

        if (MarkPrice.ConfirmWithin < 0m)
        {
            yield return ("markPrice.confirmWithin", $"must not be negative, is {MarkPrice.ConfirmWithin}");
        }

        if (MarkPrice.MaxHoldSeconds is < 0m or > Largest.Seconds)
        {
            yield return ("markPrice.maxHoldSeconds", $"must be in [0, {Largest.Seconds}], is {MarkPrice.MaxHoldSeconds}");
        }

        if (MarkPrice.MaxTradeAgeSeconds is <= 0m or > Largest.Seconds)
        {
            yield return ("markPrice.maxTradeAgeSeconds", $"must be in (0, {Largest.Seconds}], is {MarkPrice.MaxTradeAgeSeconds}");
        }

        if (MarkPrice.MaxTradeLagSeconds is < 0m or > Largest.Seconds)
        {
            yield return ("markPrice.maxTradeLagSeconds", $"must be in [0, {Largest.Seconds}], is {MarkPrice.MaxTradeLagSeconds}");
        }
    }

    private IEnumerable<(string Field, string Problem)> TierProblems()
    {
        if (Tiers.IsDefaultOrEmpty)
        {
            yield return ("tiers", "needs at least one tier");
            yield break;
        }

        if (Tiers[0].Floor != Money.Zero)
        {
            yield return ("tiers[0].floor", $"the first tier begins at 0, is {Tiers[0].Floor}");
        }

        for (var i = 0; i < Tiers.Length; i++)
        {
            var tier = Tiers[i];
            if (tier.MaintenanceMarginRate <= 0m || tier.MaintenanceMarginRate > tier.InitialMarginRate || tier.InitialMarginRate > 1m)
            {
                yield return (
                    $"tiers[{i}]",
                        $"needs 0 < maintenance margin rate ≤ initial margin rate ≤ 1, has {tier.MaintenanceMarginRate} and "
                            + $"{tier.InitialMarginRate}");
            }

            if (tier.Floor.Value > Largest.Amount)
            {
                yield return ($"tiers[{i}].floor", $"must be at most {Canonical.Text(Largest.Amount)}, is {tier.Floor}");
            }

            if (i > 0 && tier.Floor <= Tiers[i - 1].Floor)
            {
                yield return ($"tiers[{i}].floor", $"overlaps the tier before: {tier.Floor} is not above {Tiers[i - 1].Floor}");
            }

            if (i > 0 && (tier.MaintenanceMarginRate < Tiers[i - 1].MaintenanceMarginRate
                || tier.InitialMarginRate < Tiers[i - 1].InitialMarginRate))
            {
                yield return ($"tiers[{i}]", "has lower rates than the tier before; rates rise with notional");
            }
        }
    }

    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer)
    {
        writer.Write(Id.Value).Write(TickSize).Write(LotSize).Write(QuoteTick).Each(Tiers, static (into, tier) => tier.WriteTo(into))
            .Write(MakerFee).Write(TakerFee).Write(MarketOrderBand)
            .Write(LimitOrderBand).Write(OpenInterestCap?.Value).Write(AccountOpenInterestCap?.Value).Write(SupportGroup);
        MarkPrice.WriteTo(writer);
    }
}
