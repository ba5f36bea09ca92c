using System.Globalization;
using CsvHelper;
using ExchangeActors.Scenarios.Stress;

namespace ExchangeActors.Node.Stressing;

/// <summary>A study as CSV: a line per point, figure, statistic and level. What is not bounded is empty.</summary>
internal static class StressCsv
{
    /// <summary>Writes it.</summary>
    public static void Write(StressReport report, TextWriter target)
    {
        using var csv = CsvWriter.Create(target, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        var axes = report.Points[0].Cell.Select(value => value.Axis).ToArray();
        csv.WriteRecord(["point", "venue", .. axes, "cover", "runs", "figure", "statistic", "level", "value", "low", "high"]);
        foreach (var point in report.Points.Concat(report.Cover?.Points ?? []))
        {
            string[] start =
                [Text(point.Point), point.Venue, .. point.Cell.Select(value => value.Value), Text(point.Cover), Text(report.Runs)];
            foreach (var line in Lines(point))
            {
                csv.WriteRecord(
                    [.. start, line.Figure, line.Statistic, Text(line.Level), Text(line.Value), Text(line.Low), Text(line.High)]);
            }
        }
    }

    private static IEnumerable<(string Figure, string Statistic, double? Level, double Value, double? Low, double? High)> Lines(
        PointFigures point)
    {
        yield return ("adl", "probability", null, point.PAdl.Value, point.PAdl.Low, point.PAdl.High);
        yield return (
            "fundExhausted", "probability", null, point.PFundExhausted.Value, point.PFundExhausted.Low, point.PFundExhausted.High);
        foreach (var needed in point.FundNeeded)
        {
            yield return ("fundNeeded", "quantile", needed.Level, needed.Value, needed.Low, needed.High);
        }

        foreach (var layer in point.Layers.Concat(point.Figures))
        {
            yield return (layer.Layer, "mean", null, layer.Mean.Value, layer.Mean.Low, layer.Mean.High);
            foreach (var quantile in layer.Quantiles)
            {
                yield return (layer.Layer, "quantile", quantile.Level, quantile.Value, quantile.Low, quantile.High);
            }

            foreach (var shortfall in layer.ExpectedShortfall)
            {
                yield return (layer.Layer, "expectedShortfall", shortfall.Level, shortfall.Value, shortfall.Low, shortfall.High);
            }
        }
    }

    private static string Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? string.Empty;
}
