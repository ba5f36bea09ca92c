using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Conservation;

/// <summary>Who is liquidated had less equity than maintenance margin at the recorded marks.</summary>
internal sealed class LiquidatedMarginInvariant : IInvariant
{
    private readonly List<string> _breaks = [];

    /// <inheritdoc/>
    public void Observe(RecordedEvent recorded)
    {
        if (recorded.Event is LiquidationStarted e && e.Equity >= e.MaintenanceMargin)
        {
            _breaks.Add($"{recorded.Id}: liquidated with equity {e.Equity} ≥ maintenance margin {e.MaintenanceMargin}");
        }
    }

    /// <inheritdoc/>
    public InvariantResult Check(ExchangeState state) => InvariantResult.Of(Invariants.MarginName, _breaks);

    /// <inheritdoc/>
    public InvariantResult? After(ExchangeState state, IReadOnlyCollection<EntityRef> changed) => Check(state).IfBroken();
}
