using ExchangeActors.Scenarios.Draws;

namespace ExchangeActors.Scenarios.Populations;

/// <summary>
/// What an account wants before the two sides of each market are balanced. Drawn twice, so it must be a function of seed and number.
/// </summary>
internal sealed class AccountDraft
{
    /// <summary>The most markets of one account.</summary>
    public const int MaxLegs = 4;

    private readonly PopulationSettings _settings;
    private readonly ulong _seed;
    private readonly double[] _marketShares;
    private readonly double[] _left;
    private readonly double[] _legCounts;
    private readonly double[] _leverageShares;

    /// <summary>Room for one draft at a time.</summary>
    public AccountDraft(PopulationSettings settings, ulong seed)
    {
        (_settings, _seed) = (settings, seed);
        _marketShares = [.. settings.MarketShares.Select(share => (double)share)];
        _left = new double[_marketShares.Length];
        _legCounts = [.. settings.MarketsPerAccount.Select(share => (double)share)];
        _leverageShares = [.. settings.Leverage.Select(range => (double)range.Share)];
    }

    /// <summary>Continues after the draft: entries are drawn from it.</summary>
    public RandomStream Random;

    /// <summary>Equity that the account wants to trade with, quote.</summary>
    public double Wallet { get; private set; }

    /// <summary>Notional over equity.</summary>
    public double Leverage { get; private set; }

    /// <summary>True for a hedged market maker, whose legs keep their size.</summary>
    public bool IsMaker { get; private set; }

    /// <summary>True when each position has margin of its own.</summary>
    public bool IsIsolated { get; private set; }

    /// <summary>How many markets.</summary>
    public int LegCount { get; private set; }

    /// <summary>Their places in the scenario's list.</summary>
    public int[] Markets { get; } = new int[MaxLegs];

    /// <summary>+1 long, −1 short.</summary>
    public int[] Signs { get; } = new int[MaxLegs];

    /// <summary>Notional in hundredths of a quote unit.</summary>
    public long[] Cents { get; } = new long[MaxLegs];

    /// <summary>Draws account number <paramref name="number"/>.</summary>
    public void Draw(int number)
    {
        Random = new RandomStream(_seed, (ulong)number);
        var several = _marketShares.AsSpan().Count(0.0) < _marketShares.Length - 1;
        IsMaker = several && Random.Unit() < (double)_settings.HedgedMakers.Share;
        var pareto = (double)_settings.Wallets.Least.Value * PortableMath.Power(
            1.0 - Random.Unit(), -1.0 / (double)_settings.Wallets.TailIndex);
        Wallet = Math.Min(IsMaker ? pareto * (double)_settings.HedgedMakers.WalletMultiple : pareto, (double)_settings.Wallets.Cap.Value);
        var range = _settings.Leverage[Random.Pick(_leverageShares)];
        var leverage = Random.Between((double)range.From, (double)range.To);
        Leverage = IsMaker ? (double)_settings.HedgedMakers.Leverage : leverage;
        var isLong = Random.Unit() < (double)_settings.LongShare;
        IsIsolated = Random.Unit() < (double)_settings.IsolatedShare && !IsMaker;
        DrawMarkets();
        DrawSizes(isLong ? 1 : -1);
    }

    private void DrawMarkets()
    {
        _marketShares.CopyTo(_left, 0);
        var wanted = Math.Max(Random.Pick(_legCounts) + 1, IsMaker ? 2 : 1);
        for (LegCount = 0; LegCount < wanted && _left.AsSpan().ContainsAnyExcept(0.0); LegCount++)
        {
            var market = Random.Pick(_left);
            Markets[LegCount] = market;
            _left[market] = 0.0;
        }
    }

    private void DrawSizes(int sign)
    {
        var gross = Wallet * Leverage;
        var left = 1.0;
        for (var i = 0; i < LegCount; i++)
        {
            // The first position is the largest; a maker's first leg is as large as its hedges together.
            var isLast = i == LegCount - 1;
            var part = IsMaker
                ? (i == 0 ? 0.5 : 0.5 / (LegCount - 1))
                : (isLast ? left : left * Random.Between(0.5, 0.8));
            left -= part;
            var flips = i > 0 && (IsMaker || Random.Unit() < (double)_settings.OppositeLegShare);
            Signs[i] = flips ? -sign : sign;
            Cents[i] = (long)(gross * part * 100.0);
        }
    }
}
