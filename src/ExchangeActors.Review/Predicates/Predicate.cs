using System.Globalization;
using System.Linq.Dynamic.Core;
using System.Linq.Dynamic.Core.CustomTypeProviders;
using System.Linq.Dynamic.Core.Exceptions;
using System.Linq.Expressions;
using System.Text.RegularExpressions;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Folding;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Predicates;

/// <summary>
/// A condition on the exchange in the expressions of System.Linq.Dynamic.Core over <see cref="ExchangeScope"/>: <c>fund.balance &lt; 0</c>,
/// <c>account("a1").equity &lt; 0</c>,
/// <c>market("BTC-PERP").openInterest &gt; 1000 and forcedCloses &gt; 0</c>.
/// </summary>
public sealed partial class Predicate
{
    private readonly Func<ExchangeScope, bool> _holds;

    private readonly Names _names = new();

    private Predicate(string text, Expression<Func<ExchangeScope, bool>> holds)
    {
        Text = text;
        new PredicateLimits().Visit(holds);
        _holds = ((Expression<Func<ExchangeScope, bool>>)new OfWhatIsThere().Visit(holds)).Compile();
        _names.Visit(holds);
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="ReviewException">It is none, or not a condition; with the place and what can be asked.</exception>
    public static Predicate Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        PredicateLimits.Require(text);
        var configuration = new ParsingConfig
        {
            IsCaseSensitive = false,
            AllowEqualsAndToStringMethodsOnObject = false,
            ResolveTypesBySimpleName = false
        };
        configuration.CustomTypeProvider = new OnlyScopes(configuration);
        try
        {
            return new Predicate(text, DynamicExpressionParser.ParseLambda<ExchangeScope,
                bool>(configuration, false, WithExactNumbers(text)));
        }
#pragma warning disable CA1031 // Whatever the library makes of a text that is no condition, it is the text that is wrong.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            var place = fault is ParseException { Position: var position } ? $" at character {position + 1}" : string.Empty;
            throw new ReviewException(
                $"\"{text}\" is not a condition{place}: {Said(fault)}\nask about fund, account(\"…\"), market(\"…\"), time, event, "
                    + $"events, liquidations, forcedCloses; e.g. fund.balance < 0 (see exchange help review)");
        }
    }

    private const string Compared =
        "it compares what cannot be compared: an amount with a number, a time with 2025-10-10T21:10:00Z, a text with \"…\"";

    // The library names its types, which mean nothing to who wrote the condition.
    private static string Said(Exception fault) => Unknown().Match(fault.Message) is { Success: true, Groups: var found }
        ? $"nothing is called \"{found["name"].Value}\" here"
        : Mismatch().IsMatch(fault.Message) ? Compared
        : fault.Message.Contains("'Boolean' expected", StringComparison.Ordinal) ? "it is a value; compare it with another one"
        : fault.Message.Contains("cannot be empty", StringComparison.Ordinal) ? "it is empty"
        : fault.Message.Contains("is not a valid value for ", StringComparison.Ordinal) ? Compared
        : fault.Message.TrimEnd('.');

    [GeneratedRegex("^Operator '[^']*' incompatible with operand types? ")]
    private static partial Regex Mismatch();

    [GeneratedRegex(@"^No property or field '(?<name>[^']*)' exists in type '")]
    private static partial Regex Unknown();

    /// <summary>The first event after which it holds; null when there is none.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="progress">Told the events that were looked at.</param>
    /// <param name="cancellation">Stops between two events.</param>
    /// <exception cref="ReviewException">It names an account or a market that the journal does not have, or cannot be answered after some
    /// event.</exception>
    /// <exception cref="JournalException">The journal is damaged.</exception>
    public JournalRow? First(ReviewedJournal journal, IProgress<long>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(journal);
        RequireNames(journal);
        var state = new ExchangeState();
        var scope = new ExchangeScope(state, journal.Rules);
        foreach (var row in journal.ReadAll(cancellation))
        {
            var recorded = row.Recorded;
            state.Apply(row, journal.Path);
            scope.Events = row.Ordering;
            scope.Time = DateTimeOffset.FromUnixTimeMilliseconds(recorded.At.UnixMs).UtcDateTime;
            scope.Event = recorded.Event.GetType().Name;
            scope.Liquidations += recorded.Event is LiquidationStarted ? 1 : 0;
            scope.ForcedCloses += recorded.Event is PositionForceClosed or SideSettled { Closed.IsZero: false } ? 1 : 0;
            if (Holds(scope, row))
            {
                return row;
            }

            if (row.Ordering % 5_000 == 0)
            {
                progress?.Report(row.Ordering);
            }
        }

        return null;
    }

    private bool Holds(ExchangeScope scope, JournalRow row)
    {
        try
        {
            return _holds(scope);
        }
#pragma warning disable CA1031 // It is the user's expression that fails, in whatever way.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            throw new ReviewException(
                $"\"{Text}\" has no answer after event {row.Ordering} ({row.Recorded.Id}): {fault.Message.TrimEnd('.')}");
        }
    }

    /// <summary>A name that never occurs is a slip of the pen: the condition would silently never hold.</summary>
    private void RequireNames(ReviewedJournal journal)
    {
        if (_names.Accounts.Count + _names.Markets.Count == 0)
        {
            return;
        }

        var streams = journal.ReadStreams().Select(head => head.Stream).ToHashSet();
        if (_names.Markets.FirstOrDefault(name => !streams.Contains(EntityRef.Market(new MarketId(name)))) is { } market)
        {
            var markets = streams.Where(stream => stream.Kind == EntityKind.Market).Select(stream => stream.Id)
                .Order(StringComparer.Ordinal);
            throw new ReviewException(
                $"there is no market \"{market}\" in the journal; there are {string.Join(", ", markets)}");
        }

        if (_names.Accounts.FirstOrDefault(name => !streams.Contains(EntityRef.Account(new AccountId(name)))) is { } account)
        {
            throw new ReviewException($"there is no account \"{account}\" in the journal");
        }
    }

    /// <summary>
    /// Amounts are decimals, so a fraction is one as well: 0.5 is 0.5m. A time is written as everywhere, 2025-10-10T21:10:00Z. What stands
    /// in quotes stays.
    /// </summary>
    private static string WithExactNumbers(string text) =>
        string.Concat(
            text.Split('"').Select((part, place) => (place == 0 ? string.Empty : "\"")
                + (place % 2 == 0 ? Fraction().Replace(Time().Replace(part, WithTime), "$0m") : part)));

    private static string WithTime(Match written) => DateTimeOffset.TryParse(
        written.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        ? string.Create(CultureInfo.InvariantCulture, $"DateTime({time.UtcTicks}L)")
        : written.Value;

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z", RegexOptions.CultureInvariant)]
    private static partial Regex Time();

    [GeneratedRegex(@"(?<![\w.])\d+\.\d+(?![\w.])", RegexOptions.CultureInvariant)]
    private static partial Regex Fraction();

    /// <summary>The accounts and markets that an expression names.</summary>
    private sealed class Names : ExpressionVisitor
    {
        public List<string> Accounts { get; } = [];

        public List<string> Markets { get; } = [];

        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            if (node.Arguments is [ConstantExpression { Value: string name }])
            {
                (node.Method.Name switch
                {
                    nameof(ExchangeScope.Account) when node.Method.DeclaringType == typeof(ExchangeScope) => Accounts,
                    nameof(ExchangeScope.Market) when node.Method.DeclaringType == typeof(ExchangeScope) => Markets,
                    nameof(AccountScope.Size) when node.Method.DeclaringType == typeof(AccountScope) => Markets,
                    _ => null,
                })?.Add(name);
            }

            return base.VisitMethodCall(node);
        }
    }

    /// <summary>Nothing of the platform can be reached from an expression but plain values and the scopes.</summary>
    private sealed class OnlyScopes(ParsingConfig configuration) : DefaultDynamicLinqCustomTypeProvider(configuration, false)
    {
        public override HashSet<Type> GetCustomTypes() =>
            [typeof(ExchangeScope), typeof(FundScope), typeof(AccountScope), typeof(MarketScope)];
    }
}
