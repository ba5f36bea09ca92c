namespace ExchangeActors.Node.Tests.Running;

/// <summary>The crash of 10 October 2025 with fewer accounts and coarser ticks: the whole waterfall, in both runtimes.</summary>
public sealed class OctoberTests : IDisposable
{
    private static readonly string[] Reduced =
        ["--set", "population.accounts=1500", "--set", "insuranceFund=10000", "--set", "durationSeconds=1320", "--set", "tickMs=15000",
            "--json"];

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_reduced_run_in_memory_goes_through_all_layers_and_everything_adds_up()
    {
        var report = Report.Of(await _folder.Run(["run", WorkFolder.Shipped("oct-10-2025.json"), "--in-memory", .. Reduced]));

        GoesThroughTheWaterfall(report);
    }

    [Fact]
    public async Task A_reduced_durable_run_goes_through_all_layers_and_its_journal_folds_to_its_states()
    {
        var report = Report.Of(await _folder.Run(["run", WorkFolder.Shipped("oct-10-2025.json"), "--journal", "october.db", .. Reduced]));

        GoesThroughTheWaterfall(report);
        using var journal = Journal.Reading.JournalReader.Open(_folder.File("october.db"));
        Assert.Equal(report.Number("events"), journal.ReadAll().Count());
    }

    private static void GoesThroughTheWaterfall(Report report)
    {
        report.InvariantsHold().AddsUp();
        Assert.Equal(88m, report.Number("ticks"));
        Assert.True(report.Number("accounts") > 1500m);
        Assert.True(report.Number("markets") >= 12m);
        Assert.True(report.Number("marginCalls") > 50m);
        Assert.True(report.Number("liquidations.accounts") > 50m);
        Assert.True(report.Number("waterfall.book") > 0m);
        Assert.True(report.Number("insuranceFund.debited") > 0m);
        Assert.True(report.Number("adl.forcedCloses") > 0m);
    }
}
