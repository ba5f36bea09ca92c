using System.Runtime.InteropServices;
using ExchangeActors.Journal.Sqlite;

namespace ExchangeActors.Journal.Tests.Writing;

/// <summary>The lock on a journal's file itself.</summary>
public sealed class HeldFileTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_let_go_of_also_while_a_process_that_is_being_started_has_the_open_files()
    {
        var path = _folder.File("held");
        File.WriteAllText(path, "a journal");
        var held = HeldFile.Take(path)!;
        Assert.Null(HeldFile.Take(path));

        // What a child has between being forked and its own program: the same open files.
        var inherited = Directory.EnumerateFiles("/proc/self/fd").Where(link => File.ResolveLinkTarget(link, false)?.FullName == path)
            .Select(link => Duplicate(int.Parse(Path.GetFileName(link), System.Globalization.CultureInfo.InvariantCulture))).ToList();
        try
        {
            Assert.NotEmpty(inherited);
            Assert.All(inherited, file => Assert.True(file >= 0));
            Assert.True(HeldFile.IsHeld(path));
            held.Dispose();
            Assert.False(HeldFile.IsHeld(path));
            HeldFile.Take(path)!.Dispose();
        }
        finally
        {
            Assert.All(inherited, file => Assert.Equal(0, Close(file)));
        }
    }

    [DllImport("libc", EntryPoint = "dup")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Duplicate(int file);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int file);
}
