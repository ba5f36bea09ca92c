namespace ExchangeActors.Scenarios.Probing.Attacks;

/// <summary>
/// Something that one owner does to an exchange with several accounts, for profit or to do harm. A function of the stage alone: the same
/// every time.
/// </summary>
public interface IAttack
{
    /// <summary>The name that the command line uses.</summary>
    string Name { get; }

    /// <summary>What is done, in a line.</summary>
    string Summary { get; }

    /// <summary>The attack laid over a stage.</summary>
    AttackPlan Plan(AttackStage stage);
}

/// <summary>An attack as two runs that differ in nothing but the attack.</summary>
/// <param name="Attacked">With it.</param>
/// <param name="Baseline">Without it: the same prices, books and other traders.</param>
/// <param name="Missing">Says which part of the attack's mechanism did not come about; null when it fired.</param>
public sealed record AttackPlan(Scenario Attacked, Scenario Baseline, Func<AttackTrace, string?> Missing)
{
    /// <summary>Says why the venue has nothing that this attack could work on; null when it has.</summary>
    public Func<AttackTrace, string?> Inapplicable { get; init; } = _ => null;
}
