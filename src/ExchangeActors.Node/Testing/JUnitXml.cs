using System.Globalization;
using System.Xml.Linq;
using ExchangeActors.Scenarios.Testing;

namespace ExchangeActors.Node.Testing;

/// <summary>Results in the XML that build servers read: one suite, one test case per scenario.</summary>
internal static class JUnitXml
{
    /// <summary>The document.</summary>
    public static string Of(IReadOnlyList<(string File, ScenarioTestResult Result)> results)
    {
        var suite = new XElement(
            "testsuite",
            new XAttribute("name", "exchange test"),
            new XAttribute("tests", results.Count),
            new XAttribute("failures", results.Count(pair => !pair.Result.Differences.IsEmpty)),
            new XAttribute("time", Seconds(TimeSpan.FromTicks(results.Sum(pair => pair.Result.Elapsed.Ticks)))),
            results.Select(pair => Case(pair.File, pair.Result)));
        return $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{new XElement("testsuites", suite)}\n";
    }

    private static XElement Case(string file, ScenarioTestResult result) => new(
        "testcase",
        new XAttribute("classname", file),
        new XAttribute("name", result.Name),
        new XAttribute("time", Seconds(result.Elapsed)),
        result.Differences.IsEmpty ? null : new XElement("failure", new XAttribute("message", result.Differences[0]),
            string.Join('\n', result.Differences)));

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
}
