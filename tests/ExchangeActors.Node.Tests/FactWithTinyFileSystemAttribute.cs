using System.ComponentModel;
using System.Diagnostics;

namespace ExchangeActors.Node.Tests;

/// <summary>A fact that mounts a small file system of its own in a user namespace; skipped where the system does not allow that.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithTinyFileSystemAttribute : FactAttribute
{
    private static readonly Lazy<bool> Allowed = new(Try);

    public FactWithTinyFileSystemAttribute()
    {
        if (!Allowed.Value)
        {
            Skip = "this user may not mount a file system in a namespace (unshare -rm)";
        }
    }

    private static bool Try()
    {
        var folder = Directory.CreateTempSubdirectory("exchange-mount-");
        try
        {
            var start = new ProcessStartInfo("unshare", ["-rm", "mount", "-t", "tmpfs", "-o", "size=1m", "none", folder.FullName]) { RedirectStandardError = true, RedirectStandardOutput = true };
            using var process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
