namespace ExchangeActors.Domain.Venues;

/// <summary>What a severity policy knows of a market's deleveragings so far.</summary>
/// <param name="Deleveragings">Completed before this one.</param>
/// <param name="RecentShocks">Of them, those within the policy's window of mark updates.</param>
/// <param name="Previous">The severity of the one before; 1 before the first.</param>
/// <param name="Unfilled">Share of the one before that was left unfilled.</param>
/// <param name="Taken">Share of the queue's quantity that the one before closed.</param>
public readonly record struct SeverityInput(int Deleveragings, int RecentShocks, decimal Previous, decimal Unfilled, decimal Taken);

/// <summary>
/// How much of what is needed is taken from winners: θ of it; the rest falls to the residual (Chitra, arXiv 2512.01112 v3: budget B = θ·D).
/// </summary>
public interface ISeverityPolicy : IPolicy
{
    /// <summary>Mark updates for which a deleveraging counts as recent.</summary>
    int WindowMarks => 0;

    /// <summary>θ in [0, 1].</summary>
    decimal Theta(in SeverityInput input);
}
