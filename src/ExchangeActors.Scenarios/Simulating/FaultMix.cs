namespace ExchangeActors.Scenarios.Simulating;

/// <summary>
/// Which faults a seed's world has and how strong they are: shares in thousandths, of messages or of deliveries. 0 is off.
/// </summary>
public sealed record FaultMix
{
    /// <summary>Messages that arrive up to <see cref="LongestDelay"/> deliveries late.</summary>
    public int Delay { get; init; }

    /// <summary>In deliveries.</summary>
    public int LongestDelay { get; init; }

    /// <summary>Messages that may overtake others between the same two entities.</summary>
    public int Reorder { get; init; }

    /// <summary>Messages and commands that arrive twice.</summary>
    public int Duplicate { get; init; }

    /// <summary>Messages that never arrive; what is owed is sent again later.</summary>
    public int Lose { get; init; }

    /// <summary>Crashes of one entity between two deliveries.</summary>
    public int CrashEntity { get; init; }

    /// <summary>Crashes of everything between two deliveries.</summary>
    public int CrashAll { get; init; }

    /// <summary>Decisions that the journal refuses: nothing is stored, the message is lost.</summary>
    public int FailBeforeStore { get; init; }

    /// <summary>
    /// Decisions that are stored although the journal reports a failure: the entity restarts, its messages and its answer are lost until
    /// they are sent again.
    /// </summary>
    public int FailAfterStore { get; init; }

    /// <summary>Decisions that take the journal up to 40 deliveries; the entity takes nothing else meanwhile.</summary>
    public int SlowJournal { get; init; }

    /// <summary>Acts before which the clock jumps, by up to a day forward or a minute back.</summary>
    public int ClockJump { get; init; }

    /// <summary>
    /// Messages that wait at the entity for up to 20 deliveries and are then decided with those that came meanwhile, all of them stored in
    /// one write.
    /// </summary>
    public int Batch { get; init; }

    /// <summary>
    /// Writes of several decisions of which only the first reach the journal: the entity restarts, nobody hears of any of them. A
    /// decision's events are stored all or none.
    /// </summary>
    public int TearWrite { get; init; }

    /// <summary>A world without faults.</summary>
    public static FaultMix None { get; } = new();

    /// <summary>True when messages get lost, so that an exchange has to send again.</summary>
    public bool LosesMessages => Lose + CrashEntity + CrashAll + FailBeforeStore + FailAfterStore + TearWrite > 0;

    /// <summary>The names of the faults that are on.</summary>
    public IEnumerable<string> On => Each().Where(fault => fault.Share > 0).Select(fault => fault.Name);

    /// <summary>The mix without one fault, for each that is on.</summary>
    public IEnumerable<FaultMix> EachOff() => Each().Where(fault => fault.Share > 0).Select(fault => fault.Off);

    internal static FaultMix Draw(Chance chance)
    {
        // One seed in ten has no fault at all: what fails there fails without help.
        var calm = chance.Below(10) == 0;
        int Share(int most) => chance.Between(1, most) is var share && chance.Below(2) == 0 && !calm ? share : 0;
        return new FaultMix
        {
            Delay = Share(300),
            LongestDelay = chance.Between(2, 60),
            Reorder = Share(400),
            Duplicate = Share(150),
            Lose = Share(80),
            CrashEntity = Share(15),
            CrashAll = Share(4),
            FailBeforeStore = Share(30),
            FailAfterStore = Share(30),
            SlowJournal = Share(60),
            ClockJump = Share(100),
            Batch = Share(200),
            TearWrite = Share(300),
        };
    }

    private IEnumerable<(string Name, int Share, FaultMix Off)> Each() =>
    [
        ("delay", Delay, this with { Delay = 0 }),
        ("reorder", Reorder, this with { Reorder = 0 }),
        ("duplicate", Duplicate, this with { Duplicate = 0 }),
        ("lose", Lose, this with { Lose = 0 }),
        ("crash-entity", CrashEntity, this with { CrashEntity = 0 }),
        ("crash-all", CrashAll, this with { CrashAll = 0 }),
        ("fail-before-store", FailBeforeStore, this with { FailBeforeStore = 0 }),
        ("fail-after-store", FailAfterStore, this with { FailAfterStore = 0 }),
        ("slow-journal", SlowJournal, this with { SlowJournal = 0 }),
        ("clock-jump", ClockJump, this with { ClockJump = 0 }),
        ("batch", Batch, this with { Batch = 0 }),
        ("tear-write", TearWrite, this with { TearWrite = 0 }),
    ];
}
