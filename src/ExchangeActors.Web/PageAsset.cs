using System.Security.Cryptography;

namespace ExchangeActors.Web;

/// <summary>A file that pages load: style or script.</summary>
public sealed class PageAsset
{
    private const int HashLength = 12;
    private const string JavaScript = "text/javascript; charset=utf-8";

    private PageAsset(string name, string type)
    {
        (Name, Type, Content) = (name, type, EmbeddedFile.Read(name));
        Address = $"/assets/{name}?v={Convert.ToHexStringLower(SHA256.HashData(Content))[..HashLength]}";
    }

    /// <summary>The style of all pages.</summary>
    public static PageAsset Style { get; } = new("page.css", "text/css; charset=utf-8");

    /// <summary>The script of all pages.</summary>
    public static PageAsset Script { get; } = new("page.js", JavaScript);

    /// <summary>Charts of fund, marks and the waterfall.</summary>
    public static PageAsset Charts { get; } = new("charts.js", JavaScript);

    /// <summary>Time travel without loading pages.</summary>
    public static PageAsset Travel { get; } = new("travel.js", JavaScript);

    /// <summary>uPlot, which draws the charts; its licence is beside it.</summary>
    public static PageAsset ChartLibrary { get; } = new("uPlot.iife.min.js", JavaScript);

    /// <summary>The style of uPlot.</summary>
    public static PageAsset ChartStyle { get; } = new("uPlot.min.css", "text/css; charset=utf-8");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PageAsset> All { get; } = [Style, Script, Charts, Travel, ChartLibrary, ChartStyle];

    /// <summary>The file's name.</summary>
    public string Name { get; }

    /// <summary>Its media type.</summary>
    public string Type { get; }

    /// <summary>Its bytes.</summary>
    public byte[] Content { get; }

    /// <summary>Where it is served: another one whenever its content is another.</summary>
    public string Address { get; }
}
