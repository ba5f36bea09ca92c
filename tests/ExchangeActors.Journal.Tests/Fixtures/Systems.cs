using Akka.Actor;
using Akka.Configuration;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Writing;

namespace ExchangeActors.Journal.Tests.Fixtures;

/// <summary>Actor systems on a journal, and what the tests ask of their actors.</summary>
internal static class Systems
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // What an actor said before its end is under way by then.
    private static readonly TimeSpan AfterTheEnd = TimeSpan.FromSeconds(2);

    public static ActorSystem Of(JournalProfile profile, string settings = "") => ActorSystem.Create(
        "journal",
        profile.AddTo(BootstrapSetup.Create().WithConfig(
            ConfigurationFactory.ParseString(settings + "\nakka.loglevel = OFF\nakka.stdout-loglevel = OFF")
                .WithFallback(profile.Configuration))));

    public static IActorRef Actor(this ActorSystem system, EntityRef stream) =>
        system.ActorOf(Props.Create(() => new DepositActor(stream)));

    public static Task<long> Deposit(this IActorRef actor) => actor.Answer(new DepositActor.Deposit());

    public static Task<long> HowMany(this IActorRef actor) => actor.Answer(new DepositActor.HowMany());

    public static Task<long> TakeSnapshot(this IActorRef actor) => actor.Answer(new DepositActor.TakeSnapshot());

    // An actor that could not recover ends without a word to who asked it: nobody needs to wait for that any longer.
    public static async Task<long> Answer(this IActorRef actor, object question)
    {
        using var answered = new CancellationTokenSource();
        var answer = actor.Ask<long>(question, Patience);
        var end = actor.WatchAsync(answered.Token);
        var first = await Task.WhenAny(answer, end);
        await answered.CancelAsync();
        return await (first == answer ? answer : answer.WaitAsync(AfterTheEnd));
    }
}
