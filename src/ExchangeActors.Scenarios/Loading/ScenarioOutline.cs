using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Loading;

/// <summary>A scenario in a line: what a list of them says.</summary>
/// <param name="Name">What it is found by, see <see cref="ScenarioFiles.Find"/>.</param>
/// <param name="File">Its file.</param>
/// <param name="Venue">Whose rules it runs under.</param>
/// <param name="Accounts">Listed and generated accounts.</param>
/// <param name="Markets">How many.</param>
/// <param name="DurationSeconds">Length of the run, exchange time.</param>
/// <param name="HasThen">True when it says what must come of it, so that <c>exchange test</c> can check it.</param>
/// <param name="Description">What it shows.</param>
public sealed record ScenarioOutline(
    string Name, string File, string Venue, int Accounts, int Markets, int DurationSeconds, bool HasThen, string Description)
{
    private const int LongestGist = 160;

    /// <summary>The first sentence of the description, or its beginning.</summary>
    public string Gist
    {
        get
        {
            var line = Description.ReplaceLineEndings(" ");
            var end = line.IndexOf(". ", StringComparison.Ordinal);
            var sentence = end > 0 ? line[..(end + 1)] : line;
            return sentence.Length <= LongestGist ? sentence : sentence[..sentence.LastIndexOf(' ', LongestGist)] + " …";
        }
    }

    /// <summary>Reads a scenario's file, but none of its market data.</summary>
    /// <exception cref="InputException">With every problem that was found.</exception>
    public static ScenarioOutline Read(string name, string file)
    {
        var (root, bound) = ScenarioLoader.Bind(file, []);
        return new ScenarioOutline(
            name,
            file,
            bound.Venue.Name,
            bound.Accounts.Length + (bound.Population?.Accounts ?? 0),
            bound.Markets.Length,
            bound.DurationSeconds,
            root["then"] is not null,
            bound.Description);
    }
}
