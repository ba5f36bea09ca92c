using System.Security.Cryptography;

namespace ExchangeActors.Web;

/// <summary>A file that pages load: style or script.</summary>
public sealed class PageAsset
{
    private const int HashLength = 12;

    private PageAsset(string name, string type)
    {
        using var stream = typeof(PageAsset).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not in the library.");
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        (Name, Type, Content) = (name, type, memory.ToArray());
        Address = $"/assets/{name}?v={Convert.ToHexStringLower(SHA256.HashData(Content))[..HashLength]}";
    }

    /// <summary>The style of all pages.</summary>
    public static PageAsset Style { get; } = new("page.css", "text/css; charset=utf-8");

    /// <summary>The script of all pages.</summary>
    public static PageAsset Script { get; } = new("page.js", "text/javascript; charset=utf-8");

    /// <summary>The file's name.</summary>
    public string Name { get; }

    /// <summary>Its media type.</summary>
    public string Type { get; }

    /// <summary>Its bytes.</summary>
    public byte[] Content { get; }

    /// <summary>Where it is served: another one whenever its content is another.</summary>
    public string Address { get; }
}
