namespace ExchangeActors.Scenarios.Documents;

/// <summary>A change to a document, and what its author wrote to make it: a fault is told in those words.</summary>
/// <param name="Assignment"><c>path=value</c>.</param>
/// <param name="Source">As a message shows it, e.g. <c>--venue okx</c>.</param>
internal readonly record struct Setting(string Assignment, string Source)
{
    /// <summary>Of <c>--set path=value</c>.</summary>
    public static Setting Of(string assignment) => new(assignment, $"--set {Nearest.Shown(assignment)}");

    /// <summary>Of a venue that is named by another option, or by none: <paramref name="option"/> says by which.</summary>
    public static Setting Venue(string venue, string option) => new($"venue={venue}", $"{option} {Nearest.Shown(venue)}");
}
