using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeActors.Node.Service.Keys;

/// <summary>Who may do what, at the edge.</summary>
internal static class Access
{
    private const string JwtScheme = "jwt";
    private const string Either = "either";
    private const string Door = "door";
    private const string JwtSection = "Node:Jwt";

    /// <summary>Callers are known by a key, or by a token where an issuer is named (Node:Jwt:Authority and Audience).</summary>
    public static void Add(IServiceCollection services, IConfiguration settings, ServiceStore store)
    {
        services.AddSingleton(store);
        services.AddSingleton<KeyRing>();
        services.AddSingleton<KnownKeys>();
        services.AddSingleton<KeyLookup>();
        var authority = settings[JwtSection + ":Authority"];
        var scheme = authority is null ? KeyAuthentication.SchemeName : Either;
        var authentication = services.AddAuthentication(Door)
            .AddPolicyScheme(Door, null, options => options.ForwardDefaultSelector = context =>
                SessionCookie.IsFor(context.Request) ? SessionCookie.SchemeName : scheme)
            .AddCookie(SessionCookie.SchemeName, SessionCookie.Change)
            .AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.SchemeName, _ => { });
        if (authority is not null)
        {
            authentication
                .AddJwtBearer(JwtScheme, options =>
                {
                    options.Authority = authority;
                    options.Audience = settings[JwtSection + ":Audience"] ?? "exchange";
                    options.MapInboundClaims = false;
                    options.TokenValidationParameters.RoleClaimType = "role";
                    options.TokenValidationParameters.NameClaimType = "sub";
                })
                .AddPolicyScheme(Either, null, options => options.ForwardDefaultSelector = context =>
                    KeyAuthentication.TextOf(context.Request) is { } text && !text.StartsWith(KeyRing.Prefix, StringComparison.Ordinal)
                        ? JwtScheme
                        : KeyAuthentication.SchemeName);
        }

        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireRole([.. Roles.All]).Build())
            .AddPolicy(Policies.Known, policy => policy.RequireRole([.. Roles.All]))
            .AddPolicy(Policies.OwnOrAll, policy => policy.RequireRole([.. Roles.All]))
            .AddPolicy(Policies.SeesAll, policy => policy.RequireRole(Roles.Auditor, Roles.Operator, Roles.RiskAdmin))
            .AddPolicy(Policies.Watches, policy => policy.RequireRole(Roles.Auditor, Roles.Operator, Roles.RiskAdmin, Roles.Watcher))
            .AddPolicy(Policies.Acts, policy => policy.RequireRole(Roles.Trader, Roles.Operator, Roles.RiskAdmin))
            .AddPolicy(Policies.Operates, policy => policy.RequireRole(Roles.Operator, Roles.RiskAdmin))
            .AddPolicy(Policies.AdministersRisk, policy => policy.RequireRole(Roles.RiskAdmin));
    }

    /// <summary>Who calls: the name under which commands are registered. Those of an issuer's and of keys are never the same.</summary>
    public static string Caller(HttpContext context) => NameOf(context)
        ?? throw new InvalidOperationException("The caller has no name.");

    /// <summary>The same; of one that nobody knows its address.</summary>
    public static string CallerOrNobody(HttpContext context) => NameOf(context) ?? $"nobody at {context.Connection.RemoteIpAddress}";

    private static string? NameOf(HttpContext context) => context.User.FindFirstValue(ClaimTypes.NameIdentifier)
        ?? (context.User.FindFirstValue("sub") is { } subject ? "jwt:" + subject : null);

    /// <summary>True for a trader: sees and acts for own accounts only.</summary>
    public static bool IsTrader(ClaimsPrincipal user) => user.IsInRole(Roles.Trader);

    /// <summary>Whether an account is the caller's to see and to act for.</summary>
    public static bool MaySee(ClaimsPrincipal user, string account) => !IsTrader(user) || user.HasClaim(Roles.Account, account);

    /// <summary>Of a route with an account: a trader's foreign one is as if it were not there.</summary>
    public static TBuilder OwnAccount<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.AddEndpointFilter(async (call, next) =>
    {
        var account = (string?)call.HttpContext.GetRouteValue("account") ?? string.Empty;
        return MaySee(call.HttpContext.User, account)
            ? await next(call)
            : Answers.Problems.NotFound(call.HttpContext, Answers.Problems.NoAccount(account));
    });
}
