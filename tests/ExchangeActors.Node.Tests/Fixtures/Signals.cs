using System.Runtime.InteropServices;

namespace ExchangeActors.Node.Tests.Fixtures;

/// <summary>Signals to processes. Not by a command: it takes longer to start than some of what it is to interrupt.</summary>
internal static class Signals
{
    /// <summary>Sends one, e.g. <c>INT</c>; false when the process has gone already.</summary>
    public static bool TrySend(int process, string name) => Kill(process, name switch
    {
        "INT" => 2,
        "KILL" => 9,
        "TERM" => 15,
        "CONT" => 18,
        "STOP" => 19,
        _ => throw new ArgumentException($"{name} is not known here", nameof(name)),
    }) == 0;

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
