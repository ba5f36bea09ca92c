using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Conservation;

/// <summary>
/// At rest nobody without positions owes anything: what a trader or a vault could not pay was made good or booked. And margin that is set
/// aside for an isolated position is in the wallet when it is taken. The exchange's own account is
/// left out: it stands for liquidators from outside, who settle elsewhere what they took over.
/// </summary>
internal sealed class WalletInvariant(AccountLedgers ledgers) : IInvariant
{
    private readonly List<string> _breaks = [];

    /// <inheritdoc/>
    public void Observe(RecordedEvent recorded)
    {
        // The ledgers are told last: the wallet is that before the fill. A rebate of the fill itself is there too.
        if (recorded.Event is FillApplied { MarginMoved: { Value: > 0m } moved } e
            && ledgers.Of(new AccountId(recorded.Id.Stream.Id)).Wallet + Math.Max(0m, -e.Fill.Fee.Value) is var wallet
                && wallet < moved.Value)
        {
            _breaks.Add($"{recorded.Id}: {moved} are set aside out of a wallet of {Canonical.Text(wallet)}");
        }
    }

    /// <inheritdoc/>
    public InvariantResult Check(ExchangeState state)
    {
        if (_breaks.Count > 0)
        {
            return InvariantResult.Of(Invariants.WalletName, _breaks);
        }

        var owing = state.Accounts.Values.Where(account => account.Wallet < Money.Zero && account.Positions.IsEmpty
            && account.Kind != AccountKind.Exchange).MinBy(account => account.Id);
        return InvariantResult.Of(Invariants.WalletName, owing?.Wallet.Value ?? 0m,
            $"{owing?.Id} owes {-(owing?.Wallet ?? Money.Zero)}") with
        { OnlyAtRest = true };
    }

    /// <inheritdoc/>
    public InvariantResult? After(ExchangeState state, IReadOnlyCollection<EntityRef> changed) =>
        InvariantResult.Of(Invariants.WalletName, _breaks).IfBroken();
}
