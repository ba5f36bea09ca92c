using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Liquidations;

/// <summary>An account's claim as it tells the pool.</summary>
/// <param name="Number">Numbers the account's reports from 1; 0 before the first.</param>
/// <param name="Lost">
/// What it has brought and does not claim as principal any more: paid in − paid out − trading fees − liquidation fees − principal. It
/// backs the profits of others; below zero: profit was paid out to it.
/// </param>
/// <param name="Profit">Its profit, with what is released of it when.</param>
public sealed record ToldClaim(long Number, Money Lost, WarmingProfit Profit)
{
    /// <summary>Nothing was told.</summary>
    public static ToldClaim None { get; } = new(0, Money.Zero, WarmingProfit.None);

    /// <summary>The claim after released profit was asked for, of which a haircut is kept: what is paid out backs nobody else's.</summary>
    public ToldClaim Left(Money asked, Money haircut) => this with { Lost = Lost - (asked - haircut), Profit = Profit.Without(asked) };

    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => Profit.WriteTo(writer.Write(Number).Write(Lost.Value));
}

/// <summary>
/// What accounts have told of their claims, where profit takes a haircut. vault − Σ principal − fund is what accounts have lost and what
/// the fund has paid: an account that tells late makes it smaller, never larger, so what is paid out of it was there. Sums are kept, with
/// the accounts in the order in which their reserves end: H at a time costs as much as reserves have ended since the last change, not as
/// there are accounts.
/// </summary>
public sealed record ToldClaims
{
    private ToldClaims()
    {
    }

    /// <summary>Nobody has told anything.</summary>
    public static ToldClaims None { get; } = new();

    /// <summary>By account.</summary>
    public ImmutableSortedDictionary<AccountId, ToldClaim> Accounts { get; private init; } =
        ImmutableSortedDictionary<AccountId, ToldClaim>.Empty;

    /// <summary>The newest change.</summary>
    public Moment At { get; private init; }

    private Money Lost { get; init; }

    private Money Profit { get; init; }

    /// <summary>Of all reserves that had not ended at <see cref="At"/>, then; and what they release per second.</summary>
    private (Money Reserve, Money PerSecond) Warming { get; init; }

    private ImmutableSortedSet<(long End, AccountId Account)> Ends { get; init; } = [];

    /// <summary>The same as changes made it: of accounts' claims and the time of the newest.</summary>
    public static ToldClaims Of(IEnumerable<KeyValuePair<AccountId, ToldClaim>> accounts, Moment at) =>
        accounts.Aggregate(None, (claims, entry) => claims.With(entry.Key, entry.Value, at));

    /// <summary>The claim of an account.</summary>
    public ToldClaim Of(AccountId account) => Accounts.GetValueOrDefault(account) ?? ToldClaim.None;

    /// <summary>With a newer claim of an account.</summary>
    public ToldClaims With(AccountId account, ToldClaim claim, Moment at)
    {
        // A clock may be set back: the sums are of a time at which every reserve has begun.
        var now = new Moment(Math.Max(Math.Max(at.UnixMs, At.UnixMs), claim.Profit.Since.UnixMs));
        var claims = AdvancedTo(now);
        var known = Of(account);
        var (warming, ends) = (claims.Warming, claims.Ends);
        if (known.Profit.End > now)
        {
            warming = (warming.Reserve - known.Profit.ReservedAt(now), warming.PerSecond - known.Profit.PerSecond);
            ends = ends.Remove((known.Profit.End.UnixMs, account));
        }

        if (claim.Profit.End > now)
        {
            warming = (warming.Reserve + claim.Profit.ReservedAt(now), warming.PerSecond + claim.Profit.PerSecond);
            ends = ends.Add((claim.Profit.End.UnixMs, account));
        }

        return claims with
        {
            Accounts = Accounts.SetItem(account, claim),
            Lost = Lost - known.Lost + claim.Lost,
            Profit = Profit - known.Profit.Amount + claim.Profit.Amount,
            Warming = warming,
            Ends = ends,
        };
    }

    /// <summary>The haircut that follows at a time.</summary>
    /// <param name="now">Exchange time; one before the newest change counts as that.</param>
    /// <param name="paidByFund">Shortfalls that the fund has made good: money of the vault that is the fund's no more.</param>
    public ProfitHaircut Haircut(Moment now, Money paidByFund) =>
        new(Lost + paidByFund, Profit - AdvancedTo(now > At ? now : At).Warming.Reserve);

    /// <summary>Feeds every field into a state hash, the sums too.</summary>
    public void WriteTo(CanonicalWriter writer) => writer
        .Each(Accounts, static (into, entry) => entry.Value.WriteTo(into.Write(entry.Key.Value)))
        .Write(At.UnixMs).Write(Lost.Value).Write(Profit.Value).Write(Warming.Reserve.Value).Write(Warming.PerSecond.Value)
        .Each(Ends, static (into, entry) => into.Write(entry.End).Write(entry.Account.Value));

    private ToldClaims AdvancedTo(Moment now)
    {
        var (reserve, perSecond) = Warming;
        var ends = Ends;
        foreach (var (end, account) in Ends)
        {
            if (end > now.UnixMs)
            {
                break;
            }

            var profit = Accounts[account].Profit;
            reserve -= profit.ReservedAt(At);
            perSecond -= profit.PerSecond;
            ends = ends.Remove((end, account));
        }

        var seconds = WarmingProfit.Second(now) - WarmingProfit.Second(At);
        return this with { At = now, Warming = (reserve - (perSecond * seconds), perSecond), Ends = ends };
    }
}
