using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Fixtures;

/// <summary>The journal of a finished run of first-adl.json, made once for all tests that need one.</summary>
internal static class FinishedJournal
{
    private static readonly Lazy<Task<byte[]>> Bytes = new(Make);

    /// <summary>Puts a copy there.</summary>
    public static async Task CopyTo(string path) => await File.WriteAllBytesAsync(path, await Bytes.Value);

    private static async Task<byte[]> Make()
    {
        using var folder = new WorkFolder();
        (await folder.Run("run", WorkFolder.Shipped("first-adl.json"), "--journal", "first.db")).Expect(ExitCode.Fine);

        // One file, with nothing left in a write-ahead log.
        Assert.Equal(["first.db", "first.db.checkpoint", "first.db.lock", "first.db.log"], folder.Names());
        return await File.ReadAllBytesAsync(folder.File("first.db"));
    }
}
