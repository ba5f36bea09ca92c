namespace ExchangeActors.Benchmarks.Scale;

/// <summary>What is measured, each in a process of its own, so that nobody's memory and compiled code are another's.</summary>
internal static class ScaleMeasures
{
    public const string InMemory = "October in memory";
    public const string InMemoryAgain = "October in memory, third time in one process";
    public const string Durable = "October durable, SQLite";
    public const string BareActor = "the same events by one bare persistent actor";
    public const string BulkInsert = "the same rows by a prepared bulk insert";
    public const string Ranking = "ranking at new marks, one market";
    public const string QuietTick = "a tick without crossings, one market";

    /// <summary>Measures one of them.</summary>
    /// <param name="what">Its name.</param>
    /// <param name="size">Accounts or positions.</param>
    /// <param name="scenario">The scenario's path.</param>
    public static async Task<ScaleRow> Measure(string what, int size, string scenario) => what switch
    {
        InMemory => await OctoberRuns.InMemory(what, size, scenario, 1),
        InMemoryAgain => await OctoberRuns.InMemory(what, size, scenario, 3),
        Durable => await OctoberRuns.Durable(what, size, scenario),
        BareActor => await PayloadStores.Actor(what, size, scenario),
        BulkInsert => await PayloadStores.Insert(what, size, scenario),
        Ranking => MonitorOperations.Rank(what, size, 15),
        QuietTick => MonitorOperations.Tick(what, size, 1_000_000),
        _ => throw new ArgumentException($"nothing is called {what}", nameof(what)),
    };
}
