using ExchangeActors.Node.Service.Keys;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ExchangeActors.Node.Service.Api;

/// <summary>What the generated description of the API says beside its endpoints.</summary>
internal static class ApiDescription
{
    private const string Scheme = "key";

    /// <summary>Adds title, keys, roles and the header of commands.</summary>
    public static void Change(OpenApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "ExchangeActors",
                Version = "v1",
                Description =
                    "An event-sourced exchange for perpetual futures. Amounts are decimal numbers as texts. "
                    + "Answers name the event up to which "
                    + "they are true. Every command has an Idempotency-Key: sent again it has no second effect and gets the first answer.",
            };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A key (exchange keys create), or a token of the issuer that the node trusts.",
            };
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            var type = context.JsonTypeInfo.Type;
            if (type == typeof(decimal) || type == typeof(decimal?))
            {
                schema.Format = null;
                schema.Type = type == typeof(decimal) ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
            }

            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            if (metadata.OfType<NeedsIdempotencyKey>().Any())
            {
                operation.Parameters ??= [];
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = Requests.KeyHeader,
                    In = ParameterLocation.Header,
                    Required = true,
                    Description = "The caller's own for the command; the same when it is sent again.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 200 },
                });
            }

            if (metadata.OfType<IAuthorizeData>().LastOrDefault()?.Policy is { } policy)
            {
                operation.Description = $"Roles: {RolesOf(policy)}.";
                operation.Security = [
                    new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
            }

            return Task.CompletedTask;
        });
    }

    private static string RolesOf(string policy) => policy switch
    {
        Policies.Known => "all",
        Policies.OwnOrAll => "trader (own accounts), auditor, operator, risk-admin",
        Policies.SeesAll => "auditor, operator, risk-admin",
        Policies.Acts => "trader (own accounts), operator, risk-admin",
        Policies.Operates => "operator, risk-admin",
        Policies.AdministersRisk => "risk-admin",
        _ => throw new InvalidOperationException($"{policy} is no policy."),
    };
}
