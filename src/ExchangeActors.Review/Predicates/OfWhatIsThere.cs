using System.Linq.Expressions;

namespace ExchangeActors.Review.Predicates;

/// <summary>
/// No comparison with what is not there yet holds: with the fund's balance before the fund is, with an account's wallet or size before it
/// is opened. Zero, which they have until then, would be below everything at the first event of every journal.
/// </summary>
internal sealed class OfWhatIsThere : ExpressionVisitor
{
    /// <inheritdoc/>
    protected override Expression VisitBinary(BinaryExpression node)
    {
        var visited = base.VisitBinary(node);
        if (node.NodeType is not (ExpressionType.LessThan or ExpressionType.LessThanOrEqual or ExpressionType.GreaterThan
            or ExpressionType.GreaterThanOrEqual or ExpressionType.Equal or ExpressionType.NotEqual))
        {
            return visited;
        }

        var owners = new Owners();
        owners.Visit(node);
        return owners.Found.Aggregate(
            visited, (holds, owner) => Expression.AndAlso(Expression.Property(owner, nameof(AccountScope.Exists)), holds));
    }

    /// <summary>Whose figures a comparison is about.</summary>
    private sealed class Owners : ExpressionVisitor
    {
        public List<Expression> Found { get; } = [];

        protected override Expression VisitMember(MemberExpression node)
        {
            if (node.Expression is { } owner && (node.Member.DeclaringType, node.Member.Name) is var member
                && (member == (typeof(FundScope), nameof(FundScope.Balance))
                    || member == (typeof(AccountScope), nameof(AccountScope.Wallet))))
            {
                Found.Add(owner);
            }

            return base.VisitMember(node);
        }

        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            if (node.Object is { } owner && node.Method.DeclaringType == typeof(AccountScope)
                && node.Method.Name == nameof(AccountScope.Size))
            {
                Found.Add(owner);
            }

            return base.VisitMethodCall(node);
        }
    }
}
