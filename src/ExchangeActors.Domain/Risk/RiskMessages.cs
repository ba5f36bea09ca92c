using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Risk;

/// <summary>
/// Looks for crossed bands once every mark of the same moment has arrived, and asks again who was asked and has not been heard of; monitors
/// send it to themselves, and a host may, whenever it likes.
/// </summary>
public sealed record SweepBands : Message;

/// <summary>
/// The monitor of an account knows its risk as of a version. It is for whoever hosts the account, who repeats announcements until then; no
/// state of the account depends on it.
/// </summary>
/// <param name="Account">The account.</param>
/// <param name="Version">The newest version that was heard of.</param>
public sealed record RiskHeard(AccountId Account, long Version) : Message;
