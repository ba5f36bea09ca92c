using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Codec;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Node.Running;
using ExchangeActors.Review.Causes;
using ExchangeActors.Review.Folding;
using ExchangeActors.Review.Picks;
using ExchangeActors.Review.Predicates;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Selection;
using ExchangeActors.Review.States;
using ExchangeActors.Review.Summaries;
using ExchangeActors.Review.Verifying;
using ExchangeActors.Review.WhatIf;
using ExchangeActors.Scenarios.Answering;
using ExchangeActors.Scenarios.Loading;

namespace ExchangeActors.Node.Reviewing;

/// <summary>The verbs of <c>exchange review</c>; each result is an <see cref="ExitCode"/>.</summary>
internal static class ReviewVerbs
{
    public static Task<int> Summary(ReviewedJournal journal, bool json, CancellationToken cancellation)
    {
        using var progress = new ReviewProgress("reading", journal.Count);
        var summary = SummaryReader.Read(journal, progress, cancellation);
        return Write(json, summary, () => SummaryTables.Write(summary));
    }

    public static Task<int> Timeline(ReviewedJournal journal, TimelineQuestion question, bool json, CancellationToken cancellation)
    {
        if (question.Skip < 0 || question.Take < 0)
        {
            throw new ReviewException("--skip and --take must not be below 0");
        }

        if (question.Types.FirstOrDefault(type => !EventFilter.IsType(type)) is { } unknown)
        {
            throw new ReviewException(
                $"--type \"{unknown}\" is no kind of event; write an event's name (FillApplied), its kind (account.fill-applied), or a "
                    + $"beginning of it (account)");
        }

        Asked.RequireKnown(journal, question);
        var (from, to) = (Asked.PlaceOf(question.From), Asked.PlaceOf(question.To));
        var filter = new EventFilter(
            question.Correlation is { } correlation ? [correlation] : [],
            from,
            to,
            question.Account is { } account ? new AccountId(account) : null,
            question.Market is { } market ? new MarketId(market) : null)
        {
            Types = [.. question.Types],
        };
        var all = 0L;
        var matching = journal.ReadRange(from?.Ordering ?? 1, to?.Ordering ?? long.MaxValue)
            .Where(row =>
            {
                cancellation.ThrowIfCancellationRequested();
                return filter.Matches(row) && ++all > question.Skip;
            });
        return json ? Documented() : Task.FromResult(EventLines.Write(matching, question, () => all));

        async Task<int> Documented()
        {
            var code = await Lines(matching, question.Take);
            if (all == 0)
            {
                await Console.Error.WriteLineAsync(EventLines.NoneMatches);
            }

            return code;
        }
    }

    public static Task<int> Show(ReviewedJournal journal, string @event, bool json)
    {
        var document = Documents.Of(EventAddress.Find(journal, @event));
        return Write(json, document, () => EventLines.Fields(document));
    }

    public static Task<int> State(ReviewedJournal journal, StateQuestion question, bool json, CancellationToken cancellation)
    {
        if (new[] { question.Account is not null, question.Market is not null, question.Fund, question.Adl is not null }.Count(
            asked => asked) > 1)
        {
            throw new ReviewException("ask for one of --account, --market, --fund and --adl");
        }

        using var index = Asked.Index(journal, cancellation);
        var view = Asked.View(journal, index, question.At ?? journal.Count.ToString(CultureInfo.InvariantCulture));
        var document = new JsonObject
        {
            ["ordering"] = view.Ordering,
            ["at"] = view.Ordering > 0 ? journal.At(view.Ordering)?.Recorded.At.ToString() : null,
            ["stateHash"] = view.State.Hash(),
        };
        var asked = question.Account is { } account ? view.Account(new AccountId(account))
            : question.Market is { } market ? view.Market(new MarketId(market))
            : question.Fund ? view.Fund()
            : question.Adl is { } adl ? EventAddress.ParseDeleveraging(adl) is { } id ? view.Coordinator(id)
                : view.Coordinator(new MarketId(adl))
            : Overview(view);
        foreach (var (name, value) in asked.ToList())
        {
            asked.Remove(name);
            document[name] = value;
        }

        return Write(json, document, () => EventLines.Fields(document));
    }

