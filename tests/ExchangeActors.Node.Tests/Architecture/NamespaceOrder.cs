using System.Collections.Immutable;

namespace ExchangeActors.Node.Tests.Architecture;

/// <summary>The order of a project's folders.</summary>
/// <param name="Folders">Namespaces relative to the project's, from the top down: one may use those after it. The root is the empty text.</param>
/// <param name="Known">Uses against the order that are there today; none may be added, and one that is gone must leave the list.</param>
internal sealed record NamespaceOrder(ImmutableList<string> Folders, ImmutableHashSet<(string From, string To)> Known)
{
    /// <summary>The order of one project.</summary>
    public static NamespaceOrder Of(string project) => All[project];

    private static readonly Dictionary<string, NamespaceOrder> All = new()
    {
        ["ExchangeActors.Domain"] = Order(
            "InMemory Waterfall Conservation Entities Accounts Venues.Catalog",
            "Risk Liquidations Deleveraging",
            "Venues.Triggers Venues.Sizing Venues.Severity Venues.Residuals Venues.Ranking Venues.Prices Venues.Limits Venues.Hedging Venues.Guards",
            "Venues.Fees Venues.Eligibility Venues.Bankruptcy Venues.Backstops Venues.Allocation Venues.Profits Venues",
            "Markets Markets.Lazy Primitives")
            .Except(
                "Deleveraging -> Risk",
                "Liquidations -> Risk",
                "Venues -> Liquidations",
                "Venues -> Venues.Profits"),
        ["ExchangeActors.Journal"] = Order("Writing Reading PostgreSql Sqlite Chain Codec . Wire Memory"),
        ["ExchangeActors.Actors"] = Order("Local . Risk Entities Running")
            .Except(
                "Entities -> .",
                "Running -> .",
                "Running -> Entities"),
        ["ExchangeActors.Scenarios"] = Order(
            "Probing.Attacks Probing Calibrating Answering.Checking Stress Simulating.Exhaustive Simulating Comparing Reports Testing",
            "Running Reacting Answering . Binding Vectors Vectors.Kinds Prices Liquidity Populations Documents")
            .Except(
                ". -> Answering",
                ". -> Reacting",
                ". -> Testing",
                "Binding -> .",
                "Binding -> Answering",
                "Binding -> Reacting",
                "Binding -> Testing",
                "Populations -> .",
                "Prices -> .",
                "Vectors -> Binding",
                "Vectors.Kinds -> Vectors"),
        ["ExchangeActors.Review"] = Order(
            "Stories Reports.Page Reports Summaries Importing Exporting.Tables Exporting Exporting.Scenarios Archiving Verifying WhatIf Predicates Picks Causes",
            "Folding States Selection Reading")
            .Except(
                "Reports -> Reports.Page",
                "Summaries -> Reports.Page"),
        ["ExchangeActors.Web"] = Order("Pages Layout Parts Figures ."),
        ["ExchangeActors.TestKit"] = Order("Files . Language Running Network Failures Journals")
            .Except(
                "Failures -> Running",
                "Running -> Language"),
        ["ExchangeActors.Node"] = Order(
            ". Starting Testing Venues Vectors Simulating Stressing Probing Markets Calibrating Comparing Reviewing",
            "Feeding Service Service.Pages Service.Api Service.Commands Service.Keys Service.Answers Running Shell")
            .Except(
                "Calibrating -> .",
                "Comparing -> .",
                "Feeding -> .",
                "Markets -> .",
                "Probing -> .",
                "Reviewing -> .",
                "Reviewing -> Comparing",
                "Running -> .",
                "Running -> Reviewing",
                "Service -> .",
                "Service.Api -> .",
                "Service.Api -> Reviewing",
                "Service.Api -> Service",
                "Service.Commands -> Service",
                "Service.Keys -> .",
                "Service.Keys -> Service",
                "Service.Keys -> Service.Api",
                "Service.Pages -> Reviewing",
                "Service.Pages -> Service",
                "Shell -> .",
                "Shell -> Running",
                "Simulating -> .",
                "Starting -> .",
                "Stressing -> .",
                "Testing -> .",
                "Vectors -> .",
                "Venues -> ."),
    };

    private static NamespaceOrder Order(params string[] layers) => new([.. layers.SelectMany(layer => layer.Split(' ')).Select(Folder)], []);

    private NamespaceOrder Except(params string[] arrows) =>
        this with { Known = [.. arrows.Select(arrow => arrow.Split(" -> ")).Select(ends => (Folder(ends[0]), Folder(ends[1])))] };

    private static string Folder(string written) => written == "." ? "" : written;
}
