using System.CommandLine;
using System.CommandLine.Parsing;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Node.Shell;

/// <summary>What is wrong with a command line, in the words of the program and with what to write instead.</summary>
internal static class UsageErrors
{
    // Its --set changes a venue's profile, not a scenario.
    private const string OfVenue = "what-if";

    private static readonly Dictionary<string, string> Asked = new(StringComparer.Ordinal)
    {
        ["scenario"] = "name a scenario, e.g. oct-10-2025 (exchange scenarios lists them), or a file",
        ["test file"] = "name a scenario, e.g. first-adl, or a file",
        ["path"] = "name a file or a folder of vectors, e.g. config/vectors",
        ["validate file"] = "name a file, e.g. exchange validate mine.json",
        ["import file"] = "name the exported file, e.g. exchange review new.db import events.jsonl",
        ["event"] = "name an event: its place among all (1234), or its stream and sequence (account/alice#3)",
        ["adl"] = "name a deleveraging, e.g. adl/BTC-PERP/3",
        ["account"] = "name an account",
        ["predicate"] = "write a condition, e.g. 'fund.balance < 0'",
        ["name"] = "give it a name",
        ["shell"] = "name a shell: bash, zsh, fish or pwsh",
        ["venue"] = "name a venue, e.g. bitmex (exchange venues lists them), or a file",
        ["first"] = "name two events or times, the earlier one first",
        ["second"] = "name two events or times, the earlier one first",
    };

    /// <summary>Whether something is wrong.</summary>
    public static bool Any(ParseResult parsed) => parsed.Errors.Count > 0 || Mistyped(parsed).Count > 0;

    /// <summary>One line each.</summary>
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;

        // What stands behind a mistyped option may be its value, and what is lacking may be what was taken for it.
        if (Mistyped(parsed) is { Count: > 0 } mistyped)
        {
            return mistyped.Select(token => Unmatched(parsed, token));
        }

        var unmatched = parsed.UnmatchedTokens.Select(token => Unmatched(parsed, token)).ToList();
        var others = parsed.Errors.Where(
            error => !parsed.UnmatchedTokens.Any(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal)))
            .Select(error => Error(command, error)).OfType<string>().Distinct(StringComparer.Ordinal);

        // Of a mistyped verb nobody knows what it takes.
        return unmatched.Count > 0 && command.Subcommands.Count > 0 ? unmatched.Take(1) : [.. unmatched, .. others];
    }

    /// <summary>Options that the command does not have, also where the parser took one for an argument.</summary>
    private static List<string> Mistyped(ParseResult parsed)
    {
        if (parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash))
        {
            return [];
        }

        var arguments = new List<string>();
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult result; at = at.Parent)
        {
            arguments.AddRange(result.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)
                .Select(token => token.Value));
        }

        return [.. arguments.Concat(parsed.UnmatchedTokens).Where(IsOption).Distinct(StringComparer.Ordinal)];
    }

    private static bool IsOption(string token) => token is ['-', _, ..] && !char.IsAsciiDigit(token[1]);

    /// <summary>Where to read on.</summary>
    public static string See(ParseResult parsed) => $"see {CommandPath.Of(parsed.CommandResult.Command)} --help";

    private static string Unmatched(ParseResult parsed, string token)
    {
        var command = parsed.CommandResult.Command;
        var shown = Nearest.Shown(token);
        var path = CommandPath.Of(command);
        if (IsOption(token))
        {
            var options = Options(command).Select(option => option.Name).ToList();
            return $"'{shown}' is no option of {path}; {Setting(parsed, token, options) ?? Nearest.Remedy(token, options)}";
        }

        return command.Subcommands.Count > 0
            ? $"'{shown}' is no verb of {path}; {Nearest.Remedy(token, [.. command.Subcommands.Select(verb => verb.Name)])}"
            : $"'{shown}' is one argument more than {path} takes; leave it out, or put quotes around what belongs together";
    }

    /// <summary>The <c>--set</c> to write for an option that is called as a field of the scenario; null where an option is meant.</summary>
    private static string? Setting(ParseResult parsed, string token, List<string> options)
    {
        var parts = token.Split('=', 2);
        var isOption = options.Exists(option => Nearest.Distance(parts[0], option) < 2);
        if (isOption || !options.Contains("--set") || parsed.CommandResult.Command.Name == OfVenue)
        {
            return null;
        }

        var fields = ScenarioField.Named(parts[0]);
        if (fields.Count == 0 && Nearest.Closest(parts[0], options) is null)
        {
            fields = ScenarioField.Meant(parts[0]);
        }

        var value = parts.Length > 1 ? parts[1] : parsed.Tokens.SkipWhile(other => other.Value != token).Skip(1).FirstOrDefault()?.Value;
        var shown = value is null || IsOption(value) ? "VALUE" : Nearest.Shown(value);
        return fields.Count == 0 ? null
            : $"it is a field of the scenario: write {string.Join(" or ", fields.Select(field => $"--set {field}={shown}"))}";
    }

    private static string? Error(Command command, ParseError error) => error.SymbolResult switch
    {
        OptionResult { Option: var option, Tokens: [] } when option.Required
            || error.Message.Contains(option.Name, StringComparison.Ordinal) =>
            $"{option.Name} lacks its value; write {option.Name} {ValueNames.Of(option)}",
        OptionResult { Option: var option, Tokens: var tokens } when Wanted(option.ValueType) is { } wanted =>
            $"{option.Name}: '{Nearest.Shown(string.Join(' ', tokens.Select(token => token.Value)))}' is not {wanted}",
        OptionResult { Option: var option } =>
            $"{option.Name}: is given twice, or with more than one value; write {option.Name} {ValueNames.Of(option)} once",
        ArgumentResult { Argument: var argument } => Ask(command, argument),
        CommandResult when command.Options.FirstOrDefault(option => option.Required) is { } option
            && error.Message.Contains(option.Name, StringComparison.Ordinal) =>
                $"{command.Name}: write {option.Name} {ValueNames.Of(option)}",
        CommandResult when command.Arguments.FirstOrDefault(argument => argument.Arity.MinimumNumberOfValues > 0) is { } argument
            && command.Subcommands.Count == 0 => Ask(command, argument),
        CommandResult when command.Subcommands.Count > 0 =>
            $"{command.Name}: name a verb; there are: {string.Join(", ", command.Subcommands.Select(verb => verb.Name))}",
        _ => error.Message.Contains("System.", StringComparison.Ordinal) ? "cannot be understood" : error.Message,
    };

    private static string Ask(Command command, Argument argument) =>
        $"{command.Name}: "
            + $"{Asked.GetValueOrDefault($"{command.Name} {argument.Name}")
            ?? Asked.GetValueOrDefault(argument.Name) ?? $"name the {argument.Name}"}";

    private static IEnumerable<Option> Options(Command command)
    {
        var above = command.Parents.OfType<Command>().SelectMany(Above);
        return command.Options.Concat(above).Where(option => !option.Hidden);

        static IEnumerable<Option> Above(Command parent) =>
            parent.Options.Where(option => option.Recursive).Concat(parent.Parents.OfType<Command>().SelectMany(Above));
    }

    private static string? Wanted(Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
    {
        TypeCode.Int32 or TypeCode.Int64 => "a whole number",
        TypeCode.UInt64 => $"a whole number from 0 to {ulong.MaxValue}",
        TypeCode.Decimal or TypeCode.Double => "a number",
        TypeCode.Boolean => "true or false",
        _ => null,
    };
}
