using System.Collections.Immutable;
using System.Globalization;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Vectors.Kinds;

/// <summary>A place in a queue whose scores a vector gives.</summary>
internal sealed record ScoredPlace(string Account, Quantity Size, decimal Score);

/// <summary>Queues of vectors, ordered as the risk monitors order them.</summary>
internal static class ScoredQueue
{
    private static readonly Money None = Money.Zero;

    /// <summary>Reads <c>scored</c> into a queue: the best score first, ties by id.</summary>
    public static ImmutableArray<ScoredPlace> Read(VectorDraft draft)
    {
        var places = new List<ScoredPlace>();
        foreach (var reader in draft.Reader.Objects("scored", true))
        {
            places.Add(new ScoredPlace(reader.Text("account"), new Quantity(Math.Abs(reader.Positive("size"))), reader.Amount("score")));
            reader.Done();
        }

        var ordered = places.Select(place => (place, candidate: Candidate(Ordinal(place.Account), place))).ToList();
        ordered.Sort((a, b) => QueueOrder.BestFirst(a.candidate, b.candidate));
        return [.. ordered.Select(pair => pair.place)];
    }

    /// <summary>The id in a form whose ordinal order is that of the numbers, when it is a number.</summary>
    public static AccountId Ordinal(string id) =>
        new(ulong.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number.ToString(CultureInfo.InvariantCulture) == id
            ? number.ToString("D20", CultureInfo.InvariantCulture)
            : id);

    private static Candidate Candidate(AccountId id, ScoredPlace place) =>
        new(id, place.Size, None, None, None, None, None, None, null, 0m, 0m, place.Score, 0m, 0m, 1);
}
