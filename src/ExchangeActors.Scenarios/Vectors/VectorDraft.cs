using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Vectors;

/// <summary>A vector while it is read: its parts that several kinds have in common.</summary>
internal sealed class VectorDraft
{
    private const decimal DefaultQuoteTick = 0.000001m;

    /// <summary>Sizes have at least so many decimals; more where the vector writes more.</summary>
    private const decimal CoarsestLot = 0.000001m;

    private static readonly string[] Common = ["venue", "override", "markets", "accounts", "account", "book", "insuranceFund"];

    private readonly string _file;

    /// <summary>Begins to read a vector of a suite.</summary>
    public VectorDraft(ObjectReader reader, string suite, string kind, string file)
    {
        _file = file;
        Reader = reader;
        Title = new VectorTitle(suite, reader.Text("name"), kind, file, reader.Node.Origin.Line);
        QuoteTick = reader.Positive("quoteTick", DefaultQuoteTick);
        if (Largest.IsTooFine(QuoteTick))
        {
            reader.Note("quoteTick", $"must be a multiple of {Comparison.Text(Largest.Fineness)}", "write a coarser tick");
        }

        Expect = Part("expect", required: true);
        if (Expect.Node.Members.Count == 0 && reader.Has("expect"))
        {
            reader.Note("expect", "expects nothing", "write what must come out");
        }

        When = Part("when", required: false);
        LotSize = LotSizeOf(reader.Node);
    }

    /// <summary>The vector.</summary>
    public ObjectReader Reader { get; }

    /// <summary>Its name and place.</summary>
    public VectorTitle Title { get; }

    /// <summary>Step of amounts.</summary>
    public decimal QuoteTick { get; }

    /// <summary>Step of sizes: the coarsest power of ten that every size of the vector is a multiple of.</summary>
    public decimal LotSize { get; }

    /// <summary>What is asked; empty when the kind asks nothing.</summary>
    public ObjectReader When { get; }

    /// <summary>What must come out.</summary>
    public ObjectReader Expect { get; }

    /// <summary>Venue and markets; null with problems noted.</summary>
    public VectorSetting? Setting() => Venue() is { } profile ? new VectorSetting(profile, Markets(ratesNeeded: true), QuoteTick) : null;

    /// <summary>The venue, which the kind needs; null with problems noted.</summary>
    public VenueProfile? Venue()
    {
        if (!Reader.Has("venue"))
        {
            Reader.Note("venue", "is missing", "name a profile of config/venues");
        }

        return VectorProfiles.Read(Reader, _file);
    }

    /// <summary>The markets. Where margin does not matter, the rates may be missing.</summary>
    public ImmutableSortedDictionary<MarketId, VectorMarket> Markets(bool ratesNeeded)
    {
        var markets = ImmutableSortedDictionary.CreateBuilder<MarketId, VectorMarket>();
        foreach (var market in Named(Reader.Object("markets", true)))
        {
            var mark = market.Reader.Positive("mark");
            var maintenance = market.Reader.Positive("maintenanceMarginRate", ratesNeeded ? null : 1m);
            var initial = market.Reader.Positive("initialMarginRate", maintenance);
            if (maintenance > 1m || initial > 1m || initial < maintenance)
            {
                market.Reader.Note("maintenanceMarginRate", "needs 0 < maintenance ≤ initial ≤ 1", "change the rates");
            }

            if (Identifier.IsValid(market.Name) && !Identifier.IsValidMarket(market.Name))
            {
                market.Reader.Problems.Add(market.Reader.Node.Origin.Problem(
                    market.Reader.Path, $"\"{market.Name}\" is not made of {Identifier.MarketRule}", "rename it"));
            }

            market.Reader.Done();
            var id = new MarketId(market.Name);
            markets[id] = VectorMarket.Of(id, mark, maintenance, initial, LotSize, QuoteTick);
        }

        return markets.ToImmutable();
    }

    /// <summary>The accounts of <c>accounts</c>, in the file's order.</summary>
    public ImmutableArray<VectorAccount> Accounts(VectorSetting setting) =>
        [.. Named(Reader.Object("accounts", true)).Select(account => Account(account.Name, account.Reader, setting))];

    /// <summary>The account of <c>account</c>.</summary>
    public VectorAccount Account(VectorSetting setting) =>
        Reader.Object("account", true) is { } reader ? Account("account", reader, setting)
            : new VectorAccount(new AccountId("account"), Money.Zero, []);

