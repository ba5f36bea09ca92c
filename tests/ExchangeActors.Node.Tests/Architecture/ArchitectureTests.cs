using System.Xml.Linq;
using ExchangeActors.Node.Tests.Documents;

namespace ExchangeActors.Node.Tests.Architecture;

/// <summary>Projects reference each other in one direction, and so do the folders of each project.</summary>
public sealed class ArchitectureTests
{
    // A type of each way of use stands in a namespace of its own in SeenUses.cs.
    private const string Seen = "Architecture.Seen.";

    public static TheoryData<string> Projects => [.. ProjectOrder.References.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_those_below_it_only(string project)
    {
        var allowed = ProjectOrder.References[project];
        var compiled = CompiledUses.Of(Compiled(project), project).References.Select(reference => reference == "exchange" ? "ExchangeActors.Node" : reference);
        var stated = XDocument.Load(Path.Combine(Document.Root, "src", project, project + ".csproj"))
            .Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!));
        Assert.Empty(compiled.Where(name => name.StartsWith("ExchangeActors.", StringComparison.Ordinal)).Concat(stated).Except(allowed));
    }

    [Fact]
    public void The_order_of_projects_names_all_of_them_and_has_no_circle()
    {
        var folders = Directory.GetDirectories(Path.Combine(Document.Root, "src")).Select(folder => Path.GetFileName(folder)!).Order();
        Assert.Equal(folders, ProjectOrder.References.Keys.Order());
        var above = new List<string>();
        foreach (var (project, references) in ProjectOrder.References)
        {
            Assert.Empty(references.Intersect([.. above, project]));
            above.Add(project);
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_folder_uses_those_below_it_only(string project)
    {
        var (uses, namespaces, _) = CompiledUses.Of(Compiled(project), project);
        var order = NamespaceOrder.Of(project);
        Assert.True(
            namespaces.SetEquals(order.Folders),
            $"{project}: namespaces and the order that NamespaceOrder.cs states differ in "
            + string.Join(", ", namespaces.Except(order.Folders).Concat(order.Folders.Except(namespaces)).Select(Shown)));

        var upwards = uses.Where(use => order.Folders.IndexOf(use.To) < order.Folders.IndexOf(use.From)).ToList();
        var news = upwards.Where(use => !order.Known.Contains((use.From, use.To))).ToList();
        Assert.True(
            news.Count == 0,
            $"{project}: a folder uses one above it in the order of NamespaceOrder.cs; move the type that both need down, or into one of both:\n"
            + string.Join('\n', news.Select(use => $"{Shown(use.From)} -> {Shown(use.To)}: {use.User} uses {use.Used}").Order().Take(40)));

        var gone = order.Known.Where(arrow => !upwards.Any(use => (use.From, use.To) == arrow)).ToList();
        Assert.True(
            gone.Count == 0,
            $"{project}: these exceptions are no more needed, take them out of NamespaceOrder.cs: {string.Join(", ", gone)}");
    }

    [Fact]
    public void A_use_is_seen_wherever_it_stands()
    {
        const string project = "ExchangeActors.Node.Tests";
        var (uses, namespaces, references) = CompiledUses.Of(typeof(ArchitectureTests).Assembly.Location, project);
        var seen = uses.Where(use => use.To == Seen + "Used").Select(use => use.From).ToHashSet();
        var expected = namespaces.Where(place => place.StartsWith(Seen + "In", StringComparison.Ordinal)).ToList();
        Assert.Equal(15, expected.Count);
        Assert.Empty(expected.Except(seen));
        Assert.DoesNotContain(Seen + "NotSeen", seen);
        Assert.DoesNotContain(uses, use => use.From == Seen + "Used");
        Assert.Contains("exchange", references);
    }

    private static string Compiled(string project) =>
        Path.Combine(AppContext.BaseDirectory, (project == "ExchangeActors.Node" ? "exchange" : project) + ".dll");

    private static string Shown(string folder) => folder.Length == 0 ? "(root)" : folder;
}
