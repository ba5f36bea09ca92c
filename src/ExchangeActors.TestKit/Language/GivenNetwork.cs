using ExchangeActors.TestKit.Network;

namespace ExchangeActors.TestKit.Language;

/// <summary>What the network does to messages between entities, by seed. Which messages are hit depends on the seed, on who tells whom what
/// because of which event, and on how often it was sent; not on the clock. The entities run concurrently, so their events may be numbered
/// otherwise in another run, and then others are hit: what a scenario asserts has to hold whichever they are.</summary>
public sealed class GivenNetwork
{
    private const double AtMost = 0.5;

    private readonly FaultyNetwork _network;

    internal GivenNetwork(FaultyNetwork network) => _network = network;

    /// <summary>Messages lost so far.</summary>
    public int LostSoFar => _network.LostSoFar;

    /// <summary>Messages that arrived twice so far.</summary>
    public int DuplicatedSoFar => _network.DuplicatedSoFar;

    /// <summary>Messages that arrived late so far.</summary>
    public int DelayedSoFar => _network.DelayedSoFar;

    /// <summary>Crashes that were planned and took place.</summary>
    public int CrashesSoFar => _network.CrashesSoFar;

    /// <summary>Draws for all faults.</summary>
    public GivenNetwork Seed(int seed)
    {
        _network.Seed = seed;
        return this;
    }

    /// <summary>Some messages get lost; what is owed is sent again.</summary>
    /// <param name="share">Of the messages, in [0, 0.5].</param>
    public GivenNetwork Loses(double share)
    {
        _network.Lost = Share(share);
        return this;
    }

    /// <summary>Some messages arrive twice.</summary>
    /// <param name="share">Of the messages, in [0, 0.5].</param>
    public GivenNetwork Duplicates(double share)
    {
        _network.Duplicated = Share(share);
        return this;
    }

    /// <summary>Some messages arrive late, and so behind later ones.</summary>
    /// <param name="share">Of the messages, in [0, 0.5].</param>
    /// <param name="upTo">The longest delay.</param>
    public GivenNetwork Delays(double share, TimeSpan upTo)
    {
        _network.Delayed = Share(share);
        _network.DelayAtMost = upTo;
        return this;
    }

    private static double Share(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, AtMost);
        return share;
    }
}
