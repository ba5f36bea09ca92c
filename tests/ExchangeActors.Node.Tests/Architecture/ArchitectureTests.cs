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
        var compiled = CompiledUses.Of(Compiled(project), project).References
            .Select(reference => reference == "exchange" ? "ExchangeActors.Node" : reference);
        var stated = XDocument.Load(Path.Combine(Document.Root, "src", project, project + ".csproj"))
            .Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!));
        Assert.Empty(compiled.Where(name => name.StartsWith("ExchangeActors.", StringComparison.Ordinal)).Concat(stated).Except(allowed));
    }

    [Fact]
    public void The_domain_references_no_package() => Assert.All(
        CompiledUses.Of(Compiled("ExchangeActors.Domain"), "ExchangeActors.Domain").References,
        reference => Assert.StartsWith("System.", reference));

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
            namespaces.SetEquals(order),
            $"{project}: namespaces and the order that NamespaceOrder.cs states differ in "
            + string.Join(", ", namespaces.Except(order).Concat(order.Except(namespaces)).Select(Shown)));

        var places = order.Select((folder, place) => (folder, place)).ToDictionary(pair => pair.folder, pair => pair.place);
        var upwards = uses.Where(use => places[use.To] < places[use.From]).ToList();
        Assert.True(
            upwards.Count == 0,
            $"{project}: a folder uses one above it in the order of NamespaceOrder.cs; move the type down, or to who uses it:\n"
            + string.Join(
                '\n', upwards.Select(use => $"{Shown(use.From)} -> {Shown(use.To)}: {use.User} uses {use.Used}").Order().Take(40)));
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
