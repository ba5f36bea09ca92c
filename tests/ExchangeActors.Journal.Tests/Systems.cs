using Akka.Actor;
using Akka.Configuration;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal;

/// <summary>Actor systems on a journal, and what the tests ask of their actors.</summary>
internal static class Systems
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static ActorSystem Of(JournalProfile profile, string settings = "") => ActorSystem.Create("journal", BootstrapSetup.Create()
        .WithConfig(ConfigurationFactory.ParseString(settings + "\nakka.loglevel = OFF\nakka.stdout-loglevel = OFF").WithFallback(profile.Configuration))
        .And(profile.Setup));

    public static IActorRef Actor(this ActorSystem system, EntityRef stream) => system.ActorOf(Props.Create(() => new DepositActor(stream)));

    public static Task<long> Deposit(this IActorRef actor) => actor.Ask<long>(new DepositActor.Deposit(), Patience);

    public static Task<long> HowMany(this IActorRef actor) => actor.Ask<long>(new DepositActor.HowMany(), Patience);

    public static Task<long> TakeSnapshot(this IActorRef actor) => actor.Ask<long>(new DepositActor.TakeSnapshot(), Patience);
}
