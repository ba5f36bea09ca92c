using System.CommandLine;
using ExchangeActors.Node.Running;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Node.Reviewing;

/// <summary>The command line of <c>exchange review JOURNAL …</c>.</summary>
public static class ReviewCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "The result as JSON.", Recursive = true };

    /// <summary>The command with its verbs.</summary>
    public static Command Create()
    {
        var journal = new Argument<string?>("journal")
        {
            Description = "The journal: latest (the newest under journals), a SQLite file, or a PostgreSQL database "
                + "(\"Host=…;Database=…;Username=…\" or postgres://…). It is only read.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command(
            "review", "Reviews what a journal holds: what happened, why, whether it was by the rules, and what other rules would have "
                + "done.") { journal };
        command.Options.Add(Json);
        Add(command, journal, Summary());
        Add(command, journal, Timeline());
        Add(command, journal, Account());
        Add(command, journal, Show());
        Add(command, journal, State());
        Add(command, journal, Diff());
        Add(command, journal, Why());
        Add(command, journal,
            Pick("why-picked", "Why a deleveraging closed an account: its place, its score with every input, who stood above and below.",
                ReviewVerbs.WhyPicked));
        Add(command, journal, Pick("why-not", "Why a deleveraging did not close an account.", ReviewVerbs.WhyNot));
        Add(command, journal,
            Pick("how-far", "The smallest change of an account's margin with which a deleveraging would have spared it.",
                ReviewVerbs.HowFar));
        Add(command, journal, Verify(), archived: true);
        Add(command, journal, WhatIf());
        Add(command, journal, Until());
        Add(command, journal, Report());
        Add(command, journal, Open());
        command.Subcommands.Add(ExportCommand.Create(journal, Json));
        command.Subcommands.Add(ImportCommand.Create(journal, Json));
        command.Subcommands.Add(ArchiveCommand.Archive(journal, Json));
        command.Subcommands.Add(ArchiveCommand.Join(journal, Json));
        command.SetAction(
            (parsed, cancellation) => Run(parsed, journal, (opened, _, token) =>
                ReviewVerbs.Summary(opened, parsed.GetValue(Json), token), cancellation));
        return command;
    }

    private static void Add(
        Command review, Argument<string?> journal, (Command Command, Func<ParseResult, Verb> Verb) verb, bool archived = false)
    {
        verb.Command.SetAction((parsed, cancellation) => Run(
            parsed, journal, (opened, options, token) => verb.Verb(parsed)(opened, options, token), cancellation, archived));
        review.Subcommands.Add(verb.Command);
    }

    private delegate Task<int> Verb(ReviewedJournal journal, bool json, CancellationToken cancellation);

    private static Task<int> Run(
        ParseResult parsed, Argument<string?> journal, Verb verb, CancellationToken cancellation, bool archived = false)
    {
        if (parsed.GetValue(journal) is not { Length: > 0 } path)
        {
            return Task.FromResult(
                Attempt.Fail("review: name a journal, e.g. exchange review journals/run.db summary\nsee exchange review --help",
                    ExitCode.WrongInput));
        }

        return Attempt.Run(
            async () =>
            {
                path = LatestJournal.Meant(path);
                using var opened = ReviewedJournal.Open(path, archived);
                if (path != parsed.GetValue(journal))
                {
                    LiveLine.Say($"journal {path}");
                }

                if (opened.Note is { } note)
                {
                    LiveLine.Say($"exchange: warning: {path}: {note}");
                }

                return await verb(opened, parsed.GetValue(Json), cancellation);
            },
            cancellation);
    }

    private static (Command Command, Func<ParseResult, Verb> Verb) Summary() =>
        (new Command(
            "summary", "The first look: the waterfall layer by layer, waves of ADL, the fund's ledger, who was affected most, integrity."),
            _ => ReviewVerbs.Summary);

    private static (Command Command, Func<ParseResult, Verb> Verb) Timeline()
    {
        var types = new Option<string[]>(
            "--type")
        {
            Description =
                "A kind of event: account.fill-applied, or a beginning of it (account), or FillApplied. May be repeated.",
            AllowMultipleArgumentsPerToken = false
        };
        var account = new Option<string?>("--account") { Description = "Events of an account, or about it." };
        var market = new Option<string?>("--market") { Description = "Events of a market, or about it." };
        var correlation = new Option<string?>(
            "--correlation")
        { Description = "Events of an order, liquidation or ADL, e.g. adl/BTC-PERP/3." };
        var from = new Option<string?>("--from") { Description = "From this event (its place among all) or exchange time (ISO 8601) on." };
        var to = new Option<string?>("--to") { Description = "Up to this event or exchange time." };
        var skip = new Option<long>("--skip") { Description = "Matching events to pass over first.", DefaultValueFactory = _ => 0 };
        var take = new Option<long>("--take") { Description = "Matching events to show; 0 for all.", DefaultValueFactory = _ => 50 };
        var command = new Command("timeline", "The events in order, filtered and page by page.") { types, account, market, correlation,
            from, to, skip, take };
        return (command, parsed => (journal, json, cancellation) => ReviewVerbs.Timeline(
            journal,
            new TimelineQuestion(
                parsed.GetValue(types) ?? [], parsed.GetValue(account), parsed.GetValue(market), parsed.GetValue(correlation),
                    parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(skip), parsed.GetValue(take)),
            json,
            cancellation));
    }

    private static (Command Command, Func<ParseResult, Verb> Verb) Open()
    {
        var urls = new Option<string?>("--urls")
        {
            Description = $"Where it listens, on this machine only. Without it {OpenVerb.UsualUrl}.",
        };
        return (
            new Command(
                "open", "Shows the journal in a browser, read-only: the exchange at any event, accounts, ADL and why. It ends with Ctrl-C.")
            {
                urls,
            },
            parsed => (journal, _, cancellation) => OpenVerb.Run(journal, parsed.GetValue(urls), cancellation));
    }

    private static (Command Command, Func<ParseResult, Verb> Verb) Account()
    {
        var account = new Argument<string>("account") { Description = "The account." };
        var take = new Option<int>("--take")
        {
            Description = "Sentences to show, the first ones; 0 for all.",
            DefaultValueFactory = _ => 40,
        };
        var command = new Command(
            "account", "An account's story in sentences: what it had, what happened to it, and what it has at the end.") { account, take };
        return (command, parsed => (journal, json, cancellation) =>
            AccountVerb.Run(journal, parsed.GetValue(account)!, parsed.GetValue(take), json, cancellation));
    }

    private static (Command Command, Func<ParseResult, Verb> Verb) Show()
    {
        var @event = EventArgument();
        return (new Command("show", "One event with all its fields, its metadata, and the message that was decided.") { @event },
            parsed => (journal, json, _) => ReviewVerbs.Show(journal, parsed.GetValue(@event)!, json));
    }

    private static (Command Command, Func<ParseResult, Verb> Verb) State()
    {
        var at = new Option<string?>(
            "--at")
        { Description = "After this event (its place among all), or at this exchange time (ISO 8601). Without it at the end." };
        var account = new Option<string?>("--account") { Description = "The state of an account." };
        var market = new Option<string?>("--market") { Description = "The state of a market." };
        var fund = new Option<bool>("--fund") { Description = "The insurance pool: the fund's ledger and the open liquidations." };
        var adl = new Option<string?>("--adl") { Description = "The ADL coordinator of a market, or of an ADL's market (adl/BTC-PERP/3)." };
        return (new Command(
            "state", "The state after an event or at a time, as the entities' own folds give it, with the hash over all states.") { at,
                account, market, fund, adl },
            parsed => (journal, json, cancellation) => ReviewVerbs.State(
                journal, new StateQuestion(parsed.GetValue(at), parsed.GetValue(account), parsed.GetValue(market), parsed.GetValue(fund),
                    parsed.GetValue(adl)), json, cancellation));
    }

    private static (Command Command, Func<ParseResult, Verb> Verb) Diff()
    {
        var first = new Argument<string>("first") { Description = "The earlier event or exchange time." };
        var second = new Argument<string>("second") { Description = "The later event or exchange time." };
        var account = new Option<string?>("--account") { Description = "Only this account's fields." };
        var market = new Option<string?>("--market") { Description = "Only this market's fields." };
        var limit = new Option<int>("--limit")
        {
            Description = "Fields to show; 0 for all. The money adds up over all.",
            DefaultValueFactory = _ => 100
        };
        return (new Command("diff", "What changed between two events, field by field, and where the money went.") { first, second,
            account, market, limit },
            parsed => (journal, json, cancellation) => ReviewVerbs.Diff(
                journal, parsed.GetValue(first)!, parsed.GetValue(second)!, parsed.GetValue(account), parsed.GetValue(market),
                    parsed.GetValue(limit), json, cancellation));
    }

    private static (Command Command, Func<ParseResult, Verb> Verb) Why()
    {
        var @event = EventArgument();
        return (new Command(
            "why", "The chain of causes from an event back to the input from outside that set it off, each with what was decided on.")
        {
            @event,
        },
            parsed => (journal, json, _) => ReviewVerbs.Why(journal, parsed.GetValue(@event)!, json));
    }

    private static (Command Command, Func<ParseResult, Verb> Verb) Pick(
        string name, string description, Func<ReviewedJournal, string, string, bool, CancellationToken, Task<int>> verb)
    {
        var adl = new Argument<string>("adl") { Description = "The deleveraging, e.g. adl/BTC-PERP/3." };
        var account = new Argument<string>("account") { Description = "The account." };
        return (new Command(name, description) { adl, account },
            parsed => (journal, json, cancellation) => verb(journal, parsed.GetValue(adl)!, parsed.GetValue(account)!, json, cancellation));
    }

    private static (Command Command, Func<ParseResult, Verb> Verb) Verify()
    {
        var checkpoint = new Option<string?>(
            "--checkpoint")
        {
            Description =
                "The checkpoint that was written outside of the journal. Without it the one beside the journal (of a database: under "
                    + "journals/), if there is one."
        };
        var key = new Option<string?>(
            "--key")
        { HelpName = "FILE.pem", Description = "A key in PEM; the checkpoint must be signed with the private key that belongs to it." };
        return (new Command(
            "verify", "Checks hash chains, gaps, snapshots and checkpoint, takes every decision again, and checks the invariants after "
                + "each. Exit code 1 at the first thing that is wrong.") { checkpoint, key },
            parsed => (journal, json, cancellation) => ReviewVerbs.Verify(
                journal,
                LatestJournal.Meant(parsed.GetValue<string?>("journal")!),
                parsed.GetValue(checkpoint),
                parsed.GetValue(key),
                json,
                cancellation));
    }

    private static (Command Command, Func<ParseResult, Verb> Verb) WhatIf()
    {
        var venue = new Option<string?>(
            "--venue")
        {
            Description =
                "The other rules: a profile under config/venues, or a file that ends in .json. Without it the recorded profile."
        };
        var set = new Option<string[]>(
            "--set")
        {
            Description = "Changes a value of the profile, e.g. severity.policy=online. May be repeated.",
            AllowMultipleArgumentsPerToken = false
        };
        var from = new Option<string?>(
            "--from")
        {
            Description =
                "The event or exchange time up to which the record is taken over as it is. Without it the other rules hold from the "
                    + "beginning."
        };
        var into = new Option<string?>(
            "--journal")
        { Description = "Writes the simulation into a new journal, to be reviewed like any other." };
        var limit = new Option<int>("--limit") { Description = "Accounts to show; 0 for all.", DefaultValueFactory = _ => 20 };
        return (new Command("what-if", "A simulation: the recorded inputs from outside under other rules, against the record.") { venue,
            set, from, into, limit },
            parsed => (journal, json, cancellation) => ReviewVerbs.WhatIf(
                journal, new WhatIfQuestion(parsed.GetValue(venue), parsed.GetValue(set) ?? [], parsed.GetValue(from),
                    parsed.GetValue(into), parsed.GetValue(limit)), json, cancellation));
    }

    private static (Command Command, Func<ParseResult, Verb> Verb) Until()
    {
        var predicate = new Argument<string>(
            "predicate")
        { Description = "A condition, e.g. 'fund.balance < 0' or 'account(\"a1\").equity < 0'." };
        return (new Command("until", "The first event after which a condition holds. Exit code 1 when there is none.") { predicate },
            parsed => (journal, json, cancellation) => ReviewVerbs.Until(journal, parsed.GetValue(predicate)!, json, cancellation));
    }

    private static (Command Command, Func<ParseResult, Verb> Verb) Report()
    {
        var html = new Option<string>("--html") { Description = "The page's file. It is written whole or not at all.", Required = true };
        var force = new Option<bool>("--force") { Description = "Replaces a page that is there already." };
        var unverified = new Option<bool>(
            "--no-verify")
        { Description = "Leaves the verdict of verify out, which takes longer than the page itself." };
        return (new Command(
            "report", "One HTML page for people: what happened, prices, fund, waves, queues with every input of their scores, and the "
                + "reasons. It needs no network and no scripts.") { html, force, unverified },
            parsed => (journal, json, cancellation) => ReportVerb.Run(
                journal, parsed.GetValue(html)!, parsed.GetValue(force), !parsed.GetValue(unverified), json, cancellation));
    }

    private static Argument<string> EventArgument() =>
        new("event") { Description = "Its place among all (1234), or its stream and sequence (account/alice#3)." };
}
