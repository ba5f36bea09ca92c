using System.Collections.Immutable;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>Counts the rows that were not used and keeps the first of them.</summary>
/// <param name="limit">How many are kept; all are counted.</param>
public sealed class RejectLog(int limit)
{
    private const int MostWarnings = 100;

    private readonly List<PriceReject> _kept = [];
    private readonly List<string> _warnings = [];

    /// <summary>The limit when a scenario names none.</summary>
    public const int DefaultLimit = 20;

    /// <summary>How many rows were not used.</summary>
    public long Count { get; private set; }

    /// <summary>The first of them.</summary>
    public ImmutableArray<PriceReject> Kept => [.. _kept];

    /// <summary>What is odd about the files but stops nothing; the first hundred.</summary>
    public ImmutableArray<string> Warnings => [.. _warnings];

    /// <summary>Notes something odd about a file.</summary>
    public void Warn(string file, string what)
    {
        if (_warnings.Count < MostWarnings)
        {
            _warnings.Add($"{file}: {what}");
        }
    }

    /// <summary>Notes a row that is not used.</summary>
    public void Add(string file, long line, string reason)
    {
        Count++;
        if (_kept.Count < limit)
        {
            _kept.Add(new PriceReject(file, line, reason));
        }
    }

    /// <summary>Throws when there are any.</summary>
    /// <exception cref="InputException">With the rows that were kept.</exception>
    public void ThrowIfAny()
    {
        if (Count == 0)
        {
            return;
        }

        var problems = _kept.Select(reject => new InputProblem(
            reject.File, reject.Line, string.Empty, reject.Reason, "correct the row, or set prices.onReject to \"skip\"")).ToList();
        if (Count > _kept.Count)
        {
            problems.Add(
                new InputProblem(_kept[^1].File, 0, string.Empty, $"{Count - _kept.Count} more rows cannot be used",
                    "raise prices.rejectsListed to see them"));
        }

        throw new InputException([.. problems]);
    }
}
