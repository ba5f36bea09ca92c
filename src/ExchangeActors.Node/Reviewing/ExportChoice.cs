namespace ExchangeActors.Node.Reviewing;

/// <summary>What <c>exchange review export</c> was asked for.</summary>
/// <param name="Journal">The journal's file.</param>
/// <param name="Format">Name of the format.</param>
/// <param name="Scenario">A scenario of the whole journal instead of its events.</param>
/// <param name="Tables">A table for each kind of thing instead of events.</param>
/// <param name="Output">The file or folder to make; null for standard output.</param>
/// <param name="Correlations">Ids of orders, liquidations, deleveragings.</param>
/// <param name="From">An ordering or a time.</param>
/// <param name="To">An ordering or a time.</param>
/// <param name="Account">An account's id.</param>
/// <param name="Market">A market's id.</param>
/// <param name="Incident">With what is needed to review the events elsewhere.</param>
/// <param name="Pseudonymous">With other names for accounts.</param>
/// <param name="PseudonymKey">The file with the key for the names.</param>
/// <param name="Json">The summary as JSON.</param>
public sealed record ExportChoice(
    string Journal,
    string? Format,
    bool Scenario,
    bool Tables,
    string? Output,
    IReadOnlyList<string> Correlations,
    string? From,
    string? To,
    string? Account,
    string? Market,
    bool Incident,
    bool Pseudonymous,
    string? PseudonymKey,
    bool Json);
