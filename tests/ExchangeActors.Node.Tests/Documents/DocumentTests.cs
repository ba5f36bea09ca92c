namespace ExchangeActors.Node.Tests.Documents;

/// <summary>
/// Every document shows what the program does: each command in it is run, in order, by a user who has only the program and the config
/// folder. Differences in <see cref="Masked">durations and names made of the time</see> are none. With EXCHANGE_WRITE_DOCS=1 the outputs
/// are written into the documents instead, where they differ.
/// </summary>
public sealed class DocumentTests(Reader reader) : IClassFixture<Reader>
{
    public static TheoryData<string> Documents => [.. Document.All()];

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task What_it_shows_is_what_comes_of_the_commands(string path)
    {
        var document = new Document(path);
        var made = new List<(ShownCommand Shown, IReadOnlyList<string> Output)>();
        foreach (var shown in document.Commands())
        {
            if (shown.IsOfTheBuild)
            {
                Assert.Empty(shown.Output);
                continue;
            }

            var output = await reader.Run(shown.Command);
            if (!shown.Output.Select(Masked.Line).SequenceEqual(output.Select(Masked.Line)))
            {
                made.Add((shown, output));
            }
        }

        if (Environment.GetEnvironmentVariable("EXCHANGE_WRITE_DOCS") is { Length: > 0 })
        {
            document.Rewrite(made);
            return;
        }

        Assert.True(
            made.Count == 0,
            string.Join('\n', made.Select(each =>
                $"{path}:{each.Shown.Line}: {each.Shown.Command}\n--- shown\n{string.Join('\n', each.Shown.Output)}\n"
                + $"--- made\n{string.Join('\n', each.Output)}"))
                + "\nEXCHANGE_WRITE_DOCS=1 dotnet test … --filter DocumentTests writes them anew");
    }

    [Fact]
    public async Task The_picture_is_what_comes_of_the_run()
    {
        var made = Picture.Of(await reader.Run(Picture.Command));
        if (Environment.GetEnvironmentVariable("EXCHANGE_WRITE_DOCS") is { Length: > 0 })
        {
            await File.WriteAllTextAsync(Picture.File, made);
            return;
        }

        Assert.Equal(made, await File.ReadAllTextAsync(Picture.File));
    }

    [Fact]
    public async Task The_picture_of_the_study_is_that_of_its_page()
    {
        var made = StudyPicture.Of(await reader.RunAndRead(StudyPicture.Command, StudyPicture.Page));
        if (Environment.GetEnvironmentVariable("EXCHANGE_WRITE_DOCS") is { Length: > 0 })
        {
            await File.WriteAllTextAsync(StudyPicture.File, made);
            return;
        }

        Assert.Equal(made, await File.ReadAllTextAsync(StudyPicture.File));
        Assert.Contains(
            new Document("config/scenarios/README.md").Commands(),
            shown => shown.Command.StartsWith(StudyPicture.Command + " | ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_table_of_a_scenarios_fields_is_that_of_its_schema()
    {
        var (file, written, made) = FieldTable.Of();
        if (Environment.GetEnvironmentVariable("EXCHANGE_WRITE_DOCS") is { Length: > 0 })
        {
            File.WriteAllText(file, made);
            return;
        }

        Assert.Equal(made, written);
    }

    [Fact]
    public async Task The_program_prints_the_same_texts()
    {
        using var folder = new WorkFolder();
        var texts = new List<string>();
        var topics = (await folder.Run("help")).Expect(0).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var topic in topics)
        {
            texts.Add((await folder.Run("help", topic.Split(' ')[0])).Expect(0).Out);
        }

        Assert.All(
            Document.All(),
            path => Assert.Contains(File.ReadAllText(Path.Combine(Document.Root, path)), texts));
        (await folder.Run("help", "nothing")).Refused(2, "there is no topic \"nothing\"", "review");
    }

    [Fact]
    public void The_first_one_is_short() =>
        Assert.True(File.ReadAllLines(Path.Combine(Document.Root, "README.md")).Length <= 150, "README.md has more than 150 lines");

    [Theory]
    [MemberData(nameof(Documents))]
    public void Its_links_lead_somewhere(string path)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Document.Root, path))!;
        var text = File.ReadAllText(Path.Combine(Document.Root, path));
        var broken = System.Text.RegularExpressions.Regex.Matches(text, @"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
            .Select(link => link.Groups[1].Value)
            .Where(link => !Path.Exists(Path.Combine(folder, link)));
        Assert.Empty(broken);
    }
}
