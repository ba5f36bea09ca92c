using System.Text.RegularExpressions;
using ExchangeActors.Node.Tests.Documents;

namespace ExchangeActors.Node.Tests.Architecture;

/// <summary>A test stands where what it tests stands: the folders of a test project are those of its project.</summary>
public sealed partial class MirrorTests
{
    // What several tests need, and what is about more than the project.
    private static readonly string[] Support =
        ["Fixtures", "Fixtures/Faults", "Architecture", "Documents", "Snapshots", "Screens", "Deploying"];

    private static readonly string[] WithTests =
        [.. ProjectOrder.References.Keys.Where(project => Directory.Exists(Folder("tests", project + ".Tests")))];

    public static TheoryData<string> Tested => [.. WithTests];

    [Fact]
    public void Eight_projects_have_tests_of_their_own() => Assert.Equal(8, WithTests.Length);

    [Theory]
    [MemberData(nameof(Tested))]
    public void A_folder_of_tests_is_named_as_a_folder_of_the_project(string project)
    {
        var tests = Folder("tests", project + ".Tests");
        Assert.Empty(FoldersWithCode(tests).Where(folder => !Support.Contains(folder)).Except(FoldersWithCode(Folder("src", project))));
    }

    [Theory]
    [MemberData(nameof(Tested))]
    public void A_namespace_of_tests_is_named_as_its_folder(string project)
    {
        var tests = Folder("tests", project + ".Tests");
        var wrong = FoldersWithCode(tests).Where(folder => folder != "Architecture").SelectMany(folder =>
            Directory.GetFiles(Path.Combine(tests, folder), "*.cs").Where(
                file => Namespace().Match(File.ReadAllText(file)) is { Success: true } said
                    && said.Groups[1].Value != $"{project}.Tests.{folder.Replace('/', '.')}".TrimEnd('.')));
        Assert.Empty(wrong.Select(file => Path.GetRelativePath(Document.Root, file)));
    }

    /// <summary>The folders that hold files of C#, relative to the project's; the empty text is the project's own.</summary>
    private static IEnumerable<string> FoldersWithCode(string project) => Directory
        .EnumerateFiles(project, "*.cs", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(project, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '/'))
        .Select(folder => folder == "." ? string.Empty : folder)
        .Where(folder => folder.Split('/')[0] is not ("bin" or "obj"))
        .Distinct();

    private static string Folder(string kind, string name) => Path.Combine(Document.Root, kind, name);

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
