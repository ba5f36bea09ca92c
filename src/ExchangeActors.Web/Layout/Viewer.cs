namespace ExchangeActors.Web.Layout;

/// <summary>For whom a page is made.</summary>
/// <param name="Role">The role.</param>
/// <param name="SeesAll">False for a trader.</param>
/// <param name="IsLive">False where a finished journal is shown: nothing is live and nobody signs in.</param>
public sealed record Viewer(string Role, bool SeesAll, bool IsLive)
{
    /// <summary>Somebody who has not signed in.</summary>
    public static Viewer Nobody { get; } = new(string.Empty, false, true);

    /// <summary>True for somebody who has signed in.</summary>
    public bool IsKnown => Role.Length > 0;
}
