using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;

namespace ExchangeActors.Web;

/// <summary>Renders components to HTML, of a page or of a part of one.</summary>
/// <param name="services">What components ask for.</param>
/// <param name="loggers">Where the renderer writes to.</param>
public sealed class PageRenderer(IServiceProvider services, ILoggerFactory loggers)
{
    /// <summary>The HTML of a component.</summary>
    /// <param name="parameters">Its parameters by name.</param>
    public async Task<string> Render<T>(params (string Name, object? Value)[] parameters)
        where T : IComponent
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        var given = ParameterView.FromDictionary(parameters.ToDictionary(pair => pair.Name, pair => pair.Value));
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<T>(given)).ToHtmlString());
    }
}
