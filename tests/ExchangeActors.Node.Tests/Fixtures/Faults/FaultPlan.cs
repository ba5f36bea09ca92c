using System.Globalization;

namespace ExchangeActors.Node.Tests.Fixtures.Faults;

/// <summary>Which faults come in which order, from a seed: in each round every kind once.</summary>
internal static class FaultPlan
{
    /// <summary>Faults of one run: as many as <c>EXCHANGE_FAULTS</c> says, else one of each kind.</summary>
    public static int Faults => Setting("EXCHANGE_FAULTS") ?? Kinds.Length;

    // Those whose names hold what EXCHANGE_FAULT says, else all.
    private static Fault[] Kinds { get; } =
    [
        .. Fault.All.Where(fault => fault.Name.Contains(
            Environment.GetEnvironmentVariable("EXCHANGE_FAULT") ?? string.Empty, StringComparison.Ordinal)),
    ];

    /// <summary>From <c>EXCHANGE_SEED</c>, else another one each time.</summary>
    public static int Seed { get; } = Setting("EXCHANGE_SEED") ?? Environment.TickCount;

    /// <summary>More than one of each kind.</summary>
    public static bool IsLong => Faults > Kinds.Length;

    /// <summary>Of a burst.</summary>
    public static int ColdAccounts => IsLong ? 20_000 : 500;

    /// <summary>The faults.</summary>
    public static IEnumerable<Fault> Of(Random chance)
    {
        IEnumerable<Fault> left = [];
        for (var i = 0; i < Faults; i++)
        {
            if (!left.Any())
            {
                left = [.. Kinds.OrderBy(_ => chance.Next())];
            }

            yield return left.First();
            left = left.Skip(1);
        }
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
            : null;
}
