using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace ExchangeActors.Web.Reports;

/// <summary>A style or a script that a page has within itself, so that it needs no other file.</summary>
internal sealed class OwnAsset
{
    private OwnAsset(string name)
    {
        var text = Encoding.UTF8.GetString(EmbeddedFile.Read(name)).ReplaceLineEndings("\n");
        (Content, Hash) = (new MarkupString(text), Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    /// <summary>The style of an incident's report.</summary>
    public static OwnAsset ReportStyle { get; } = new("report.css");

    /// <summary>The script of an incident's report.</summary>
    public static OwnAsset ReportScript { get; } = new("report.js");

    /// <summary>The style of a comparison.</summary>
    public static OwnAsset CompareStyle { get; } = new("compare.css");

    /// <summary>The style of a stress study.</summary>
    public static OwnAsset StressStyle { get; } = new("stress.css");

    /// <summary>As it stands in the page.</summary>
    public MarkupString Content { get; }

    /// <summary>The SHA-256 by which a content-security policy lets it run.</summary>
    public string Hash { get; }
}
