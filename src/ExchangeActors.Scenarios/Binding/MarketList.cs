using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Binding;

/// <summary>The scenario's markets, and how a name of one is read elsewhere in the document.</summary>
/// <param name="Markets">Those that could be read.</param>
/// <param name="Names">All names that are listed, also of markets with problems.</param>
/// <param name="IsComplete">False when a market's file could not be used: then an unknown name is no further problem.</param>
internal sealed record MarketList(ImmutableArray<Instrument> Markets, ImmutableArray<string> Names, bool IsComplete)
{
    /// <summary>The most markets of a scenario: a tick costs as much as there are of them.</summary>
    public const int Most = 2_000;

    /// <summary>Reads <c>markets</c>.</summary>
    public static MarketList Bind(ObjectReader root)
    {
        var markets = ImmutableArray.CreateBuilder<Instrument>();
        var names = ImmutableArray.CreateBuilder<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var reader in root.Objects("markets", true, skip: MarketFiles.IsReference))
        {
            if (MarketBinder.Bind(reader) is { } instrument)
            {
                markets.Add(instrument);
            }

            if (reader.Node["id"] is { Kind: NodeKind.Text } id)
            {
                if (!seen.Add(id.Text))
                {
                    reader.Note("id", $"market \"{id.Text}\" is listed twice", "remove one or rename it");
                }

                names.Add(id.Text);
            }
        }

        if (root.Node["markets"] is { Kind: NodeKind.List, Items.Count: > Most and var count })
        {
            root.Note("markets", $"lists {count} markets, a scenario may have {Most}", "leave some out");
        }

        if (root.Node["markets"] is { Kind: NodeKind.List, Items.Count: 0 })
        {
            root.Note("markets", "is empty", "list at least one market");
        }

        var isComplete = root.Node["markets"]?.Items.Exists(MarketFiles.IsReference) != true;
        return new MarketList(markets.ToImmutable(), names.ToImmutable(), isComplete);
    }

    /// <summary>The market that a member names; null with a problem noted when it is not listed.</summary>
    public MarketId? Named(ObjectReader reader, string member)
    {
        var name = reader.Text(member);
        return name.Length == 0 ? null : Check(name, reader.Node[member]!.Origin, reader.PathOf(member), reader.Problems);
    }

    /// <summary>The market of this name; null with a problem noted when it is not listed.</summary>
    public MarketId? Check(string name, Origin origin, string path, ImmutableArray<InputProblem>.Builder problems)
    {
        if (Names.Contains(name) || !IsComplete)
        {
            return new MarketId(name);
        }

        problems.Add(
            origin.Problem(path, $"market \"{name}\" is not listed under \"markets\"",
                Names.IsEmpty ? "list it" : Nearest.Remedy(name, Names)));
        return null;
    }

    /// <summary>The instrument, or null when it had problems.</summary>
    public Instrument? this[MarketId id] => Markets.FirstOrDefault(instrument => instrument.Id == id);

    /// <summary>Numbers by market, in the order of the list; null for a market without an entry.</summary>
    public ImmutableArray<decimal?> Numbers(ObjectReader? reader, decimal least, decimal greatest)
    {
        foreach (var member in reader?.Node.Members ?? [])
        {
            Check(member.Name, member.Origin, reader!.PathOf(member.Name), reader.Problems);
        }

        return [.. Markets.Select(instrument => reader?.OptionalNumber(instrument.Id.Value, least, greatest))];
    }

    /// <summary>Weights by market, in the order of the list; markets without an entry have <paramref name="absent"/>.</summary>
    public ImmutableArray<decimal> Weights(ObjectReader? reader, decimal absent, decimal greatest = 1_000_000_000m)
    {
        if (reader is null)
        {
            return [.. Markets.Select(_ => 1m)];
        }

        foreach (var member in reader.Node.Members)
        {
            Check(member.Name, member.Origin, reader.PathOf(member.Name), reader.Problems);
        }

        return [.. Markets.Select(instrument => reader.Number(instrument.Id.Value, absent, 0m, greatest))];
    }
}
