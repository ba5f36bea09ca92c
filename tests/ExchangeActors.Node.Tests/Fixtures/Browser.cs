using System.Net;

namespace ExchangeActors.Node.Tests.Fixtures;

/// <summary>What a browser does that runs no script: it keeps cookies and sends forms.</summary>
internal sealed class Browser(string address) : IDisposable
{
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
    {
        BaseAddress = new Uri(address),
        Timeout = TimeSpan.FromMinutes(2),
    };

    public async Task<NodeAnswer> Get(string path) => await Read(await _http.GetAsync(path));

    public Task<NodeAnswer> SignIn(string key, string back = "/", string? site = null) =>
        Post("/sign-in", new Dictionary<string, string> { ["key"] = key, ["return"] = back }, site);

    public async Task<NodeAnswer> Post(string path, Dictionary<string, string> form, string? site = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        return await Read(await _http.SendAsync(request));
    }

    /// <summary>The lines of a stream of events, as they come.</summary>
    public async Task<StreamReader> Stream(string path) => new(await _http.GetStreamAsync(path));

    public void Dispose() => _http.Dispose();

    private static async Task<NodeAnswer> Read(HttpResponseMessage response)
    {
        using (response)
        {
            return new NodeAnswer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers);
        }
    }
}
