using CsCheck;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Tests.Primitives;

public sealed class OutboxTests
{
    private static readonly EntityRef Bob = EntityRef.Account(new AccountId("bob"));

    [Fact]
    public void Numbers_rise_are_never_reused_and_settling_twice_changes_nothing()
    {
        var outbox = Outbox.Empty.Add(Bob, Message(1), 1).Add(Bob, Message(2), 1).Remove(2).Add(Bob, Message(3), 2);
        Assert.Equal([1L, 3L], outbox.Messages.Keys);
        Assert.Equal(4, outbox.Next);
        Assert.Same(outbox, outbox.Remove(2));
        Assert.Equal([Message(3)], outbox.RemoveWhere(owed => owed.Cause == 1).Messages.Values.Select(owed => owed.Body));
    }

    [Fact]
    public void Since_gives_what_came_into_being_and_is_still_open_in_order()
    {
        var before = Outbox.Empty.Add(Bob, Message(1), 1);
        var after = before.Add(Bob, Message(2), 2).Add(Bob, Message(3), 2).Add(Bob, Message(4), 2).Remove(3).Remove(1);
        Assert.Equal([Message(2), Message(4)], after.Since(before).Select(owed => owed.Body));
        Assert.Empty(after.Since(after));
    }

    [Fact]
    public void What_was_sent_as_owed_and_was_not_answered_is_outstanding_and_at_rest_nothing_is() => RandomTrading.Histories(30).Sample(
        history =>
        {
            var exchange = new DisorderlyExchange(RandomTrading.Rules(new WaterfallLimits(100, 2, 2, 3, 20, 40)), 0);
            // Cases of the pool in a waiting phase, and unconfirmed submissions and notices of both ends of each channel, have their
            // message in the outbox.
            exchange.Delivered = (_, _) =>
            {
                foreach (var liquidation in exchange.State.Pools.Values.SelectMany(pool => pool.Cases.Values))
                {
                    var owed = exchange.State.Pool("main").Outbox.Messages;
                    var waits =
                        liquidation.Phase is CasePhase.OnBook or CasePhase.Deleveraging or CasePhase.Settling or CasePhase.MakingGood;
                    Assert.Equal(waits, owed.ContainsKey(liquidation.OutboxNumber));
                    Assert.All(liquidation.AwaitedTransfers.Values, number => Assert.Contains(number, owed.Keys));
                    Assert.True(waits || liquidation.Phase is CasePhase.Postponed or CasePhase.Waiting or CasePhase.AwaitingFund
                        || liquidation.AwaitedTransfers.Count > 0, $"nothing moves {liquidation.Id} on in {liquidation.Phase}");
                }
            };
            RandomTrading.Open(exchange);
            foreach (var act in history)
            {
                RandomTrading.Do(exchange, act);
                while (exchange.UnderWay > 0)
                {
                    exchange.Run(1);
                }

                foreach (var account in exchange.State.Accounts.Values)
                {
                    Assert.All(account.Channels.Values, channel => Assert.True(channel.Unconfirmed.IsEmpty));
                }

                Assert.All(exchange.State.Markets.Values, market =>
                    Assert.All(market.Channels.Values, channel => Assert.True(channel.Unacknowledged.IsEmpty)));
                Assert.Empty(exchange.State.Outstanding());
            }
        },
        iter: 60);

    private static OwedMessage Message(long number) => new AskWithdrawal(new AccountId("alice"), number, Money.Zero);
}
