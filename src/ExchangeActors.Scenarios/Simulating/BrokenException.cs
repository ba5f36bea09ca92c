namespace ExchangeActors.Scenarios.Simulating;

/// <summary>Something that must hold does not.</summary>
internal sealed class BrokenException(string check, string detail) : Exception($"{check}: {detail}")
{
    /// <summary>What must hold.</summary>
    public string Check { get; } = check;

    /// <summary>Where it broke, with figures.</summary>
    public string Detail { get; } = detail;
}
