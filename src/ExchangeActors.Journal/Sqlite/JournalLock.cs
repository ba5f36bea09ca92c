namespace ExchangeActors.Journal.Sqlite;

/// <summary>
/// Keeps a journal to one process: an exclusive lock on <c>&lt;journal&gt;.lock</c>, beside the file that links lead to, and one on the
/// journal itself, which other names of it share
/// (<see cref="HeldFile"/>). The operating system releases both when the process ends, however it ends; the empty file stays, since
/// removing it would let two processes lock two files of
/// the same name.
/// </summary>
internal sealed class JournalLock : IDisposable
{
    // EWOULDBLOCK on Linux, on macOS, and a sharing violation on Windows: what .NET reports when another handle has the lock.
    private static readonly int[] LockedByAnother = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _stream;
    private readonly bool _created;
    private HeldFile? _file;

    private JournalLock(FileStream stream, bool created)
    {
        _stream = stream;
        _created = created;
    }

    /// <summary>Takes the lock, or fails at once.</summary>
    /// <exception cref="JournalException">Another process has it, or the directory cannot be written.</exception>
    public static JournalLock Take(string journal)
    {
        var path = DiskFile.Resolve(journal) + ".lock";
        var created = !File.Exists(path);
        try
        {
            return new JournalLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), created);
        }
        catch (DirectoryNotFoundException exception)
        {
            throw new JournalException(JournalFault.NotWritable, "its directory does not exist", journal,
                "create the directory or choose another place", exception);
        }
        catch (IOException exception) when (LockedByAnother.Contains(exception.HResult))
        {
            throw Held(journal, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw JournalException.From(exception, journal) is { Fault: JournalFault.Full } full
                ? full
                : new JournalException(JournalFault.NotWritable, "the place cannot be written", journal,
                    "choose a place that this user may write", exception);
        }
    }

    /// <summary>True when somebody has the lock beside this name of the journal.</summary>
    public static bool IsHeld(string journal)
    {
        var path = DiskFile.Resolve(journal) + ".lock";
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            // Shared: two who ask are no obstacle to each other.
            using var free = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (IOException exception) when (LockedByAnother.Contains(exception.HResult))
        {
            return true;
        }
    }

    /// <summary>Takes the lock on the journal itself, which must be there.</summary>
    /// <exception cref="JournalException">Another process has it, by whatever name.</exception>
    public void HoldFile(string journal)
    {
        try
        {
            _file = HeldFile.Take(journal) ?? throw Held(journal);
        }
        catch (UnauthorizedAccessException)
        {
            // Nobody can write it, so nobody has to be kept away; opening it for writing says so.
        }
    }

    /// <summary>Fails when another process has the journal, by whatever name. Nothing is made or changed.</summary>
    /// <exception cref="JournalException">Locked.</exception>
    public static void RequireFree(string journal)
    {
        if (HeldFile.IsHeld(journal))
        {
            throw Held(journal);
        }
    }

    /// <summary>Releases the lock of a journal that did not come to be, and removes the lock file if it was new.</summary>
    public void Abandon()
    {
        if (_created)
        {
            File.Delete(_stream.Name);
        }

        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file?.Dispose();
        _stream.Dispose();
    }

    private static JournalException Held(string journal, Exception? inner = null) =>
        new(
            JournalFault.Locked,
            "another process is running on this journal",
            journal,
            "wait for its end, or choose another journal",
            inner);
}
