using System.Globalization;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Documents;

/// <summary>Writes a document for a hash: names sorted, numbers by value, layout and remarks without effect.</summary>
internal static class CanonicalDocument
{
    private static readonly HashSet<string> Remarks = ["$schema", "description", "notes"];

    /// <summary>Writes the value.</summary>
    public static void Write(DocumentNode node, CanonicalWriter writer)
    {
        writer.Write((long)node.Kind);
        switch (node.Kind)
        {
            case NodeKind.Object:
                var members = node.Members.Where(member => !Remarks.Contains(member.Name))
                    .OrderBy(member => member.Name, StringComparer.Ordinal).ToList();
                writer.Write(members.Count);
                foreach (var member in members)
                {
                    writer.Write(member.Name);
                    Write(member.Value, writer);
                }

                break;
            case NodeKind.List:
                writer.Write(node.Items.Count);
                node.Items.ForEach(item => Write(item, writer));
                break;
            case NodeKind.Number when decimal.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value):
                writer.Write(value);
                break;
            default:
                writer.Write(node.Text);
                break;
        }
    }
}