    /// <summary>A market's id in <see cref="When"/>, which must be one of <c>markets</c>.</summary>
    public MarketId Market(VectorSetting setting) => Listed(When, "market", When.Text("market"), setting);

    /// <summary>The account's id in <see cref="When"/>, which must be one of <c>accounts</c>; null with a problem noted.</summary>
    public VectorAccount? Party(string name, ImmutableArray<VectorAccount> accounts)
    {
        var id = When.Text(name);
        var account = accounts.FirstOrDefault(candidate => candidate.Id.Value == id);
        if (account is null && id.Length > 0)
        {
            When.Note(name, $"\"{id}\" is not one of \"accounts\"",
                Nearest.Remedy(id, [.. accounts.Select(candidate => candidate.Id.Value)]));
        }

        return account;
    }

    /// <summary>The account that an item of a list names; null with a problem noted.</summary>
    public VectorAccount? Listed((DocumentNode Item, string Path) named, IEnumerable<VectorAccount> accounts)
    {
        var account = accounts.FirstOrDefault(candidate => candidate.Id.Value == named.Item.Text);
        if (account is null)
        {
            Reader.Problems.Add(
                named.Item.Origin.Problem(named.Path, $"{named.Item.KindText} is not one of \"accounts\"",
                    Nearest.Remedy(named.Item.Text, [.. accounts.Select(candidate => candidate.Id.Value)])));
        }

        return account;
    }

    /// <summary>Checks that a market is listed.</summary>
    public static MarketId Listed(ObjectReader reader, string name, string id, VectorSetting setting)
    {
        var market = new MarketId(id);
        if (id.Length > 0 && !setting.Markets.ContainsKey(market))
        {
            reader.Note(name, $"market \"{id}\" is not one of \"markets\"",
                Nearest.Remedy(id, [.. setting.Markets.Keys.Select(key => key.Value)]));
        }

        return market;
    }

    /// <summary>The objects of an object, by name.</summary>
    public static IEnumerable<(string Name, ObjectReader Reader)> Named(ObjectReader? parent)
    {
        foreach (var member in parent?.Node.Members ?? [])
        {
            if (!Identifier.IsValid(member.Name))
            {
                parent!.Note(member.Name, $"\"{Identifier.Shown(member.Name)}\" is not made of {Identifier.Rule}", "rename it");
            }

            if (parent!.Object(member.Name, true) is { } reader)
            {
                yield return (member.Name, reader);
            }
        }
    }

    /// <summary>Notes every member that nobody asked for; members that vectors of any kind may have are let pass.</summary>
    public void Done()
    {
        foreach (var name in Common)
        {
            Reader.Any(name);
        }

        Reader.Done();
        When.Done();
        Expect.Done();
    }

    private ObjectReader Part(string name, bool required) =>
        Reader.Object(name, required) ?? new ObjectReader(new DocumentNode(NodeKind.Object, Reader.Node.Origin), Reader.PathOf(name),
            Reader.Problems);

    private static VectorAccount Account(string id, ObjectReader reader, VectorSetting setting)
    {
        var wallet = reader.Amount("wallet");
        var positions = ImmutableArray.CreateBuilder<VectorPosition>();
        var parent = reader.Object("positions", false);
        foreach (var position in Named(parent))
        {
            var size = position.Reader.Amount("size");
            if (size == 0m && position.Reader.Has("size"))
            {
                // Flat: as good as no position.
                position.Reader.Amount("entry", 0m);
                position.Reader.Done();
                continue;
            }

            var entry = position.Reader.Positive("entry");
            position.Reader.Done();
            positions.Add(new VectorPosition(Listed(parent!, position.Name, position.Name, setting), new Quantity(size), new Price(entry)));
        }

        reader.Done();
        return new VectorAccount(new AccountId(id), new Money(wallet), positions.ToImmutable());
    }

    private static decimal LotSizeOf(DocumentNode node)
    {
        var lot = CoarsestLot;
        foreach (var member in node.Members)
        {
            if (member.Name is "size" or "delta" && Amounts.Parse(member.Value.Text) is { } size)
            {
                while (lot > Largest.Fineness && !Rounding.IsMultiple(size, lot))
                {
                    lot /= 10m;
                }
            }

            lot = Math.Min(lot, LotSizeOf(member.Value));
        }

        foreach (var item in node.Items)
        {
            lot = Math.Min(lot, LotSizeOf(item));
        }

        return lot;
    }
}
