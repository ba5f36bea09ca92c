namespace ExchangeActors.Web.Reports;

/// <summary>A column of a table.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Number">Whether it holds numbers.</param>
/// <param name="Hint">What the heading means; null where it says it all.</param>
public readonly record struct Column(string Name, bool Number = true, string? Hint = null);
