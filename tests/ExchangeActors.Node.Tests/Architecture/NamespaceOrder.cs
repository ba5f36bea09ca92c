namespace ExchangeActors.Node.Tests.Architecture;

/// <summary>The order of each project's folders: one may use those after it, none may use one before it.</summary>
internal static class NamespaceOrder
{
    /// <summary>The folders of a project from the top down, as namespaces relative to the project's; the root is the empty text.</summary>
    public static IReadOnlyList<string> Of(string project) => All[project];

    private static readonly Dictionary<string, IReadOnlyList<string>> All = new()
    {
        ["ExchangeActors.Domain"] = Order(
            "InMemory Waterfall Conservation Entities Risk Accounts Venues.Catalog Liquidations Deleveraging",
            "Venues.Triggers Venues.Sizing Venues.Severity Venues.Residuals Venues.Ranking Venues.Prices Venues.Limits Venues.Hedging",
            "Venues.Guards Venues.Fees Venues.Eligibility Venues.Bankruptcy Venues.Backstops Venues.Allocation Venues.Profits Venues",
            "Markets Markets.Lazy Primitives"),
        ["ExchangeActors.Journal"] = Order("Writing Reading PostgreSql Sqlite Chain Codec . Wire Memory"),
        ["ExchangeActors.Actors"] = Order("Cluster Local Racing Risk Entities Running ."),
        ["ExchangeActors.Scenarios"] = Order(
            "Probing.Attacks Probing Calibrating Answering.Checking Stress Simulating.Exhaustive Simulating Comparing Reports Testing",
            "Running Reacting Answering Loading Vectors.Suites Vectors.Kinds Vectors Binding Populations .",
            "Prices Liquidity Draws Documents"),
        ["ExchangeActors.Review"] = Order(
            "Stories Reports Summaries Importing Exporting.Tables Exporting Exporting.Scenarios Archiving Verifying",
            "WhatIf Predicates Picks Causes Folding States Selection Reading Wording"),
        ["ExchangeActors.Web"] = Order(
            "Pages Layout Parts Reports.Incidents Reports.Comparing Reports.Stressing Reports Figures ."),
        ["ExchangeActors.TestKit"] = Order("Files . Language Network Failures Journals"),
        ["ExchangeActors.Node"] = Order(
            ". Starting Testing Venues Vectors Simulating Stressing Probing Markets Calibrating Comparing Journals",
            "Reviewing Clustering Feeding Service.Hosting",
            "Service.Pages Service.Api Service.Commands Service.Keys Service Service.Answers Running Shell"),
    };

    private static string[] Order(params string[] layers) =>
        [.. layers.SelectMany(layer => layer.Split(' ')).Select(folder => folder == "." ? "" : folder)];
}
