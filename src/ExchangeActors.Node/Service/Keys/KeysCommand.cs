using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Review.Reading;
using ExchangeActors.Scenarios.Documents;
using Spectre.Console;

namespace ExchangeActors.Node.Service.Keys;

/// <summary>The command line of <c>exchange keys</c>: keys are where a node keeps them, beside its journal.</summary>
internal static class KeysCommand
{
    private const int LongestName = 100;
    private const int LongestDays = 3_650;
    private const long DayMs = 86_400_000;

    private static readonly string[] Titles = ["id", "name", "role", "accounts", "created", "expires", "state"];

    /// <summary>The command.</summary>
    public static Command Create() => new("keys", "Makes, lists and revokes the keys with which callers of a node show who they are.")
    {
        CreateKey(),
        List(),
        Revoke(),
    };

    private static Command CreateKey()
    {
        var (data, journal, json) = (Data(), Journal(), Json());
        var role = new Option<string>("--role")
        {
            Description = $"{string.Join(", ", Roles.OfKeys)}.",
            Required = true,
        };
        var name = new Option<string>("--name")
        {
            Description = "Whose it is, for people.",
            Required = true,
        };
        var accounts = new Option<string[]>("--account")
        {
            Description = "An account of the trader's own. May be repeated.",
        };
        var days = new Option<int?>("--days")
        {
            Description = "It is taken for so many days. Without it until it is revoked.",
        };
        var command = new Command("create", "Makes a key, and shows it once.") { role, name, accounts, days, data, journal, json };
        command.SetAction((parsed, cancellation) => Attempt.Run(
            async () =>
            {
                var (asked, called, own) = (parsed.GetValue(role)!, parsed.GetValue(name)!, parsed.GetValue(accounts) ?? []);
                Require(Roles.OfKeys.Contains(asked), "--role",
                    $"\"{Identifier.Shown(asked)}\" is no role; write {string.Join(", ", Roles.OfKeys)}");
                Require(called.Length is > 0 and <= LongestName && Identifier.Plain(called) == called, "--name",
                    $"write 1 to {LongestName} printable characters");
                Require((asked == Roles.Trader) == (own.Length > 0), "--account",
                    "a trader's key names the trader's accounts, other keys name none");
                Require(own.All(Identifier.IsValid), "--account", $"an account's id is made of {Identifier.Rule}");
                var valid = parsed.GetValue(days);
                Require(valid is null or (> 0 and <= LongestDays), "--days", $"write a whole number from 1 to {LongestDays}");
                var now = Now();
                await using var store = Store(parsed, data, journal, mayBeNew: true);
                var (text, key) = await new KeyRing(store).Create(
                    called, asked, own, now, valid is { } count ? now + (count * DayMs) : null);
                if (parsed.GetValue(json))
                {
                    Console.Out.WriteLine(JsonSerializer.Serialize(new { key.Id, Key = text, key.Role, key.Accounts }, Documents.Indented));
                }
                else
                {
                    Console.Out.WriteLine(text);
                    await Console.Error.WriteLineAsync($"key {key.Id} for {key.Role} {Identifier.Plain(called)}; it is not shown again");
                }

                return ExitCode.Fine;
            },
            cancellation));
        return command;
    }

    private static Command List()
    {
        var (data, journal, json) = (Data(), Journal(), Json());
        var command = new Command("list", "Lists the keys, without their secrets.") { data, journal, json };
        command.SetAction((parsed, cancellation) => Attempt.Run(
            async () =>
            {
                await using var store = Store(parsed, data, journal, mayBeNew: false);
                var keys = await new KeyRing(store).List();
                if (parsed.GetValue(json))
                {
                    Console.Out.WriteLine(JsonSerializer.Serialize(keys, Documents.Indented));
                    return ExitCode.Fine;
                }

                var table = new Table { Border = TableBorder.Rounded };
                foreach (var title in Titles)
                {
                    table.AddColumn(title);
                }

                foreach (var key in keys)
                {
                    var state = key.Revoked is { } revoked ? $"revoked {Day(revoked)}" : key.IsValid(Now()) ? "valid" : "expired";
                    table.AddRow(
                        [.. new[] { key.Id, key.Name, key.Role, string.Join(' ', key.Accounts), Day(key.Created),
                            key.Expires is { } expires ? Day(expires) : "never", state }
                        .Select(cell => new Text(Identifier.Plain(cell)))]);
                }

                Terminal.Out().WriteFitted(table);
                return ExitCode.Fine;
            },
            cancellation));
        return command;
    }

    private static Command Revoke()
    {
        var (data, journal) = (Data(), Journal());
        var id = new Argument<string>("id")
        {
            Description = "The key's id: its part between xa_ and the next _.",
        };
        var command = new Command("revoke", "Revokes a key: a node that runs refuses it within seconds.") { id, data, journal };
        command.SetAction((parsed, cancellation) => Attempt.Run(
            async () =>
            {
                await using var store = Store(parsed, data, journal, mayBeNew: false);
                var asked = parsed.GetValue(id)!;
                return await new KeyRing(store).Revoke(asked, Now())
                    ? ExitCode.Fine
                    : Attempt.Fail($"there is no key \"{Identifier.Shown(asked)}\" that is not revoked; see exchange keys list",
                        ExitCode.WrongInput);
            },
            cancellation));
        return command;
    }

    private static Option<string> Data() => new("--data")
    {
        Description = $"The node's folder. Without it {NodeOptions.UsualData}.",
        DefaultValueFactory = _ => NodeOptions.UsualData,
    };

    private static Option<string> Journal() => new("--journal")
    {
        Description = "The node's journal where that is a PostgreSQL database: its keys are there, and all gateways take them.",
    };

    /// <summary>
    /// What is said here, else what a node with these settings would take: in a container of a node it needs no option.
    /// </summary>
    private static ServiceStore Store(ParseResult parsed, Option<string> data, Option<string> journal, bool mayBeNew)
    {
        var named = parsed.GetResult(data) is { Implicit: false };
        var place = parsed.GetValue(journal) ?? (named ? null : Settings.Load()["Node:Journal"]);
        if (place is not null && JournalPlace.IsDatabase(place))
        {
            return ServiceStore.Of(place, string.Empty);
        }

        if (parsed.GetValue(journal) is { } file)
        {
            throw new InputException(new InputProblem(
                "keys", 0, "--journal", $"\"{Identifier.Shown(file)}\" is no PostgreSQL database",
                "name the database, or the node's folder with --data"));
        }

        var folder = parsed.GetValue(data)!;
        return ServiceStore.Open(NodeOptions.StoreIn(mayBeNew ? folder : Existing(folder)));
    }

    private static Option<bool> Json() => new("--json") { Description = "Writes JSON." };

    private static string Existing(string data) => File.Exists(NodeOptions.StoreIn(data))
        ? data
        : throw new InputException(new InputProblem(data, 0, string.Empty, "no node has its data there", "name its folder with --data"));

    private static void Require(bool holds, string option, string problem)
    {
        if (!holds)
        {
            throw new InputException(new InputProblem("keys", 0, option, problem, "see exchange keys create --help"));
        }
    }

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private static string Day(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs)
        .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
