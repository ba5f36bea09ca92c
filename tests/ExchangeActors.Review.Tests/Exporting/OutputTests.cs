using ExchangeActors.Review.Exporting;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Tests.Exporting;

/// <summary>An exported file appears whole or not at all.</summary>
public sealed class OutputTests : IDisposable
{
    private readonly TestJournals _journals = new();

    public void Dispose() => _journals.Dispose();

    [Theory]
    [InlineData(ExportFormat.Jsonl)]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Parquet)]
    [InlineData(ExportFormat.Trace)]
    public async Task A_cancelled_export_leaves_nothing(ExportFormat format)
    {
        var path = await _journals.FirstAdl();
        var before = _journals.Names();
        using var cancellation = new CancellationTokenSource();
        using (var journal = ReviewedJournal.Open(path))
        using (var file = NewFile.Create(_journals.PathOf("out")))
        {
            Assert.NotEqual(before, _journals.Names());
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => JournalExport.Write(journal, ExportOptions.Whole(format), file.Stream, new CancelAt(20, cancellation),
                    cancellation.Token));
        }

        Assert.Equal(before, _journals.Names());
    }

    [Fact]
    public void A_file_appears_when_it_is_complete()
    {
        var path = _journals.PathOf("out");
        using var file = NewFile.Create(path);
        file.Stream.Write("all of it"u8);
        Assert.False(File.Exists(path));

        Assert.Equal(9, file.Complete());

        Assert.Equal("all of it", File.ReadAllText(path));
        Assert.Equal(["out"], _journals.Names());
    }

    [Fact]
    public void A_file_that_exists_is_not_touched()
    {
        var path = _journals.PathOf("out");
        File.WriteAllText(path, "mine");

        Assert.Contains("exists already", Assert.Throws<ReviewException>(() => NewFile.Create(path)).Message, StringComparison.Ordinal);

        Assert.Equal("mine", File.ReadAllText(path));
    }

    [Fact]
    public void A_file_that_came_meanwhile_is_not_touched()
    {
        var path = _journals.PathOf("out");
        using (var file = NewFile.Create(path))
        {
            File.WriteAllText(path, "theirs");
            Assert.Throws<IOException>(() => file.Complete());
        }

        Assert.Equal("theirs", File.ReadAllText(path));
        Assert.Equal(["out"], _journals.Names());
    }

    private sealed class CancelAt(long ordering, CancellationTokenSource cancellation) : IProgress<long>
    {
        public void Report(long value)
        {
            if (value == ordering)
            {
                cancellation.Cancel();
            }
        }
    }
}
