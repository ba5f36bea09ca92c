using CsCheck;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;

namespace ExchangeActors.Domain.Tests.Conservation;

/// <summary>What holds of the exchange holds under every waterfall.</summary>
public sealed class VenueConservationTests
{
    public static TheoryData<string> Names => [.. TestProfiles.All.Select(profile => profile.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_money_no_size_and_no_command_is_lost_or_made(string profile) => RandomTrading.Histories(50).Sample(
        history =>
        {
            var exchange = Begin(profile, 0, Arrival.InOrder);
            foreach (var act in history)
            {
                RandomTrading.Do(exchange, act);
                exchange.Run();
                exchange.AssertInvariants();
            }
        },
        iter: 60);

    [Theory]
    [MemberData(nameof(Names))]
    public void Crashes_late_and_repeated_messages_in_any_order_change_nothing_of_that(string profile) =>
        Gen.Select(RandomTrading.Histories(40), Gen.Int[0, int.MaxValue]).Sample(
        (history, seed) =>
        {
            var chance = new Random(seed);
            var exchange = Begin(profile, seed, Arrival.Any);
            foreach (var act in history)
            {
                RandomTrading.Do(exchange, act);
                exchange.Run(chance.Next(60));
                if (chance.Next(5) == 0)
                {
                    exchange.Crash();
                }
            }

            exchange.Settle();
            exchange.AssertInvariants();
        },
        iter: 60);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_layers_are_asked_in_the_order_that_the_profile_names(string profile)
    {
        var asked = 0;
        Gen.Select(RandomTrading.Histories(60), Gen.Int[0, int.MaxValue]).Sample(
            (history, seed) =>
            {
                var exchange = Begin(profile, seed, Arrival.Any);
                foreach (var act in history)
                {
                    RandomTrading.Do(exchange, act);
                    exchange.Run();
                }

                exchange.Settle();
                var order = new AskedLayers(exchange.Rules.Profile.Layers);
                order.Observe(exchange.Events.Select(recorded => recorded.Event));
                Assert.Empty(order.Breaks);
                Interlocked.Add(ref asked, order.Asked);
            },
            iter: 60);
        Assert.True(asked > 0, "no layer was asked");
    }

    [Fact]
    public void The_random_histories_reach_what_only_some_waterfalls_have()
    {
        var seen = new HashSet<Type>();
        foreach (var profile in TestProfiles.All)
        {
            RandomTrading.Histories(60).Sample(
                history =>
                {
                    var exchange = Begin(profile.Name, 0, Arrival.InOrder);
                    foreach (var act in history)
                    {
                        RandomTrading.Do(exchange, act);
                        exchange.Run();
                    }

                    lock (seen)
                    {
                        seen.UnionWith(exchange.Events.Select(recorded => recorded.Event.GetType()));
                    }
                },
                iter: 60,
                seed: "0000KOIPJyS4");
        }

        Type[] expected =
        [
            typeof(LossToShare), typeof(LossSharingStarted), typeof(LossSocialized), typeof(LossCharged), typeof(LossShareReceived),
                typeof(LossSharingEnded), typeof(PositionTakenOver),
            typeof(DeleveragingCompleted), typeof(ForceClosesPlanned), typeof(TimePassed), typeof(WithdrawalRequested),
                typeof(WithdrawalCut), typeof(WithdrawalPaid), typeof(LiquidationStepPostponed),
            typeof(SideShrunk), typeof(SideSettled), typeof(LiquidationStepBegun),
            typeof(ProfitSettled), typeof(ClaimReported), typeof(ClaimAcknowledged),
            typeof(SupportOffered), typeof(SupportAccepted), typeof(SupportDeclined), typeof(SupportReturned),
        ];
        Assert.Empty(expected.Except(seen).Select(type => type.Name));
    }

    private static DisorderlyExchange Begin(string profile, int seed, Arrival arrival)
    {
        var rules = RandomTrading.Rules() with { Profile = TestProfiles.All.Single(candidate => candidate.Name == profile) };
        var exchange = new DisorderlyExchange(rules, seed, arrival, repeats: arrival == Arrival.Any ? 0.15 : 0);
        RandomTrading.Open(exchange);
        exchange.Run();
        return exchange;
    }
}
