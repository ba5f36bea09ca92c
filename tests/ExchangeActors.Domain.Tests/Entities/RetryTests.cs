using CsCheck;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Entities;

/// <summary>Every message to every decider may come twice, at once or late, without further effect.</summary>
public sealed class RetryTests
{
    [Fact]
    public void A_message_delivered_again_at_once_leads_to_nothing_and_hears_the_same_answer() => RandomTrading.Histories(40).Sample(
        history =>
        {
            var exchange = new DisorderlyExchange(RandomTrading.Rules(), 0);
            exchange.Delivered = (envelope, decision) =>
            {
                var again = exchange.Probe(envelope.To, envelope.Body);
                Assert.True(again.Events.Count == 0, $"{envelope.Body} led to {string.Join(", ", again.Events)} when it came twice");
                Assert.Equal(decision.Reply, again.Reply);
            };
            Play(exchange, history, _ => { });
            exchange.AssertInvariants();
        },
        iter: 150);

    [Fact]
    public void A_message_delivered_again_after_others_leads_to_nothing_and_a_command_hears_what_happened()
    {
        var probed = new HashSet<Type>();
        RandomTrading.Histories(40).Sample(
            history =>
            {
                var exchange = new DisorderlyExchange(RandomTrading.Rules(), 0);
                var delivered = new List<(EntityRef To, Message Body, EntityStep Decision)>();
                exchange.Delivered = (envelope, decision) =>
                {
                    // A hint is not a command: the account decides by whatever marks it brings. A command that had no effect and left no
                    // trace is decided anew.
                    if (envelope.Body is not CheckMargin && (decision.Events.Count > 0 || decision.Reply is null))
                    {
                        delivered.Add((envelope.To, envelope.Body, decision));
                    }
                };
                var chance = new Random(history.Length);
                Play(exchange, history, _ =>
                {
                    for (var i = 0; i < 20; i++)
                    {
                        var (to, body, decision) = delivered[chance.Next(delivered.Count)];
                        var again = exchange.Probe(to, body);
                        Assert.True(again.Events.Count == 0, $"{body} led to {string.Join(", ", again.Events)} when it came late");
                        if (decision.Reply is not null)
                        {
                            // It has 40 commands at most, of several sources: all are kept.
                            Assert.Equal(decision.Reply, again.Reply);
                        }

                        lock (probed)
                        {
                            probed.Add(body.GetType());
                        }
                    }
                });
            },
            iter: 150);
        Type[] expected =
        [
            typeof(MarketNotice), typeof(LiquidatePosition), typeof(TransferPosition), typeof(ConcludeLiquidation), typeof(ForceClose),
                typeof(Submission), typeof(AcknowledgeNotices),
            typeof(OpenLiquidation), typeof(LiquidationStepResult), typeof(DeleveragingResult), typeof(TransferApplied),
                typeof(LiquidationSettled), typeof(Deleverage), typeof(RankedQueue),
            typeof(ForceCloseResult), typeof(UpdatePrice), typeof(UpdateFunding), typeof(Tick), typeof(SeedInsuranceFund),
        ];
        Assert.Empty(expected.Except(probed).Select(type => type.Name));
    }

    private static void Play(DisorderlyExchange exchange, Act[] history, Action<Act> afterwards)
    {
        RandomTrading.Open(exchange);
        exchange.Run();
        foreach (var act in history)
        {
            RandomTrading.Do(exchange, act);
            exchange.Run();
            afterwards(act);
        }
    }
}