    public static Task<int> Diff(
        ReviewedJournal journal, string first, string second, string? account, string? market, int limit, bool json,
            CancellationToken cancellation)
    {
        using var index = Asked.Index(journal, cancellation);
        var (before, after) = (Asked.View(journal, index, first), Asked.View(journal, index, second));
        if (before.Ordering > after.Ordering)
        {
            throw new ReviewException($"event {before.Ordering} is later than event {after.Ordering}; name the earlier one first");
        }

        if (account is not null && !after.State.Accounts.ContainsKey(new AccountId(account)))
        {
            throw new ReviewException($"there is no account \"{account}\" after event {after.Ordering}");
        }

        if (market is not null && !after.State.Markets.ContainsKey(new MarketId(market)))
        {
            throw new ReviewException(
                $"there is no market \"{market}\" after event {after.Ordering}; there are "
                    + $"{string.Join(", ", after.State.Markets.Keys.Order())}");
        }

        Func<EntityRef, bool>? only = account is not null ? entity => entity == EntityRef.Account(new AccountId(account))
            : market is not null ? entity => entity.Id == market && entity.Kind is EntityKind.Market or EntityKind.Deleveraging
            : null;
        var difference = StateDifference.Between(before, after, only);
        Write(json, difference, () => DifferenceTables.Write(difference, limit, journal.IsCut));
        var money = difference.Money;
        return Task.FromResult(money.AddsUp || (journal.IsCut && money.Sum == 0m) ? ExitCode.Fine : Attempt.Fail(
            $"the money does not add up from event {difference.First} to event {difference.Second}: "
                + (money.Astray != 0m
                    ? $"{Canonical.Text(money.Astray)} went astray between two entities"
                    : $"the states are off by {Canonical.Text(money.Sum)} from what their events say was paid")
                + "; verify names the first event that is not by the rules",
            ExitCode.CheckFailed));
    }

    public static Task<int> Why(ReviewedJournal journal, string @event, bool json)
    {
        var chain = CauseChain.Of(journal, EventAddress.Find(journal, @event));
        return Write(json, Document(chain), () => EventLines.Write(chain));
    }

    public static Task<int> WhyPicked(ReviewedJournal journal, string adl, string account, bool json, CancellationToken cancellation) =>
        Pick(journal, adl, account, json, cancellation);

    public static Task<int> WhyNot(ReviewedJournal journal, string adl, string account, bool json, CancellationToken cancellation) =>
        Pick(journal, adl, account, json, cancellation);

    public static Task<int> HowFar(ReviewedJournal journal, string adl, string account, bool json, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var far = Review.Picks.HowFar.Of(journal, Asked.Deleveraging(adl), new AccountId(account), (id, version) =>
            AccountHistory.At(journal, id, row => row.Recorded.Id.Sequence <= version));
        return Write(json, far, () => PickTables.Write(far));
    }

