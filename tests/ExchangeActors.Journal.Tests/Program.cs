using ExchangeActors.Journal.Writing;

// The second process of the lock tests: "hold <journal>" goes on with a journal, says so, and keeps it until it is killed.
if (args is ["hold", var path])
{
    using var file = JournalFile.Resume(path, Journals.Version);
    Console.WriteLine("held");
    Console.ReadLine();
}
