using Microsoft.AspNetCore.Components;

namespace ExchangeActors.Web.Reports;

/// <summary>A text of a picture. Not written as markup: a tag of this name means something else to Razor.</summary>
internal static class SvgText
{
    /// <summary>The text.</summary>
    /// <param name="x">From the left.</param>
    /// <param name="y">From the top.</param>
    /// <param name="text">What it says.</param>
    /// <param name="anchor">Which part of it is there; null for its start.</param>
    /// <param name="style">Class of its colour; null for that of all texts.</param>
    public static RenderFragment At(double x, double y, string text, string? anchor = null, string? style = null) => builder =>
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "class", style);
        builder.AddAttribute(2, "x", ChartShape.Text(x));
        builder.AddAttribute(3, "y", ChartShape.Text(y));
        builder.AddAttribute(4, "text-anchor", anchor);
        builder.AddContent(5, text);
        builder.CloseElement();
    };
}
