using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;

namespace ExchangeActors.Journal.Codec;

/// <summary>Risk messages to and from their wire form.</summary>
internal static class RiskMessagesMapping
{
    /// <summary>Their manifests, append-only: an entry is never changed or removed, a new shape gets the next version.</summary>
    public static IReadOnlyList<ManifestEntry> Manifests { get; } =
    [
        ManifestEntry.Of<AccountRisk, Wire.AccountRisk>("risk.account-risk.2", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<SweepBands, Wire.SweepBands>("risk.sweep-bands.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<RiskHeard, Wire.RiskHeard>("risk.heard.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<CheckMargin, Wire.CheckMargin>("risk.check-margin.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<RankQueue, Wire.RankQueue>("risk.rank-queue.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<RankedQueue, Wire.RankedQueue>("risk.ranked-queue.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<ListHolders, Wire.ListHolders>("risk.list-holders.2", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<Holders, Wire.Holders>("risk.holders.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<AskMonitor, Wire.AskMonitor>("risk.ask-monitor.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<MonitorPart, Wire.MonitorPart>("risk.monitor-part.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<AskRest, Wire.AskRest>("risk.ask-rest.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<MonitorRest, Wire.MonitorRest>("risk.monitor-rest.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<Remind, Wire.Remind>("risk.remind.1", source => source.ToWire(), wire => wire.ToDomain()),
    ];

    public static Wire.AccountRisk ToWire(this AccountRisk source) => new() { State = source.State.ToWire() };

    public static AccountRisk ToDomain(this Wire.AccountRisk wire) => new(wire.State.Required().ToDomain());

    public static Wire.SweepBands ToWire(this SweepBands _) => new();

    public static SweepBands ToDomain(this Wire.SweepBands _) => new();

    public static Wire.RiskHeard ToWire(this RiskHeard source) => new() { Account = source.Account.Value, Version = source.Version };

    public static RiskHeard ToDomain(this Wire.RiskHeard wire) => new(new AccountId(wire.Account), wire.Version);

    public static Wire.CheckMargin ToWire(this CheckMargin source) => new() { Marks = source.Marks.ToWire() };

    public static CheckMargin ToDomain(this Wire.CheckMargin wire) => new(wire.Marks.Required().ToDomain());

    public static Wire.RankQueue ToWire(this RankQueue source) => new()
    {
        Deleveraging = source.Deleveraging.ToWire(),
        Round = source.Round,
        CounterpartySign = source.CounterpartySign,
        Excluded = source.Excluded.Value,
    };

    public static RankQueue ToDomain(this Wire.RankQueue wire) => new(
        wire.Deleveraging.Required().ToDomain(), wire.Round, wire.CounterpartySign, new AccountId(wire.Excluded));

    public static Wire.RankedQueue ToWire(this RankedQueue source) => new()
    {
        Deleveraging = source.Deleveraging.ToWire(),
        Round = source.Round,
        Policy = source.Policy,
        Marks = source.Marks.ToWire(),
        Candidates = source.Candidates.ToWire(),
        Total = source.Total,
        TotalQuantity = source.TotalQuantity.Value.ToWire(),
        TotalPnl = source.TotalPnl.Value.ToWire(),
    };

    public static RankedQueue ToDomain(this Wire.RankedQueue wire) => new(
        wire.Deleveraging.Required().ToDomain(), wire.Round, wire.Policy, wire.Marks.Required().ToDomain(),
        wire.Candidates.Required().ToDomain(), wire.Total, wire.TotalQuantity.ToQuantity(), wire.TotalPnl.ToMoney());

    public static Wire.ListHolders ToWire(this ListHolders source) => new()
    {
        Number = source.Number,
        Pool = source.Pool,
        Market = source.Market.Value,
    };

    public static ListHolders ToDomain(this Wire.ListHolders wire) => new(wire.Number, new MarketId(wire.Market), wire.Pool);

    public static Wire.Holders ToWire(this Holders source) => new()
    {
        Number = source.Number,
        Market = source.Market.Value,
        Marks = source.Marks.ToWire(),
        Bearers = { source.Bearers.Select(bearer => bearer.ToWire()) },
    };

    public static Holders ToDomain(this Wire.Holders wire) => new(
        wire.Number, new MarketId(wire.Market), wire.Marks.Required().ToDomain(), wire.Bearers.ToDomain(bearer => bearer.ToDomain()));

    public static Wire.AskMonitor ToWire(this AskMonitor source) => new()
    {
        Number = source.Number,
        Manifest = MessageCodec.ManifestOf(source.Query),
        Query = MessageCodec.ToByteString(source.Query),
        Marks = source.Marks?.ToWire(),
    };

    public static AskMonitor ToDomain(this Wire.AskMonitor wire) =>
        new(wire.Number, MessageCodec.FromByteString(wire.Manifest, wire.Query), wire.Marks?.ToDomain());

    public static Wire.MonitorPart ToWire(this MonitorPart source) => new()
    {
        Monitor = source.Monitor,
        Number = source.Number,
        Page = source.Page,
        Pages = source.Pages,
        Manifest = MessageCodec.ManifestOf(source.Part),
        Part = MessageCodec.ToByteString(source.Part),
    };

    public static MonitorPart ToDomain(this Wire.MonitorPart wire) =>
        new(wire.Monitor, wire.Number, wire.Page, wire.Pages, MessageCodec.FromByteString(wire.Manifest, wire.Part));

    public static Wire.AskRest ToWire(this AskRest source) => new()
    {
        Monitor = source.Monitor,
        Marks = source.Marks.ToWire(),
        Account = { source.Accounts.Select(known => known.Account.Value) },
        Version = { source.Accounts.Select(known => known.Version) },
        Holds = { source.Accounts.Select(known => known.Holds) },
    };

    public static AskRest ToDomain(this Wire.AskRest wire) =>
        wire.Account.Count != wire.Version.Count || wire.Account.Count != wire.Holds.Count
        ? throw WireRules.Damaged("the columns of accounts, versions and holdings have different lengths")
        : new(wire.Monitor, wire.Marks.Required().ToDomain(),
            [.. wire.Account.Zip(wire.Version, wire.Holds)
                .Select(row => new AccountVersion(new AccountId(row.First), row.Second, row.Third))]);

    public static Wire.MonitorRest ToWire(this MonitorRest source) => new() { Monitor = source.Monitor, Rests = source.Rests };

    public static MonitorRest ToDomain(this Wire.MonitorRest wire) => new(wire.Monitor, wire.Rests);

    public static Wire.Remind ToWire(this Remind _) => new();

    public static Remind ToDomain(this Wire.Remind _) => new();
}
