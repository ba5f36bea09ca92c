using System.Globalization;
using ExchangeActors.Node.Service.Api;
using Microsoft.AspNetCore.Http;

namespace ExchangeActors.Node.Service.Hosting;

/// <summary>The header that names the event up to which an answer is true.</summary>
internal static class EventHeader
{
    private const string Name = "Exchange-Event";

    /// <summary>Of an answer that names the event itself: that one; of what came since it says nothing.</summary>
    public static async ValueTask<object?> OfTheAnswer(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var result = await next(call);
        if (result is IValueHttpResult { Value: IAnswerAsOf answer })
        {
            Set(call.HttpContext.Response, answer.AsOf.Event);
        }

        return result;
    }

    /// <summary>Of any other: the newest that is known.</summary>
    public static void Default(HttpResponse response, long newest)
    {
        if (!response.Headers.ContainsKey(Name))
        {
            Set(response, newest);
        }
    }

    private static void Set(HttpResponse response, long number) =>
        response.Headers[Name] = number.ToString(CultureInfo.InvariantCulture);
}
