using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ExchangeActors.Journal.Sqlite;

/// <summary>
/// A lock on a file itself, by whatever name it was opened: a byte far behind its end that only one may hold, of this process too. It
/// changes nothing in the file, is no obstacle to whoever
/// reads or copies it, and goes with the process. Not on macOS, which has no such lock that closing another handle of the file leaves
/// alone; there a journal is kept by its path only.
/// </summary>
internal sealed partial class HeldFile : IDisposable
{
    // <fcntl.h> of Linux: locks of an open file description (man fcntl_locking). SQLite's own locks are classic ones of bytes around 2^30.
    private const int GetLock = 36;
    private const int SetLock = 37;
    private const short WriteLock = 1;
    private const short Free = 2;
    private const long Place = long.MaxValue - 1;

    private static readonly int[] LockedByAnother = [11, 13];
    private static readonly HashSet<(long, long)> HeldHere = [];

    private readonly FileStream _file;
    private readonly (long, long)? _identity;

    private HeldFile(FileStream file, (long, long)? identity) => (_file, _identity) = (file, identity);

    /// <summary>Takes the lock of an existing file; null when another has it.</summary>
    /// <exception cref="IOException">The file cannot be opened for writing.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static HeldFile? Take(string path)
    {
        var identity = DiskFile.Identity(path);
        lock (HeldHere)
        {
            // Not even opened a second time here: closing any handle of a file drops the classic locks that SQLite has on it in this
            // process.
            if (identity is { } known && HeldHere.Contains(known))
            {
                return null;
            }

            var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 1);
            if (OperatingSystem.IsLinux() && !Lock(file.SafeFileHandle))
            {
                file.Dispose();
                return null;
            }

            if (identity is { } taken)
            {
                HeldHere.Add(taken);
            }

            return new HeldFile(file, identity);
        }
    }

    /// <summary>True when somebody holds the file. Needs no right to write it.</summary>
    public static bool IsHeld(string path)
    {
        lock (HeldHere)
        {
            if (DiskFile.Identity(path) is { } identity && HeldHere.Contains(identity))
            {
                return true;
            }

            if (!OperatingSystem.IsLinux())
            {
                return false;
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
            var wanted = new FileLock { Type = WriteLock, Start = Place, Length = 1 };
            return Control(file.SafeFileHandle, GetLock, ref wanted) == 0 && wanted.Type != Free;
        }
    }

    /// <summary>
    /// Lets go of it. Closing the file would not do: a process that is being started has, for a moment, the open files of who starts it,
    /// and would hold the lock on.
    /// </summary>
    public void Dispose()
    {
        lock (HeldHere)
        {
            if (_identity is { } identity)
            {
                HeldHere.Remove(identity);
            }

            if (OperatingSystem.IsLinux() && !_file.SafeFileHandle.IsClosed)
            {
                var wanted = new FileLock { Type = Free, Start = Place, Length = 1 };
                _ = Control(_file.SafeFileHandle, SetLock, ref wanted);
            }

            _file.Dispose();
        }
    }

    private static bool Lock(SafeFileHandle file)
    {
        var wanted = new FileLock { Type = WriteLock, Start = Place, Length = 1 };
        if (Control(file, SetLock, ref wanted) == 0)
        {
            return true;
        }

        // A file system without locks: the path's lock has to do.
        return !LockedByAnother.Contains(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(SafeFileHandle file, int command, ref FileLock argument);

    [StructLayout(LayoutKind.Sequential)]
    private struct FileLock
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Process;
    }
}
