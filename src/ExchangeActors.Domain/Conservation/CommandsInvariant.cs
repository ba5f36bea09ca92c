using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Conservation;

/// <summary>
/// A command takes effect at most once. Commands of a source may overtake each other, as far as a <see cref="CommandLog"/> can tell them
/// apart: what is older than the newest that it keeps must not take effect any more.
/// </summary>
internal sealed class CommandsInvariant : IInvariant
{
    private readonly Dictionary<(EntityRef Stream, string Source), Taken> _commands = [];
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
            MarketListed e => e.Command,
            MarketHalted e => e.Command,
            MarketResumed e => e.Command,
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
        if (!_commands.TryGetValue(key, out var taken))
        {
            _commands[key] = taken = new Taken();
        }

        if (!taken.Add(id.Number))
        {
            _breaks.Add($"{recorded.Id}: {id} took effect a second time, or after so many newer ones that nobody could tell");
        }
    }

    /// <summary>The newest numbers of one source in one stream.</summary>
    private sealed class Taken
    {
        // Rising; as many as an entity keeps outcomes of.
        private readonly List<long> _newest = [];
        private long _passed;

        /// <summary>False when the number was there, or is too old to be told from one that was.</summary>
        public bool Add(long number)
        {
            var place = _newest.BinarySearch(number);
            if (place >= 0 || number <= _passed)
            {
                return false;
            }

            _newest.Insert(~place, number);
            if (_newest.Count > SourceCommands.Window)
            {
                _passed = _newest[0];
                _newest.RemoveAt(0);
            }

            return true;
        }
    }
}
