using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Binding;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Loading;

/// <summary>A market's side in imported accounts.</summary>
/// <param name="Market">The market.</param>
/// <param name="Accounts">Accounts with a position in it.</param>
/// <param name="OpenInterest">Contracts of all longs, as many as of all shorts.</param>
/// <param name="Notional">Of them at their entries, quote.</param>
public sealed record ImportedMarket(string Market, int Accounts, decimal OpenInterest, decimal Notional);

/// <summary>A user's own accounts and positions, read from a table and checked, as a scenario names them.</summary>
/// <param name="Accounts">How many.</param>
/// <param name="Positions">How many.</param>
/// <param name="Deposits">Of all accounts, quote.</param>
/// <param name="Markets">By id.</param>
/// <param name="Checked">The scenario whose markets they were checked against; null for none.</param>
public sealed record AccountImport(int Accounts, int Positions, decimal Deposits, ImmutableArray<ImportedMarket> Markets, string? Checked)
{
    private static readonly JsonSerializerOptions Layout = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a table.</summary>
    /// <param name="file">CSV, see <see cref="AccountTable"/>.</param>
    /// <param name="scenario">A scenario that will use it, for the names, lots and ticks of its markets; null for none.</param>
    /// <exception cref="InputException">With every problem that was found, each with line and column.</exception>
    public static AccountImport Read(string file, string? scenario)
    {
        var list = AccountTable.Read(file, file);
        var accounts = scenario is null ? Check(list) : ScenarioLoader.Bind(scenario, [], list).Content.Accounts;
        return new AccountImport(
            accounts.Length,
            accounts.Sum(account => account.Positions.Length),
            accounts.Sum(account => account.Deposit.Value),
            [
                .. accounts.SelectMany(account => account.Positions).GroupBy(position => position.Market).OrderBy(market => market.Key)
                    .Select(market => new ImportedMarket(
                        market.Key.Value,
                        market.Count(),
                        market.Sum(position => Math.Max(0m, position.Size.Value)),
                        market.Where(position => position.Size.Sign > 0).Sum(position => (position.EntryPrice * position.Size).Value))),
            ],
            scenario)
        {
            List = list,
        };
    }

    private DocumentNode List { get; init; } = new(NodeKind.List, default);

    /// <summary>Writes the list as JSON, an account a line.</summary>
    public void Write(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write("[");
        foreach (var (place, account) in List.Items.Index())
        {
            output.Write(place == 0 ? "\n  " : ",\n  ");
            WriteNode(output, account);
        }

        output.Write("\n]\n");
    }

    private static void WriteNode(TextWriter output, DocumentNode node)
    {
        switch (node.Kind)
        {
            case NodeKind.Object:
                Join("{ ", " }", node.Members, member =>
                {
                    output.Write($"\"{member.Name}\": ");
                    WriteNode(output, member.Value);
                });
                break;
            case NodeKind.List:
                Join("[", "]", node.Items, item => WriteNode(output, item));
                break;
            case NodeKind.Text:
                output.Write(JsonSerializer.Serialize(node.Text, Layout));
                break;
            default:
                output.Write(node.Text);
                break;
        }

        void Join<T>(string begin, string end, List<T> parts, Action<T> write)
        {
            output.Write(begin);
            foreach (var (place, part) in parts.Index())
            {
                output.Write(place == 0 ? string.Empty : ", ");
                write(part);
            }

            output.Write(end);
        }
    }

    /// <summary>What can be checked without a scenario: all but the markets' names, lots and ticks.</summary>
    private static ImmutableArray<OpeningAccount> Check(DocumentNode list)
    {
        var problems = ImmutableArray.CreateBuilder<InputProblem>();
        var root = new DocumentNode(NodeKind.Object, list.Origin);
        root.Set("accounts", list, list.Origin);
        var accounts = AccountsBinder.Bind(new ObjectReader(root, string.Empty, problems), new MarketList([], [], IsComplete: false));
        problems.AddRange(list.Items.SelectMany(account => account["positions"]?.Items ?? [])
            .Where(position => !Identifier.IsValidMarket(position["market"]!.Text))
            .Select(position => position.Origin.Problem(
                "market", $"\"{Identifier.Shown(position["market"]!.Text)}\" is not made of {Identifier.MarketRule}", "correct it")));
        return problems.Count == 0 ? accounts : throw new InputException(problems.DrainToImmutable());
    }
}
