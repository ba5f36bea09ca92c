using System.Collections.Immutable;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Binding;

/// <summary>Puts the accounts that a scenario refers to by file into it.</summary>
internal static class AccountFiles
{
    private const string Member = "accounts";
    private const string TableExtension = ".csv";

    /// <summary>
    /// A text in place of the list names a file, as seen from the scenario's folder: a list as JSON, or a table that ends in .csv.
    /// </summary>
    public static void Inline(DocumentNode root, string scenario, ImmutableArray<InputProblem>.Builder problems)
    {
        if (root.Member(Member) is not { Value: { Kind: NodeKind.Text } reference } member)
        {
            return;
        }

        DocumentNode accounts;
        try
        {
            accounts = Read(MarketFiles.Relative(scenario, reference.Text), reference.Text);
        }
        catch (InputException fault)
        {
            problems.AddRange(fault.Problems);
            accounts = new DocumentNode(NodeKind.List, reference.Origin);
        }

        root.Set(Member, accounts, member.Origin);
    }

    /// <summary>The list in a file.</summary>
    /// <exception cref="InputException">It cannot be read, or is no list.</exception>
    public static DocumentNode Read(string path, string shown)
    {
        if (path.EndsWith(TableExtension, StringComparison.OrdinalIgnoreCase))
        {
            return AccountTable.Read(path, shown);
        }

        var list = DocumentParser.ParseFile(path, shown);
        return list.Kind == NodeKind.List ? list : throw new InputException(list.Origin.Problem(
            string.Empty, $"must be a list of accounts, is {list.KindText}", "exchange import accounts FILE.csv writes one"));
    }
}
