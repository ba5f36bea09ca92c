namespace ExchangeActors.Scenarios.Probing;

/// <summary>Kinds of probes, as reports name them.</summary>
public static class ProbeKind
{
    /// <summary>The account in several.</summary>
    public const string Split = "split";

    /// <summary>The same margin elsewhere.</summary>
    public const string Margin = "margin";

    /// <summary>Less margin behind the same positions.</summary>
    public const string MoreLeverage = "more-leverage";

    /// <summary>More margin behind the same positions.</summary>
    public const string LessLeverage = "less-leverage";
}
