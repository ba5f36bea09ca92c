#pragma warning disable
using CsCheck;
namespace ExchangeActors.Domain.Tests;
public sealed class DebugTests(Xunit.Abstractions.ITestOutputHelper output)
{
    [Fact]
    public void Debug()
    {
        var seed = Environment.GetEnvironmentVariable("DEBUG_SEED");
        if (seed is null) { return; }
        try {
        RandomTrading.Histories(60).Sample(history =>
        {
            var exchange = new DisorderlyExchange(RandomTrading.Rules(), 0);
            try {
            RandomTrading.Open(exchange);
            exchange.Run();
            foreach (var act in history) { RandomTrading.Do(exchange, act); exchange.Run(); exchange.AssertInvariants(); }
            } catch {
              foreach (var e in exchange.Events.TakeLast(int.Parse(Environment.GetEnvironmentVariable("DEBUG_N") ?? "25"))) { output.WriteLine(e.Id + " <- " + e.CausedBy + " " + e.Event); }
              foreach (var (a, o) in exchange.State.Outstanding()) foreach (var m in o.Messages.Values) { output.WriteLine("OWED " + a + " " + m); }
              throw; }
        }, seed: seed, iter: 1, threads: 1); } catch (Exception e) { output.WriteLine(e.Message); throw; }
    }
}
