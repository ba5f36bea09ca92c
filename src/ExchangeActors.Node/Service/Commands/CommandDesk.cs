using System.Globalization;
using System.Text.Json;
using ExchangeActors.Actors.Cluster;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Node.Service.Answers;
using Microsoft.AspNetCore.Http;

namespace ExchangeActors.Node.Service.Commands;

/// <summary>A command as a caller sends it.</summary>
/// <param name="Caller">Who.</param>
/// <param name="Key">The Idempotency-Key.</param>
/// <param name="To">The entity.</param>
/// <param name="Make">The message, once the command has its id.</param>
/// <param name="Request">All that was asked, as bytes.</param>
/// <param name="Origin">On whose behalf.</param>
/// <param name="Told">Exchange time, where its sender says it; null for now.</param>
/// <param name="Later">True where it has to be later than all before, unless the sender says it.</param>
/// <param name="Makes">What it makes, <c>order</c>; null for nothing.</param>
internal sealed record CallerCommand(
    string Caller,
    string Key,
    EntityRef To,
    Func<CommandId, Moment, Message> Make,
    byte[] Request,
    CommandOrigin Origin,
    Moment? Told = null,
    bool Later = false,
    string? Makes = null);

/// <summary>
/// Takes callers' commands to the exchange: each has one effect and one answer, however often it is sent. What is too much is refused
/// before anything is done about it.
/// </summary>
/// <param name="host">The exchange.</param>
/// <param name="live">What is known of it.</param>
/// <param name="time">Its time.</param>
/// <param name="register">Numbers the commands.</param>
/// <param name="mostUnderWay">Commands that may be unanswered at once.</param>
internal sealed class CommandDesk(
    ExchangeHost host, LiveExchange live, ExchangeTime time, CommandRegister register, int mostUnderWay)
{
    /// <summary>The source of all commands that come in by HTTP at a node that is alone.</summary>
    public const string Source = "api";

    /// <summary>The source of those that a gateway of a cluster registers.</summary>
    public static string SourceOf(ClusterSettings gateway)
    {
        ArgumentNullException.ThrowIfNull(gateway);
        var name = string.Create(CultureInfo.InvariantCulture, $"{Source}-{gateway.Host}-{gateway.Port}");
        return string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '-'));
    }

    /// <summary>What a command makes that places an order.</summary>
    public const string Order = "order";

    /// <summary>Header of an answer that was given before.</summary>
    public const string Replayed = "Idempotent-Replayed";

    private readonly Dictionary<EntityRef, int> _underWay = [];
    private int _all;

    /// <summary>Commands that are under way.</summary>
    public int UnderWay => Volatile.Read(ref _all);

    /// <summary>Finds out what became of commands whose answers were not kept, before new ones come in.</summary>
    public async Task Reconcile()
    {
        foreach (var command in await register.Unanswered())
        {
            var id = command.Id;
            if (EntityRef.Parse(command.Target) is { } to && live.Read(
                view => LogOf(view.State, to)?.Sources.GetValueOrDefault(id.Source)?[id.Number]) is { } outcome)
            {
                Message answer = outcome.RefusalCode is { } code ? new CommandRefused(id, code, outcome.Detail ?? string.Empty)
                    : new CommandAccepted(id);
                await register.Answer(id, AnswerOf(answer, IdOf(command.Makes, to, id)));
            }
        }
    }

    /// <summary>Takes a command; the result is what the caller is answered.</summary>
    public async Task<IResult> Take(CallerCommand command, HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(context);
        if (!host.IsReady)
        {
            return Problems.NotReady(context);
        }

        if (!Enter(command.To))
        {
            return Problems.Overloaded(context);
        }

        try
        {
            return await Send(command, context);
        }
        finally
        {
            Leave(command.To);
        }
    }

    private bool Enter(EntityRef to)
    {
        lock (_underWay)
        {
            var here = _underWay.GetValueOrDefault(to);
            if (_all >= mostUnderWay || here >= SourceCommands.Window)
            {
                return false;
            }

            _all++;
            _underWay[to] = here + 1;
            return true;
        }
    }

    private void Leave(EntityRef to)
    {
        lock (_underWay)
        {
            _all--;
            if (--_underWay[to] == 0)
            {
                _underWay.Remove(to);
            }
        }
    }

    private async Task<IResult> Send(CallerCommand command, HttpContext context)
    {
        var known = await register.Register(
            command.Caller, command.Key, command.To.ToString(), command.Makes, command.Request, time.Now().UnixMs);
        if (!known.SameRequest)
        {
            return Problems.Of(
                context,
                StatusCodes.Status422UnprocessableEntity,
                "idempotency-key-reused",
                "the Idempotency-Key was used for another request; use a new one for every command");
        }

        if (known.Answer is { } given)
        {
            context.Response.Headers[Replayed] = "true";
            return Results.Text(given.Body, ContentType(given.Status), statusCode: given.Status);
        }

        var id = known.Id;
        if (await host.Ask(command.To, id, at => command.Make(id, at), command.Origin, command.Told, command.Later) is not { } answer)
        {
            // It may have taken effect. The same key tells, once the exchange is back.
            return Problems.NotReady(context);
        }

        if (answer is CommandNotTaken turnedAway)
        {
            // One that was sent before may have had an effect, and the entity is asked again under its number.
            if (known.IsNew)
            {
                await register.Forget(id);
            }

            return turnedAway.Code == CommandNotTaken.Quarantined
                ? Problems.Quarantined(context, turnedAway.Detail)
                : Problems.Of(context, StatusCodes.Status500InternalServerError, turnedAway.Code, turnedAway.Detail);
        }

        var answered = AnswerOf(answer, IdOf(command.Makes, command.To, id));
        await register.Answer(id, answered);
        if (!known.IsNew)
        {
            context.Response.Headers[Replayed] = "true";
        }

        return Results.Text(answered.Body, ContentType(answered.Status), statusCode: answered.Status);
    }

    /// <summary>The id of what a command makes.</summary>
    private static string? IdOf(string? makes, EntityRef to, CommandId id) =>
        makes == Order ? $"order/{to.Id}/{id.Source}/{id.Number}" : null;

    private static string ContentType(int status) => status < StatusCodes.Status400BadRequest ? "application/json"
        : "application/problem+json";

    private static GivenAnswer AnswerOf(Message answer, string? made) => answer switch
    {
        CommandAccepted accepted => new GivenAnswer(
            StatusCodes.Status200OK, JsonSerializer.Serialize(new CommandAnswer(accepted.Id.ToString(), made), ApiJson.Options)),
        CommandRefused refused => new GivenAnswer(
            Problems.StatusOf(refused.Code), Problems.Text(Problems.StatusOf(refused.Code), refused.Code, refused.Detail,
                refused.Id.ToString())),
        _ => throw new InvalidOperationException($"{answer.GetType().Name} is no answer to a command."),
    };

    private static CommandLog? LogOf(ExchangeState state, EntityRef to) => to.Kind switch
    {
        EntityKind.Account => state.Account(new AccountId(to.Id)).Commands,
        EntityKind.Market => state.Market(new MarketId(to.Id)).Commands,
        EntityKind.Liquidation => state.Pool(to.Id).Commands,
        _ => null,
    };
}

/// <summary>A command took effect.</summary>
/// <param name="Command">Its id: the events that it led to name it.</param>
/// <param name="Id">Of what it made: an order's id. Null where it makes nothing.</param>
internal sealed record CommandAnswer(string Command, string? Id);
