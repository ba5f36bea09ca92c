using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal.Codec;

/// <summary>Principal and profit, where profit warms up and takes a haircut.</summary>
internal static class ClaimsMapping
{
    public static IReadOnlyList<ManifestEntry> Manifests { get; } =
    [
        ManifestEntry.Of<ProfitSettled, Wire.ProfitSettled>("account.profit-settled.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<ClaimAcknowledged, Wire.ClaimAcknowledged>(
            "account.claim-acknowledged.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<ClaimReported, Wire.ClaimReported>(
            "liquidation.claim-reported.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<ReportClaim, Wire.ReportClaim>("liquidation.report-claim.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<ClaimTaken, Wire.ClaimTaken>("account.claim-taken.1", source => source.ToWire(), wire => wire.ToDomain()),
    ];

    public static Wire.WarmingProfit ToWire(this WarmingProfit source) => new()
    {
        Amount = source.Amount.Value.ToWire(),
        Reserve = source.Reserve.Value.ToWire(),
        PerSecond = source.PerSecond.Value.ToWire(),
        Since = source.Since.UnixMs,
        Until = source.Until.UnixMs,
    };

    public static WarmingProfit ToDomain(this Wire.WarmingProfit wire) => new(
        wire.Amount.ToMoney(), wire.Reserve.ToMoney(), wire.PerSecond.ToMoney(), new Moment(wire.Since), new Moment(wire.Until));

    public static Wire.ToldClaim ToWire(this ToldClaim source) =>
        new() { Number = source.Number, Lost = source.Lost.Value.ToWire(), Profit = source.Profit.ToWire() };

    public static ToldClaim ToDomain(this Wire.ToldClaim wire) => new(wire.Number, wire.Lost.ToMoney(), wire.Profit.Required().ToDomain());

    public static Wire.ProfitClaim ToWire(this ProfitClaim source) => new()
    {
        Principal = source.Principal.Value.ToWire(),
        Profit = source.Profit.ToWire(),
        Lost = source.Lost.Value.ToWire(),
        Fees = source.Fees.Value.ToWire(),
        Told = source.Told.ToWire(),
        Report = source.Report?.ToWire(),
        OutboxNumber = source.OutboxNumber,
    };

    public static ProfitClaim ToDomain(this Wire.ProfitClaim wire) => new(wire.Principal.ToMoney(), wire.Profit.Required().ToDomain())
    {
        Lost = wire.Lost.ToMoney(),
        Fees = wire.Fees.ToMoney(),
        Told = wire.Told.Required().ToDomain(),
        Report = wire.Report?.ToDomain(),
        OutboxNumber = wire.OutboxNumber,
    };

    public static Wire.ProfitHaircut ToWire(this ProfitHaircut source) =>
        new() { Backing = source.Backing.Value.ToWire(), Matured = source.Matured.Value.ToWire() };

    public static ProfitHaircut ToDomain(this Wire.ProfitHaircut wire) => new(wire.Backing.ToMoney(), wire.Matured.ToMoney());

    public static Wire.ProfitAsked ToWire(this ProfitAsked source) =>
        new() { Amount = source.Amount.Value.ToWire(), Claim = source.Claim.ToWire() };

    public static ProfitAsked ToDomain(this Wire.ProfitAsked wire) => new(wire.Amount.ToMoney(), wire.Claim.Required().ToDomain());

    public static Wire.ProfitCut ToWire(this ProfitCut source) => new()
    {
        Amount = source.Amount.Value.ToWire(),
        Claim = source.Claim.ToWire(),
        At = source.At.UnixMs,
        Backing = source.Backing.Value.ToWire(),
        Matured = source.Matured.Value.ToWire(),
        Kept = source.Kept.Value.ToWire(),
        Code = source.Code,
    };

    public static ProfitCut ToDomain(this Wire.ProfitCut wire) => new(
        wire.Amount.ToMoney(), wire.Claim.Required().ToDomain(), new Moment(wire.At),
        wire.Backing.ToMoney(), wire.Matured.ToMoney(), wire.Kept.ToMoney(),
        wire.Code);

    public static Wire.ToldClaims ToWire(this ToldClaims source) => new()
    {
        Accounts =
        {
            source.Accounts.Select(
                entry => new Wire.ToldClaims.Types.AccountsEntry { Key = entry.Key.Value, Value = entry.Value.ToWire() }),
        },
        At = source.At.UnixMs,
    };

    public static ToldClaims ToDomain(this Wire.ToldClaims wire) => ToldClaims.Of(
        wire.Accounts.Select(entry => KeyValuePair.Create(new AccountId(entry.Key), entry.Value.Required().ToDomain())),
        new Moment(wire.At));

    public static Wire.ProfitSettled ToWire(this ProfitSettled source) => new()
    {
        Equity = source.Equity.Value.ToWire(),
        Principal = source.Principal.Value.ToWire(),
        Profit = source.Profit.ToWire(),
        Lost = source.Lost.Value.ToWire(),
        Fees = source.Fees.Value.ToWire(),
        Number = source.Number,
        Pool = source.Pool,
    };

    public static ProfitSettled ToDomain(this Wire.ProfitSettled wire) => new(
        wire.Equity.ToMoney(), wire.Principal.ToMoney(), wire.Profit.Required().ToDomain(),
        wire.Lost.ToMoney(), wire.Fees.ToMoney(), wire.Number, wire.Pool);

    public static Wire.ClaimAcknowledged ToWire(this ClaimAcknowledged source) => new() { Number = source.Number };

    public static ClaimAcknowledged ToDomain(this Wire.ClaimAcknowledged wire) => new(wire.Number);

    public static Wire.ClaimReported ToWire(this ClaimReported source) =>
        new() { Account = source.Account.Value, Claim = source.Claim.ToWire(), At = source.At.UnixMs };

    public static ClaimReported ToDomain(this Wire.ClaimReported wire) =>
        new(new AccountId(wire.Account), wire.Claim.Required().ToDomain(), new Moment(wire.At));

    public static Wire.ReportClaim ToWire(this ReportClaim source) =>
        new() { Account = source.Account.Value, Claim = source.Claim.ToWire(), Pool = source.Pool };

    public static ReportClaim ToDomain(this Wire.ReportClaim wire) =>
        new(new AccountId(wire.Account), wire.Claim.Required().ToDomain(), wire.Pool);

    public static Wire.ClaimTaken ToWire(this ClaimTaken source) => new() { Number = source.Number };

    public static ClaimTaken ToDomain(this Wire.ClaimTaken wire) => new(wire.Number);
}