    public static Task<int> Verify(ReviewedJournal journal, string place, string? checkpointPath, string? keyPath, bool json,
        CancellationToken cancellation)
    {
        var beside = Checkpoint.PathFor(JournalPlace.Companion(journal.Path, journal.Header.Scenario));
        var path = checkpointPath ?? (File.Exists(beside) ? beside : null);
        if (path is null && keyPath is not null)
        {
            throw new ReviewException(
                "--key checks a checkpoint's signature, but there is no checkpoint beside the journal; name it with --checkpoint");
        }

        var checkpoint = path is null ? null : Checkpoint.Read(path);

        // A run that goes on may have put a newer one in its place by now.
        var snapshot = checkpoint?.Snapshot is { } name
            && StateSnapshot.PathFor(Checkpoint.CompanionOf(path!), name.Events) is var file && File.Exists(file) ? file : null;

        // Opened after the checkpoint was read: a run that goes on may have written one that knows more than the journal did a moment ago.
        using var newest = ReviewedJournal.Open(place, archived: true);
        using var progress = new ReviewProgress("verifying", newest.Count);
        Verification verification;
        try
        {
            var key = keyPath is null ? null : DiskFile.ReadText(keyPath);
            verification = Verifier.Run(newest, checkpoint, key, progress, cancellation, snapshot);
        }
        catch (ArgumentException fault) when (fault.ParamName == "pem")
        {
            throw new ReviewException($"{keyPath}: {fault.Message}");
        }

        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(verification, Documents.Indented));
        }
        else
        {
            VerificationTables.Write(verification, journal, path);
        }

        return Task.FromResult(verification.Holds ? ExitCode.Fine : Attempt.Fail(
            verification.Findings is [var finding, ..] ? $"{finding.Event?.ToString() ?? journal.Path}: {finding.What}"
                : "an invariant does not hold; see the report", ExitCode.CheckFailed));
    }

    public static Task<int> WhatIf(ReviewedJournal journal, WhatIfQuestion question, bool json, CancellationToken cancellation)
    {
        journal.RequireWhole("a what-if");
        var recorded = journal.Rules;
        var spec = journal.Header.Rules!;
        var profile = question.Venue is null && question.Settings.Length == 0 ? null
            : VenueProfileLoader.Change(spec.Venue, question.Venue, question.Settings);
        var rules = profile is null ? recorded : recorded with { Profile = profile.Profile };
        var from = question.From is null ? 0 : Asked.Ordering(journal, question.From, cancellation);
        if (from > 0 && question.Journal is not null && !recorded.Profile.DecidesLike(rules.Profile))
        {
            throw new ReviewException(
                $"--journal cannot keep a simulation that takes the first {from} events over under other rules: the header of a journal "
                    + $"names one profile for all of its decisions, and these were taken by {recorded.Profile.Name} version "
                    + $"{recorded.Profile.Version}, so that verify would refuse them; leave out --from to simulate from the beginning, "
                    + $"or --journal to see the report only");
        }

        var model = MarketModel.Read(journal.Header, journal.Path);
        using var writer = question.Journal is { } target
            ? JournalWriter.Create(target, journal.Header.Under(spec with { Venue = profile?.Spec ?? spec.Venue }) with
            {
                Scenario = $"what-if of {journal.Header.Scenario}",
                CreatedBy = ProgramVersion.Text,
                Settings = model is null
                    ? "{}"
                    : JsonSerializer.Serialize(new Dictionary<string, MarketModel> { [MarketModel.Setting] = model }),
            })
            : null;
        WhatIfReport report;
        using (var progress = new ReviewProgress("simulating", journal.Count))
        {
            report = new WhatIfRun(
                journal,
                rules,
                from,
                writer is null ? null : recorded => writer.Append(recorded),
                model is null ? null : new AnsweringMarketOfJournal(model, recorded)).Run(progress, cancellation);
        }

        writer?.Complete();
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(report, Documents.Indented));
        }
        else
        {
            WhatIfTables.Write(report, question.Limit);
        }

        return Task.FromResult(report.Holds ? ExitCode.Fine : Attempt.Fail(
            "an invariant does not hold in the simulation; see the report", ExitCode.CheckFailed));
    }

    public static Task<int> Until(ReviewedJournal journal, string text, bool json, CancellationToken cancellation)
    {
        var predicate = Predicate.Parse(text);
        using var progress = new ReviewProgress("looking", journal.Count);
        if (predicate.First(journal, progress, cancellation) is not { } row)
        {
            return Task.FromResult(Attempt.Fail($"\"{text}\" does not hold after any of the {journal.Count} events", ExitCode.CheckFailed));
        }

        var document = Documents.Of(row);
        return Write(json, document, () => EventLines.Fields(document));
    }

    private static Task<int> Pick(ReviewedJournal journal, string adl, string account, bool json, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var id = new AccountId(account);
        var report = PickReport.Of(journal, Asked.Deleveraging(adl), id, ordering =>
            AccountHistory.At(journal, id, row => row.Ordering < ordering));
        if (report.Rounds.All(round => round.Place is null) && AccountHistory.At(journal, id, _ => true) is null)
        {
            throw new ReviewException($"there is no account \"{account}\" in the journal");
        }

        return Write(json, report, () => PickTables.Write(report));
    }

    private static JsonObject Overview(StateView view)
    {
        var state = view.State;
        return new JsonObject
        {
            ["accounts"] = state.Accounts.Count,
            ["frozen"] = state.Accounts.Values.Count(account => account.Status != AccountStatus.Active),
            ["openLiquidations"] = state.Pools.Values.Sum(pool => pool.Cases.Count),
            ["atRest"] = Invariants.Rest(state).Holds,
            ["money"] = JsonSerializer.SerializeToNode(view.Money, Documents.Layout),
            ["markets"] = new JsonObject(state.Markets.Values.OrderBy(market => market.Id)
                .Select(market => KeyValuePair.Create(market.Id.Value, (JsonNode?)new JsonObject
                {
                    ["mark"] = market.Quote is { } quote ? JsonNode.Parse(Canonical.Text(quote.Mark.Value)) : null,
                    ["openInterest"] = JsonNode.Parse(Canonical.Text(view.OpenInterest(market.Id))),
                    ["trades"] = market.Trades,
                    ["deleveragings"] = state.Coordinator(market.Id).LastNumber,
                }))),
        };
    }

    private static JsonObject Document(CauseChain chain)
    {
        static JsonArray Links(IEnumerable<CauseLink> links) => [.. links.Select(link =>
        {
            var document = Documents.Of(link.Row);
            if (link.Input is { } input && document["decided"] is null)
            {
                document["decided"] = new JsonObject { ["kind"] = Documents.KindOf(MessageCodec.ManifestOf(input)),
                    ["message"] = Documents.Of(input) };
            }

            return (JsonNode)document;
        })];
        return new JsonObject
        {
            ["links"] = Links(chain.Links),
            ["end"] = chain.End?.ToString(),
            ["missing"] = chain.Missing?.ToString(),
            ["endsAtMarkTick"] = chain.EndsAtMarkTick,
            ["liquidation"] = chain.Liquidation?.ToString(),
            ["begun"] = Links(chain.Begun),
            ["earlier"] = new JsonArray([.. chain.Earlier.Select(links => (JsonNode)Links(links))]),
        };
    }

    private static Task<int> Lines(IEnumerable<JournalRow> rows, long take)
    {
        foreach (var row in take == 0 ? rows : rows.Take((int)Math.Min(take, int.MaxValue)))
        {
            Console.Out.WriteLine(Documents.Of(row).ToJsonString(Documents.Layout));
        }

        return Task.FromResult(ExitCode.Fine);
    }

    private static Task<int> Write<T>(bool json, T result, Action table)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(result, Documents.Indented));
        }
        else
        {
            table();
        }

        return Task.FromResult(ExitCode.Fine);
    }
}
