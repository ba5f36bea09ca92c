using System.Text.Json.Nodes;
using ExchangeActors.Node.Tests.Documents;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace ExchangeActors.Node.Tests.Deploying;

/// <summary>The files of config/deploy.</summary>
internal static class DeployFiles
{
    /// <summary>Their folder.</summary>
    public static string Folder { get; } = Path.Combine(Document.Root, "config", "deploy");

    /// <summary>The path of one of them.</summary>
    public static string At(string name) => Path.Combine(Folder, name);

    /// <summary>Its text.</summary>
    public static string Text(string name) => File.ReadAllText(At(name));

    /// <summary>The texts of all of them; secrets that somebody has made beside them are none.</summary>
    public static IEnumerable<(string Name, string Text)> All() => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
        .Where(path => !path.Contains("/secrets/", StringComparison.Ordinal))
        .Select(path => (Path.GetRelativePath(Folder, path), File.ReadAllText(path)));

    /// <summary>A document of YAML, its anchors and merges resolved.</summary>
    public static JsonObject Yaml(string name)
    {
        using var reader = new StringReader(Text(name));
        var document = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build()
            .Deserialize<object>(new MergingParser(new Parser(reader)));
        return (JsonObject)JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(document))!;
    }
}
