using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using ExchangeActors.Node.Service;
using ExchangeActors.Node.Service.Keys;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace ExchangeActors.Node.Tests.Service.Keys;

/// <summary>
/// Tokens of an issuer that the node trusts, beside keys: roles and accounts come from their claims. The issuer's document, which a node
/// reads from its address, is given here.
/// </summary>
public sealed class IssuerTests : IAsyncLifetime, IDisposable
{
    private const string Issuer = "https://issuer.test";

    private readonly WorkFolder _folder = new();
    private readonly RSA _own = RSA.Create(2048);
    private ServiceStore _store = null!;
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        _store = ServiceStore.Open(_folder.File("service.db"));
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(TimeProvider.System);
        Access.Add(builder.Services, new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["Node:Jwt:Authority"] = Issuer, ["Node:Jwt:Audience"] = "exchange" }).Build(), _store);
        builder.Services.PostConfigureAll<JwtBearerOptions>(options =>
        {
            var document = new OpenIdConnectConfiguration { Issuer = Issuer };
            document.SigningKeys.Add(new RsaSecurityKey(_own));
            options.ConfigurationManager = new StaticConfigurationManager<OpenIdConnectConfiguration>(document);
        });
        _app = builder.Build();
        _app.UseAuthentication();
        _app.UseAuthorization();
        _app.MapGet("/all", () => "all").RequireAuthorization(Policies.SeesAll);
        _app.MapGet("/own/{account}", (HttpContext context) => Access.Caller(context)).RequireAuthorization(Policies.OwnOrAll).OwnAccount();
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _store.DisposeAsync();
    }

    public void Dispose()
    {
        _own.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_token_has_the_role_and_the_accounts_of_its_claims_and_nothing_that_a_key_has()
    {
        Assert.Equal(HttpStatusCode.OK, (await Get("/all", Token("auditor"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await Get("/all", Token("trader"))).Status);
        Assert.Equal((HttpStatusCode.OK, "jwt:key:someone"), await Get("/own/alice", Token("trader")));
        Assert.Equal(HttpStatusCode.NotFound, (await Get("/own/bob", Token("trader"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await Get("/all", Token("king"))).Status);
    }

    [Fact]
    public async Task A_token_of_another_key_issuer_audience_or_time_is_none()
    {
        using var other = RSA.Create(2048);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Get("/all", Token("auditor", other))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Get("/all", Token("auditor", issuer: "https://other.test"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Get("/all", Token("auditor", audience: "shop"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Get("/all", Token("auditor", expires: DateTime.UtcNow.AddHours(-1)))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Get("/all", "nonsense")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Get("/all", null)).Status);
    }

    [Fact]
    public async Task A_key_is_taken_beside_it()
    {
        var (text, _) = await new KeyRing(_store).Create("desk", Roles.Auditor, [], 0, null);
        Assert.Equal(HttpStatusCode.OK, (await Get("/all", text)).Status);
    }

    private string Token(string role, RSA? signs = null, string issuer = Issuer, string audience = "exchange", DateTime? expires = null) =>
        new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            NotBefore = DateTime.UtcNow.AddHours(-2),
            IssuedAt = DateTime.UtcNow.AddHours(-2),
            Expires = expires ?? DateTime.UtcNow.AddHours(1),
            SigningCredentials = new SigningCredentials(new RsaSecurityKey(signs ?? _own), SecurityAlgorithms.RsaSha256),
            Claims = new Dictionary<string, object> { ["sub"] = "key:someone", ["role"] = role, ["account"] = "alice" },
        });

    private async Task<(HttpStatusCode Status, string Text)> Get(string path, string? token)
    {
        using var http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        if (token is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        using var response = await http.GetAsync(path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
