using System.Collections.Immutable;
using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Catalog;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Prices;

namespace ExchangeActors.Scenarios.Binding;

/// <summary>Reads a scenario's document, after markets were put in and overrides applied.</summary>
internal sealed class ScenarioBinder(DocumentNode document, string path, ImmutableArray<InputProblem>.Builder problems)
{
    private const int LongestSeconds = 31 * 24 * 3600;
    private const long Margin = 24L * 3600 * 1000;
    private const decimal MostMoney = 1_000_000_000_000m;
    private const long MostSamples = 20_000_000;

    private readonly ObjectReader _root = new(document, string.Empty, problems, pastes: true);

    /// <summary>The content; null, or with stand-ins, when problems were noted.</summary>
    public BoundScenario? Bind()
    {
        _root.Any("$schema");
        var name = _root.Text("name");
        var description = _root.Text("description", string.Empty);
        var seed = Seed();
        var start = Start();
        var duration = (int)_root.Whole("durationSeconds", null, 1, LongestSeconds);
        var tickMs = (int)_root.Whole("tickMs", null, 1, LongestSeconds);
        if (!start.PlusMs((duration * 1000L) + Margin).IsInCalendar)
        {
            _root.Note("start", $"{start} and {duration} s lead beyond the calendar, which ends with the year 9999", "begin earlier");
        }

        var waveGap = _root.OptionalWhole("waveGapMs", 0, Margin);
        var (described, venueDocument) = Venue();
        var markets = MarketList.Bind(_root);
        CheckTicks(duration, tickMs, markets.Names.Length);
        var prices = PricesBinder.Bind(_root.Object("prices", true), markets, start, path);
        var fund = new Money(_root.Number("insuranceFund", null, 0m, MostMoney));
        var floor = new Money(_root.Number("insuranceFundFloor", 0m, 0m, MostMoney));
        if (floor > fund)
        {
            _root.Note("insuranceFundFloor", $"{floor} is above \"insuranceFund\", {fund}", "lower it");
        }

        var population = PopulationBinder.Bind(_root.Object("population", false), markets);
        var accounts = AccountsBinder.Bind(_root, markets);
        var liquidity = LiquidityBinder.Bind(_root.Object("liquidity", false), markets);
        var actions = new ActionsBinder(_root, markets, accounts, population, duration);
        var bound = new BoundScenario
        {
            Name = name,
            Description = description,
            Seed = seed,
            Venue = described?.Profile!,
            VenueSpec = described?.Spec!,
            VenueDocument = venueDocument,
            Start = start,
            DurationSeconds = duration,
            TickMs = tickMs,
            WaveGapMs = waveGap,
            Markets = markets.Markets,
            PriceSources = prices.Sources,
            InlinePoints = prices.Inline,
            Shocks = prices.Shocks,
            Moves = prices.Moves,
            Rejects = prices.Rejects,
            FailOnReject = prices.FailOnReject,
            StaleAfterSeconds = prices.StaleAfterSeconds,
            PricesOrigin = document["prices"]?.Origin ?? document.Origin,
            InsuranceFund = fund,
            InsuranceFundFloor = floor,
            Population = population,
            Accounts = accounts,
            Liquidity = liquidity,
            Market = AnswerBinder.Bind(_root, markets),
            Reactions = ReactionsBinder.Bind(_root),
            Actions = actions.Actions(),
            Funding = actions.Funding(),
            Then = ThenBinder.Bind(_root.Object("then", false), markets),
        };
        _root.Done();
        return described is null ? null : bound;
    }

    private ulong Seed()
    {
        if (_root.Any("seed") is not { } node)
        {
            _root.Note("seed", "is missing", $"add {Paste.Of("seed")}");
            return 0;
        }

        if (node.Kind == NodeKind.Number && ulong.TryParse(node.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
        {
            return seed;
        }

        _root.Note("seed", $"must be a whole number from 0 to {ulong.MaxValue}, is {node.KindText}", "write such a number");
        return 0;
    }

    private Moment Start()
    {
        var text = _root.Text("start");
        if (text.Length > 0 && !Fields.TryTime(text, out _))
        {
            _root.Note("start", $"\"{text}\" is not a time", "write ISO 8601 in UTC, e.g. 2025-10-10T21:00:00Z");
        }

        return Fields.TryTime(text, out var start) ? start : default;
    }

    private void CheckTicks(int duration, int tickMs, int markets)
    {
        if ((long)duration * 1000 % tickMs != 0)
        {
            _root.Note("tickMs", $"{tickMs} ms does not divide the duration, {duration} s", "choose a tick that does");
        }

        if ((long)duration * 1000 / tickMs * Math.Max(1, markets) > MostSamples)
        {
            _root.Note("tickMs", $"gives more than {MostSamples} prices over all ticks and markets",
                "choose a longer tick or a shorter run");
        }
    }

    private ((VenueProfile Profile, VenueProfileSpec Spec)? Described, DocumentNode Document) Venue()
    {
        var nothing = (default((VenueProfile, VenueProfileSpec)?), new DocumentNode(NodeKind.Null, document.Origin));
        var name = _root.Text("venue");
        var changes = _root.Object("profile", false);
        if (name.Length == 0)
        {
            return nothing;
        }

        try
        {
            var file = VenueFiles.Find(name, path, document["venue"]!.Origin);
            var profile = VenueDocument.Read(file, Path.GetRelativePath(Environment.CurrentDirectory, file));
            if (changes is not null && profile.Kind == NodeKind.Object)
            {
                VenueProfileBinder.Overlay(profile, changes.Node);
            }

            return (VenueProfileBinder.Describe(profile, problems), profile);
        }
        catch (InputException fault)
        {
            problems.AddRange(fault.Problems);
            return nothing;
        }
    }
}
