using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Conservation;

/// <summary>A command takes effect at most once: the numbers of a source rise in every stream.</summary>
internal sealed class CommandsInvariant : IInvariant
{
    private readonly Dictionary<(EntityRef Stream, string Source), long> _commands = [];
    private readonly List<string> _breaks = [];

    /// <inheritdoc/>
    public void Observe(RecordedEvent recorded)
    {
        CommandId? command = recorded.Event switch
        {
            AccountOpened e => e.Command,
            Deposited e => e.Command,
            Withdrawn e => e.Command,
            WithdrawalRequested e => e.Command,
            OrderPlaced e => e.Command,
            QuotesPlaced e => e.Command,
            InsuranceFundSeeded e => e.Command,
            MarkPriceUpdated e => e.Command,
            FundingRateUpdated e => e.Command,
            TimePassed e => e.Command,
            _ => null,
        };
        if (command is { } id)
        {
            Once(recorded, id);
        }
    }

    /// <inheritdoc/>
    public InvariantResult Check(ExchangeState state) => InvariantResult.Of(Invariants.OnceName, _breaks);

    /// <inheritdoc/>
    public InvariantResult? After(ExchangeState state, IReadOnlyCollection<EntityRef> changed) => Check(state).IfBroken();

    private void Once(RecordedEvent recorded, CommandId id)
    {
        var key = (recorded.Id.Stream, id.Source);
        if (_commands.TryGetValue(key, out var last) && id.Number <= last)
        {
            _breaks.Add($"{recorded.Id}: {id} took effect after {last}");
        }

        _commands[key] = id.Number;
    }
}
