using System.Linq.Expressions;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Predicates;

/// <summary>
/// What a condition may cost: it is read and compiled by descent, a level of nesting being several calls, and evaluated after every event.
/// A text that is longer or nested deeper is refused before it is read; a method that could make something large or reach the platform,
/// before it is compiled.
/// </summary>
internal sealed class PredicateLimits : ExpressionVisitor
{
    /// <summary>The most characters.</summary>
    public const int Longest = 2_000;

    /// <summary>The most brackets, negations and choices inside one another.</summary>
    public const int Deepest = 50;

    private static readonly string[] TextMethods =
    [
        nameof(string.Contains), nameof(string.StartsWith), nameof(string.EndsWith), nameof(string.Equals),
        nameof(string.Compare), nameof(string.CompareTo), nameof(string.Concat),
    ];

    private static readonly Type[] Scopes = [typeof(ExchangeScope), typeof(FundScope), typeof(AccountScope), typeof(MarketScope)];

    private static readonly Type[] Values =
    [
        typeof(bool), typeof(int), typeof(long), typeof(decimal), typeof(double),
        typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(Math),
    ];

    /// <summary>Refuses a text that is too long, or nested too deeply.</summary>
    /// <exception cref="ReviewException">It is; the limit is named.</exception>
    public static void Require(string text)
    {
        if (text.Length > Longest)
        {
            throw new ReviewException($"the condition has {text.Length} characters, the most is {Longest}; shorten it");
        }

        if (Depth(text) > Deepest)
        {
            throw new ReviewException(
                $"\"{text}\" is nested more than {Deepest} deep, the most that a condition may be; take brackets away");
        }
    }

    /// <inheritdoc/>
    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        var owner = node.Method.DeclaringType!;
        var allowed = owner == typeof(string) ? TextMethods.Contains(node.Method.Name, StringComparer.Ordinal)
            : Scopes.Contains(owner) || (IsValue(owner) && node.Type != typeof(string));
        return allowed
            ? base.VisitMethodCall(node)
            : throw new InvalidOperationException($"{owner.Name}.{node.Method.Name} cannot be asked");
    }

    /// <inheritdoc/>
    protected override Expression VisitNew(NewExpression node) =>
        IsValue(node.Type) ? base.VisitNew(node) : throw new InvalidOperationException($"a {node.Type.Name} cannot be made");

    /// <inheritdoc/>
    protected override Expression VisitNewArray(NewArrayExpression node) => throw new InvalidOperationException("a list cannot be made");

    /// <inheritdoc/>
    protected override Expression VisitInvocation(InvocationExpression node) =>
        throw new InvalidOperationException("a function cannot be called");

    private static bool IsValue(Type type) => Values.Contains(Nullable.GetUnderlyingType(type) ?? type) || type.IsEnum;

    /// <summary>
    /// How deep the text is nested outside of quotes: brackets that stand open, with the choices (<c>? :</c>) begun inside each, and the
    /// negations and signs in front of one operand, all of which the reader takes as one inside the other.
    /// </summary>
    private static int Depth(string text)
    {
        var (deepest, negations) = (0, 0);
        var choices = new Stack<int>([0]);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"':
                    i = EndOfQuote(text, i);
                    negations = 0;
                    break;
                case '(' or '[' or '{':
                    choices.Push(negations);
                    negations = 0;
                    break;
                case ')' or ']' or '}' when choices.Count > 1:
                    choices.Pop();
                    break;
                case '?':
                    choices.Push(choices.Pop() + 1);
                    break;
                case '!' or '~' or '-' or '+':
                    negations++;
                    break;
                case var letter when char.IsLetterOrDigit(letter):
                    var end = EndOfWord(text, i);
                    negations = text[i..end].Equals("not", StringComparison.OrdinalIgnoreCase) ? negations + 1 : 0;
                    i = end - 1;
                    break;
                default:
                    break;
            }

            deepest = Math.Max(deepest, choices.Count - 1 + choices.Sum() + negations);
        }

        return deepest;
    }

    private static int EndOfQuote(string text, int start)
    {
        var end = start + 1;
        while (end < text.Length && text[end] != '"')
        {
            end += text[end] == '\\' ? 2 : 1;
        }

        return end;
    }

    private static int EndOfWord(string text, int start)
    {
        var end = start;
        while (end < text.Length && char.IsLetterOrDigit(text[end]))
        {
            end++;
        }

        return end;
    }
}
