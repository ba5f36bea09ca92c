using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Populations;

namespace ExchangeActors.Scenarios.Binding;

/// <summary>Reads the population's settings; every one but the number of accounts has a default.</summary>
internal static class PopulationBinder
{
    private const decimal MostMoney = 1_000_000_000m;
    private const long MostAccounts = 9_999_999;

    private static readonly ImmutableArray<LeverageRange> StandardLeverage =
        [new(0.30m, 1.5m, 3m), new(0.45m, 3m, 10m), new(0.18m, 10m, 25m), new(0.07m, 25m, 75m)];

    private static readonly ImmutableArray<decimal> StandardMarketsPerAccount = [0.62m, 0.24m, 0.10m, 0.04m];

    /// <summary>The settings, or null when there is no population.</summary>
    public static PopulationSettings? Bind(ObjectReader? reader, MarketList markets)
    {
        if (reader is null)
        {
            return null;
        }

        var settings = new PopulationSettings(
            (int)reader.Whole("accounts", null, 0, MostAccounts),
            Wallets(reader.Object("wallets", false)),
            reader.Number("longShare", 0.65m, 0m, 1m),
            Leverage(reader),
            MarketsPerAccount(reader),
            markets.Weights(reader.Object("marketShares", false), 0m),
            reader.Number("oppositeLegShare", 0.1m, 0m, 1m),
            Makers(reader.Object("hedgedMakers", false)),
            reader.Number("isolatedShare", 0.1m, 0m, 1m),
            reader.Number("entryScatter", 0.03m, 0m, 0.5m),
            reader.Number("marginBuffer", 1.05m, 1m, 100m),
            AccountsBinder.Owner(reader));
        if (markets.Markets.Length > 0 && settings.MarketShares.All(share => share == 0m))
        {
            reader.Note("marketShares", "gives no market any weight", "give at least one market a number above 0");
        }

        reader.Done();
        return settings;
    }

    private static WalletSettings Wallets(ObjectReader? reader)
    {
        if (reader is null)
        {
            return new WalletSettings(new Money(200m), 1.15m, new Money(2_000_000m));
        }

        var least = reader.Number("least", 200m, 1m, MostMoney);
        var wallets = new WalletSettings(new Money(least), reader.Number("tailIndex", 1.15m, 0.2m, 20m),
            new Money(reader.Number("cap", 2_000_000m, 1m, MostMoney)));
        if (wallets.Cap < wallets.Least)
        {
            reader.Note("cap", $"{wallets.Cap} is below \"least\", {wallets.Least}", "raise the cap");
        }

        reader.Done();
        return wallets;
    }

    private static ImmutableArray<LeverageRange> Leverage(ObjectReader reader)
    {
        var ranges = ImmutableArray.CreateBuilder<LeverageRange>();
        foreach (var range in reader.Objects("leverage", false))
        {
            var read = new LeverageRange(range.Number("share", null, 0m, 1_000m), range.Number("from", null, 0.01m, 1_000m),
                range.Number("to", null, 0.01m, 1_000m));
            if (read.To < read.From)
            {
                range.Note("to", $"{read.To} is below \"from\", {read.From}", "swap them");
            }

            range.Done();
            ranges.Add(read);
        }

        if (!reader.Has("leverage"))
        {
            return StandardLeverage;
        }

        if (ranges.Sum(range => range.Share) <= 0m)
        {
            reader.Note("leverage", "has no range with a share above 0", "add a range");
            return StandardLeverage;
        }

        return ranges.ToImmutable();
    }

    private static ImmutableArray<decimal> MarketsPerAccount(ObjectReader reader)
    {
        var weights = reader.Numbers("marketsPerAccount", false, 0m, 1_000m);
        if (!reader.Has("marketsPerAccount"))
        {
            return StandardMarketsPerAccount;
        }

        if (weights.Length is 0 or > AccountDraft.MaxLegs || weights.Sum() <= 0m)
        {
            reader.Note("marketsPerAccount", $"has {weights.Length} weights with the sum {weights.Sum()}",
                $"write 1 to {AccountDraft.MaxLegs} weights, for having 1, 2, … markets, not all 0");
            return StandardMarketsPerAccount;
        }

        return weights;
    }

    private static HedgedMakerSettings Makers(ObjectReader? reader)
    {
        if (reader is null)
        {
            return new HedgedMakerSettings(0m, 1m, 1m);
        }

        var makers = new HedgedMakerSettings(
            reader.Number("share", 0.005m, 0m, 1m), reader.Number("walletMultiple", 50m, 0.01m, 1_000_000m),
                reader.Number("leverage", 2m, 0.01m, 100m));
        reader.Done();
        return makers;
    }
}
