using System.Runtime.InteropServices;

namespace ExchangeActors.Journal;

/// <summary>What a path names: files that are read whole must be files, and one file may have several names.</summary>
public static partial class DiskFile
{
    // <sys/stat.h>: S_IFMT, S_IFREG.
    private const int KindMask = 0xF000;
    private const int Regular = 0x8000;

    /// <summary>True for a file with an end; false for a device, a pipe, a socket, a directory, or nothing. A link is what it leads
    /// to.</summary>
    public static bool IsRegular(string path) =>
        OperatingSystem.IsWindows()
            ? File.Exists(path)
            : Status(Path.GetFullPath(path), out var status) == 0 && (status.Mode & KindMask) == Regular;

    /// <summary>Fails unless the path leads to a file that can be a journal.</summary>
    internal static void Require(string path)
    {
        if (Directory.Exists(path))
        {
            throw new JournalException(JournalFault.Foreign, "it is a folder, not a file", path, "name a journal in it");
        }

        if (!File.Exists(path))
        {
            throw new JournalException(JournalFault.Missing, "there is no such file", path, "check the path, or start a new run");
        }

        if (!IsRegular(path))
        {
            throw new JournalException(JournalFault.Foreign, "it is a device or a pipe, not a file", path, "name a journal");
        }
    }

    /// <summary>Device and inode, which all names of a file have in common; null where the system has none, or there is no file.</summary>
    internal static (long Device, long Inode)? Identity(string path) =>
        !OperatingSystem.IsWindows() && Status(Path.GetFullPath(path), out var status) == 0 ? (status.Device, status.Inode) : null;

    /// <summary>The full path of the file that a path leads to, symbolic links followed: what lies beside a journal lies beside
    /// that.</summary>
    public static string Resolve(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            return File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        }
        catch (IOException)
        {
            // A link that leads in a circle: opening it says so.
            return full;
        }
    }

    /// <summary>The most bytes of a small file: a key, a failing seed.</summary>
    public const long MostOfSmall = 1 << 20;

    /// <summary>Reads a small file of UTF-8 text.</summary>
    /// <exception cref="IOException">As of <see cref="ReadAll"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string ReadText(string path) => System.Text.Encoding.UTF8.GetString(ReadAll(path, MostOfSmall));

    /// <summary>Reads a file of limited length.</summary>
    /// <exception cref="IOException">It is no file, is longer than the limit (which the message names), or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] ReadAll(string path, long most)
    {
        if (File.Exists(path) && !IsRegular(path))
        {
            throw new IOException($"{path}: it is a device or a pipe, not a file");
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (file.Length > most)
        {
            throw new IOException($"{path}: it is longer than {most} bytes, the most that such a file may have");
        }

        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Fails unless so many bytes can be written beside a file: they are, and are taken away again.</summary>
    /// <exception cref="IOException">The disk is full, or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    internal static void RequireRoom(string path, int bytes)
    {
        using var room = new FileStream(
            $"{path}.{Environment.ProcessId}.room", FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        room.Write(new byte[bytes]);
    }

    // The runtime's own portable stat: the layout of the system's differs from machine to machine.
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_Stat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(string path, out FileStatus status);

    [StructLayout(LayoutKind.Sequential)]
    private struct FileStatus
    {
        public int Flags;
        public int Mode;
        public uint User;
        public uint Group;
        public long Size;
        public long AccessTime;
        public long AccessTimeNanoseconds;
        public long ModificationTime;
        public long ModificationTimeNanoseconds;
        public long ChangeTime;
        public long ChangeTimeNanoseconds;
        public long BirthTime;
        public long BirthTimeNanoseconds;
        public long Device;
        public long DeviceOfSpecialFile;
        public long Inode;
        public uint UserFlags;
    }
}
