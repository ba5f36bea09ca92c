using System.Collections.Immutable;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Risk;

/// <summary>
/// Asks one of several monitors, which are in different processes, for its part of a queue or of a market's holders. Nothing is ranked from
/// a part of the monitors, nor from parts at different boards: see <see cref="MonitorParts"/>.
/// </summary>
/// <param name="Number">Numbers the askings for one query: pages of different answers are never mixed.</param>
/// <param name="Query">A <see cref="RankQueue"/> or <see cref="ListHolders"/>.</param>
/// <param name="Marks">The board at which it is to answer; null for the one that it has.</param>
public sealed record AskMonitor(int Number, Message Query, MarkBoard? Marks) : Message;

/// <summary>A page of a monitor's part.</summary>
/// <param name="Monitor">Whose it is.</param>
/// <param name="Number">What it answers: <see cref="AskMonitor.Number"/>.</param>
/// <param name="Page">Which page, from 0.</param>
/// <param name="Pages">How many there are.</param>
/// <param name="Part">
/// A <see cref="RankedQueue"/> or <see cref="Holders"/> of the monitor's accounts; its totals count on every page alike.
/// </param>
public sealed record MonitorPart(int Monitor, int Number, int Page, int Pages, Message Part) : Message;

/// <summary>An account and a version of it.</summary>
/// <param name="Account">The account.</param>
/// <param name="Version">The version.</param>
/// <param name="Holds">It has a position: a monitor that started after others have left need not have heard of those.</param>
public readonly record struct AccountVersion(AccountId Account, long Version, bool Holds);

/// <summary>
/// Asks one monitor whether it has nothing to do: it knows these marks and these versions or newer ones, and nobody of its accounts has to
/// check a margin.
/// </summary>
/// <param name="Monitor">Which one, from 0.</param>
/// <param name="Marks">Marks that are in the journal.</param>
/// <param name="Accounts">Accounts of its slice that have announced themselves, with the versions that they announced.</param>
public sealed record AskRest(int Monitor, MarkBoard Marks, ImmutableArray<AccountVersion> Accounts) : Message;

/// <summary>Whether a monitor has nothing to do.</summary>
/// <param name="Monitor">Which one.</param>
/// <param name="Rests">True when it has not.</param>
public sealed record MonitorRest(int Monitor, bool Rests) : Message;

/// <summary>Whoever gets it, an entity or a monitor, sends again what it owes; who is not running is started by it.</summary>
public sealed record Remind : Message;
