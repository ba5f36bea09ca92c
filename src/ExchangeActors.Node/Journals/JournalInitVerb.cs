using ExchangeActors.Journal;
using ExchangeActors.Journal.Writing;

namespace ExchangeActors.Node.Journals;

/// <summary><c>exchange journal init</c>.</summary>
public static class JournalInitVerb
{
    /// <summary>Prepares a database; the result is an <see cref="ExitCode"/>.</summary>
    /// <param name="journal">The database, as the owner.</param>
    /// <param name="application">The role that writes.</param>
    /// <param name="reader">The role that reads; null for none.</param>
    /// <param name="json">What was done as JSON.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Task<int> Run(string journal, string application, string? reader, bool json, CancellationToken cancellation) =>
        !JournalPlace.IsDatabase(journal)
            ? Task.FromResult(Attempt.Fail(
                "journal init: --journal: a journal in a file is made by the run, and its rights are the file's; "
                    + "name a PostgreSQL database",
                ExitCode.WrongInput))
            : Attempt.Run(() => Task.FromResult(Prepare(journal, application, reader, json)), cancellation);

    private static int Prepare(string journal, string application, string? reader, bool json)
    {
        var prepared = JournalDatabase.Prepare(journal, application, reader);
        if (json)
        {
            Console.Out.WriteLine(ReportJson.Write(new
            {
                place = prepared.Place,
                made = prepared.Made,
                holdsJournal = prepared.HoldsJournal,
                application,
                reader,
                mayChangeEvents = prepared.MayChangeEvents,
            }));
        }
        else
        {
            Lines.Say($"{prepared.Place}: " + (prepared.Made.Count > 0 ? $"made {string.Join(", ", prepared.Made)}"
                : "the tables were there") + (prepared.HoldsJournal ? "; a journal is in them" : string.Empty));
            Lines.Say($"{application} may read and add events, and keep snapshots");
            if (reader is not null)
            {
                Lines.Say($"{reader} may read");
            }
        }

        foreach (var role in prepared.MayChangeEvents)
        {
            LiveLine.Say(
                $"{role} may change and remove events all the same: it owns the tables, is a member of their owner, or a superuser");
        }

        return ExitCode.Fine;
    }
}
