using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;

namespace ExchangeActors.Actors.Entities;

/// <summary>Tells failures of the store, after which an entity may start again, from those that no retry heals.</summary>
internal static class EntityFaults
{
    /// <summary>A recovery failed.</summary>
    public static EntityFault OfRecovery(Exception reason, EntityRef entity)
    {
        for (var cause = reason; cause is not null; cause = cause.InnerException)
        {
            if (cause is UnknownEventException unknown)
            {
                return new EntityFault(
                    new JournalException(
                        JournalFault.WrongVersion, unknown.Message.TrimEnd('.'), entity.ToString(),
                            "open the journal with the version that wrote it", reason),
                    Transient: false);
            }
        }

        var known = JournalException.From(reason, entity.ToString());
        return new EntityFault(known, Transient: known.Fault == JournalFault.Failed);
    }
}
