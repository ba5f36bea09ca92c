namespace ExchangeActors.Node.Service.Keys;

/// <summary>What a caller may do.</summary>
internal static class Roles
{
    /// <summary>Sees markets, and acts for the accounts that its key names.</summary>
    public const string Trader = "trader";

    /// <summary>Sees all, changes nothing.</summary>
    public const string Auditor = "auditor";

    /// <summary>Also feeds prices and time, opens accounts, halts and resumes markets.</summary>
    public const string Operator = "operator";

    /// <summary>Also pays into the insurance fund, and sets funding.</summary>
    public const string RiskAdmin = "risk-admin";

    /// <summary>All of them, each of which may do what those before it may, but that a trader sees own accounts only.</summary>
    public static IReadOnlyList<string> All { get; } = [Trader, Auditor, Operator, RiskAdmin];

    /// <summary>Reads what there is to watch (<c>/metrics</c>), and nothing of the API: for the program that collects it.</summary>
    public const string Watcher = "watcher";

    /// <summary>What a key may be made for.</summary>
    public static IReadOnlyList<string> OfKeys { get; } = [.. All, Watcher];

    /// <summary>The claim of an account that is a trader's own.</summary>
    public const string Account = "account";
}

/// <summary>Names of what an endpoint asks for.</summary>
internal static class Policies
{
    /// <summary>Any caller that is known.</summary>
    public const string Known = "known";

    /// <summary>Of a trader: only for an account of its own.</summary>
    public const string OwnOrAll = "own-or-all";

    /// <summary>Who sees all.</summary>
    public const string SeesAll = "sees-all";

    /// <summary>Who sees all, or only watches.</summary>
    public const string Watches = "watches";

    /// <summary>A trader for an own account, or an operator.</summary>
    public const string Acts = "acts";

    /// <summary>An operator.</summary>
    public const string Operates = "operates";

    /// <summary>A risk admin.</summary>
    public const string AdministersRisk = "administers-risk";
}
