using System.Collections.Immutable;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Binding;

/// <summary>Puts the markets that a scenario refers to by file into its list.</summary>
internal static class MarketFiles
{
    private const string FileName = "file";

    /// <summary>
    /// An item that is a text, or an object with <c>file</c>, is replaced by the file's market; the object's other members are laid over
    /// it.
    /// </summary>
    public static void Inline(DocumentNode root, string scenario, ImmutableArray<InputProblem>.Builder problems)
    {
        if (root["markets"] is not { Kind: NodeKind.List } list)
        {
            return;
        }

        for (var i = 0; i < list.Items.Count; i++)
        {
            var item = list.Items[i];
            if (!IsReference(item))
            {
                continue;
            }

            var file = item.Kind == NodeKind.Text ? item.Text : item[FileName]!.Text;

            try
            {
                var market = DocumentParser.ParseFile(Relative(scenario, file), file);
                if (market.Kind != NodeKind.Object)
                {
                    throw new InputException(market.Origin.Problem(
                        string.Empty, $"must be an object, is {market.KindText}", "write one market"));
                }

                var over = new DocumentNode(NodeKind.Object, item.Origin);
                over.Members.AddRange(item.Members.Where(member => member.Name != FileName));
                market.Overlay(over);
                list.Items[i] = market;
            }
            catch (InputException fault)
            {
                problems.AddRange(
                    fault.Problems.Select(problem => item.Origin.Problem(
                        $"markets[{i}]", $"the market's file cannot be used: {problem}", "then run again")));
            }
        }
    }

    /// <summary>True for an item that names a file: after <see cref="Inline"/>, one whose file could not be used.</summary>
    public static bool IsReference(DocumentNode item) => item.Kind == NodeKind.Text
        || (item.Kind == NodeKind.Object && item[FileName] is not null);

    /// <summary>The path as seen from the scenario's folder.</summary>
    public static string Relative(string scenario, string file) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(scenario)) ?? string.Empty, file);
}
