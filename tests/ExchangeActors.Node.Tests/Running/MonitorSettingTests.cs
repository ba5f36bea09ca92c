using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Running;

/// <summary><c>Exchange:Monitors</c>: the same happens however many there are, also when it is changed between two starts.</summary>
public sealed class MonitorSettingTests : IDisposable
{
    private const string Journal = "run.db";

    private readonly WorkFolder _folder = new() { EventsPerSnapshot = 400 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_comes_to_the_same_with_one_and_with_seven_in_memory_and_on_a_journal()
    {
        var calm = WorkFolder.Shipped("calm.json");
        var one = Report.Of(await _folder.Run("run", calm, "--in-memory", "--json")).InvariantsHold();
        _folder.Monitors = 7;

        Assert.Equal(one.StateHash, Report.Of(await _folder.Run("run", calm, "--in-memory", "--json")).InvariantsHold().StateHash);
        Assert.Equal(one.StateHash, Report.Of(await _folder.Run("run", calm, "--journal", Journal, "--json")).StateHash);

        // It goes on from the snapshot of seven, and refuses it when there are to be two.
        var again = await _folder.Run("run", "--resume", "--journal", Journal, "--json");
        Assert.Equal(one.StateHash, Report.Of(again).InvariantsHold().StateHash);
        Assert.DoesNotContain("not used", again.Error, StringComparison.Ordinal);
        _folder.Monitors = 2;
        var fewer = await _folder.Run("run", "--resume", "--journal", Journal, "--json");
        Assert.Equal(one.StateHash, Report.Of(fewer).InvariantsHold().StateHash);
        Assert.Contains("it is not used", fewer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task None_is_refused()
    {
        _folder.Monitors = 0;

        var run = await _folder.Run("run", WorkFolder.Shipped("calm.json"), "--in-memory");

        run.Refused(ExitCode.WrongInput, "Exchange:Monitors: \"0\" is not a whole number from 1 to 1000", "EXCHANGE_Exchange__Monitors");
    }
}
