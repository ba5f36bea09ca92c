using System.Collections.Immutable;
using System.Globalization;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Liquidity;
using ExchangeActors.Scenarios.Populations;

namespace ExchangeActors.Scenarios.Binding;

/// <summary>Reads the accounts that are listed one by one.</summary>
internal static class AccountsBinder
{
    private const decimal Most = 1_000_000_000_000m;
    private static readonly string[] Reserved = [Population.IdPrefix, DepthProfile.IdPrefix, "exchange-"];

    /// <summary>The accounts that could be read.</summary>
    public static ImmutableArray<OpeningAccount> Bind(ObjectReader root, MarketList markets)
    {
        var before = root.Problems.Count;
        var accounts = ImmutableArray.CreateBuilder<OpeningAccount>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var reader in root.Objects("accounts", false))
        {
            var id = reader.Text("id");
            if (id.Length > 0 && !ids.Add(id))
            {
                reader.Note("id", $"account \"{id}\" is listed twice", "rename one");
            }

            if (Array.Find(Reserved, id.StartsWith) is { } prefix)
            {
                reader.Note("id", $"\"{prefix}…\" is reserved", "rename the account");
            }

            RequireId(reader, "id", id);

            var owner = Owner(reader);
            var deposit = reader.Number("deposit", null, 0m, Most);
            var positions = Positions(reader, markets);
            var participant = Participant(reader.Object("participant", false), new AccountId(id));
            if (positions.Sum(position => position.IsolatedMargin?.Value ?? 0m) > deposit)
            {
                reader.Note(
                    "deposit",
                        $"is smaller than the isolated margins of the positions, "
                            + $"{positions.Sum(position => position.IsolatedMargin?.Value ?? 0m)}", "raise the deposit");
            }

            reader.Done();
            accounts.Add(new OpeningAccount(new AccountId(id), new Money(deposit), positions, owner, participant));
        }

        if (root.Problems.Count == before)
        {
            Balance(root, accounts);
        }

        return accounts.ToImmutable();
    }

    /// <summary>The optional <c>owner</c> of an account or a population.</summary>
    public static OwnerId? Owner(ObjectReader reader)
    {
        reader.Any("owner");
        if (!reader.Has("owner"))
        {
            return null;
        }

        var owner = reader.Text("owner");
        RequireId(reader, "owner", owner);
        return new OwnerId(owner);
    }

    /// <summary>Notes an id that is none; a text that could not be read was noted before.</summary>
    public static void RequireId(ObjectReader reader, string name, string id)
    {
        if (id.Length > 0 && !Identifier.IsValid(id))
        {
            reader.Note(name, $"\"{Identifier.Shown(id)}\" is not made of {Identifier.Rule}", "rename it");
        }
    }

    private static SupportParticipant? Participant(ObjectReader? reader, AccountId account)
    {
        if (reader is null)
        {
            return null;
        }

        var tradesReduceOnly = reader.Truth("tradesReduceOnly", true);
        var onlyReduces = reader.Truth("reduceOnly", false);
        var limits = ImmutableSortedDictionary<int, decimal>.Empty;
        if (reader.Object("limits", false) is { } groups)
        {
            foreach (var member in groups.Node.Members)
            {
                var share = groups.Number(member.Name, null, decimal.MinValue, decimal.MaxValue);
                if (int.TryParse(member.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var group))
                {
                    limits = limits.SetItem(group, share);
                }
                else
                {
                    groups.Note(member.Name, $"is no cooldown group; there are 1 to {Instrument.SupportGroups}", "name a group");
                }
            }

            groups.Done();
        }

        reader.Done();
        var participant = new SupportParticipant(account, tradesReduceOnly, onlyReduces, limits);
        foreach (var (field, problem) in participant.Problems())
        {
            reader.Note(field, problem, "correct the group or its share of the account's equity");
        }

        return participant;
    }

    private static ImmutableArray<OpeningPosition> Positions(ObjectReader account, MarketList markets)
    {
        var positions = ImmutableArray.CreateBuilder<OpeningPosition>();
        foreach (var reader in account.Objects("positions", false))
        {
            var market = markets.Named(reader, "market");
            var size = reader.Number("size", null, -Most, Most);
            var entry = reader.Number("entry", null, 0m, Most);
            var margin = reader.OptionalNumber("isolatedMargin", 0m, Most);
            reader.Done();
            if (market is not { } known || (markets.IsComplete && markets[known] is null))
            {
                continue;
            }

            Steps(reader, size, entry, markets[known]);

            if (margin == 0m)
            {
                reader.Note("isolatedMargin", "must be above 0, is 0", "leave it out for cross margin");
            }

            if (positions.Any(position => position.Market == known))
            {
                reader.Note("market", $"the account has two positions in {known}", "merge them");
            }

            positions.Add(new OpeningPosition(known, new Quantity(size), new Price(entry), margin is { } own ? new Money(own) : null));
        }

        return positions.ToImmutable();
    }

    /// <summary>Whole lots and ticks; where the market is not known, only that they are not 0.</summary>
    private static void Steps(ObjectReader reader, decimal size, decimal entry, Instrument? instrument)
    {
        if (reader.Has("size") && (size == 0m || (instrument is not null && !Rounding.IsMultiple(size, instrument.LotSize))))
        {
            reader.Note("size", instrument is null ? "must not be 0" : $"must be whole lots of {instrument.LotSize}, not 0, is {size}",
                "round it");
        }

        if (reader.Has("entry") && (entry <= 0m || (instrument is not null && !Rounding.IsMultiple(entry, instrument.TickSize))))
        {
            reader.Note(
                "entry", instrument is null ? $"must be above 0, is {entry}"
                    : $"must be whole ticks of {instrument.TickSize}, above 0, is {entry}", "round it");
        }
    }

    private static void Balance(ObjectReader root, ImmutableArray<OpeningAccount>.Builder accounts)
    {
        foreach (var market in accounts.SelectMany(account => account.Positions).GroupBy(position => position.Market))
        {
            var sum = market.Sum(position => position.Size.Value);
            if (sum != 0m)
            {
                root.Note("accounts", $"the positions in {market.Key} add up to {sum}, not 0", "give the other side to an account");
            }
        }
    }
}
