using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ExchangeActors.Web;

/// <summary>Renders components to HTML, of a page or of a part of one.</summary>
/// <param name="services">What components ask for.</param>
/// <param name="loggers">Where the renderer writes to.</param>
public sealed class PageRenderer(IServiceProvider services, ILoggerFactory loggers)
{
    /// <summary>Renders pages that are files, outside of any node.</summary>
    public static PageRenderer OfFiles { get; } = new(
        new ServiceCollection().AddSingleton<HtmlEncoder>(new PageEncoder()).BuildServiceProvider(),
        NullLoggerFactory.Instance);

    /// <summary>The HTML of a component.</summary>
    /// <param name="parameters">Its parameters by name.</param>
    public async Task<string> Render<T>(params (string Name, object? Value)[] parameters)
        where T : IComponent
    {
        await using var text = new StringWriter();
        await Write<T>(text, parameters);
        return text.ToString();
    }

    /// <summary>Writes the HTML of a component.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="parameters">Its parameters by name.</param>
    public async Task Write<T>(TextWriter target, params (string Name, object? Value)[] parameters)
        where T : IComponent
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        var given = ParameterView.FromDictionary(parameters.ToDictionary(pair => pair.Name, pair => pair.Value));
        await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<T>(given)).WriteHtmlTo(target));
    }
}
