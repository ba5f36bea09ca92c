using System.Text.Json;
using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Fixtures;

/// <summary>The JSON report of a run.</summary>
internal sealed class Report
{
    private readonly JsonElement _root;

    private Report(JsonElement root) => _root = root;

    public string StateHash => Text("stateHash");

    public IEnumerable<JsonElement> Invariants => Of("invariants").EnumerateArray();

    /// <summary>The report of a run that ended well; standard output holds nothing else.</summary>
    public static Report Of(Finished run)
    {
        using var document = JsonDocument.Parse(run.Expect(ExitCode.Fine).Out);
        return new Report(document.RootElement.Clone());
    }

    /// <summary>The value at a path such as <c>adl.notional</c>.</summary>
    public JsonElement Of(string path) => path.Split('.').Aggregate(_root, (element, name) =>
        element.TryGetProperty(name, out var value) ? value : throw new KeyNotFoundException($"the report has no {path}"));

    public decimal Number(string path) => Of(path).GetDecimal();

    public string Text(string path) => Of(path).GetString()!;

    /// <summary>Every invariant holds with an error of exactly 0.</summary>
    public Report InvariantsHold()
    {
        Assert.NotEmpty(Invariants);
        Assert.All(Invariants, invariant =>
        {
            Assert.True(invariant.GetProperty("holds").GetBoolean(), invariant.ToString());
            Assert.Equal(0m, invariant.GetProperty("error").GetDecimal());
        });
        return this;
    }

    /// <summary>
    /// The layers add up to what was liquidated, the fund's ledger to its end, the parts of the deficit and the markets to the totals.
    /// </summary>
    public Report AddsUp()
    {
        Assert.Equal(Sum("waterfall.book", "waterfall.adl", "waterfall.takenOver", "waterfall.returned", "waterfall.open"),
            Number("waterfall.notional"));
        Assert.Equal(Number("liquidations.notional"), Number("waterfall.notional"));
        Assert.Equal(Number("liquidations.bookNotional"), Number("waterfall.book"));
        Assert.Equal(Number("insuranceFund.start") + Number("insuranceFund.credited") - Number("insuranceFund.debited"),
            Number("insuranceFund.end"));
        Assert.InRange(Number("insuranceFund.lowest"), Number("insuranceFund.floor"), Number("insuranceFund.start"));
        Assert.Equal(Sum("waterfall.paidByFund", "waterfall.paidByOthers", "waterfall.paidByNobody"),
            Number("waterfall.lossBeyondBankruptcy"));
        Assert.Equal(Number("insuranceFund.debited"), Number("waterfall.paidByFund"));
        Assert.Equal(Number("bookedDeficit"), Number("waterfall.paidByNobody"));
        var markets = Of("perMarket").EnumerateArray().ToList();
        Assert.Equal(Number("markets"), markets.Count);
        foreach (var (column, total) in new[]
                 {
                     ("notional", "waterfall.notional"), ("book", "waterfall.book"), ("adl", "waterfall.adl"),
                         ("takenOver", "waterfall.takenOver"), ("returned", "waterfall.returned"),
                     ("open", "waterfall.open"), ("forcedCloses", "adl.forcedCloses"), ("adlExecuted", "adl.notional"),
                         ("trades", "trades"),
                 })
        {
            Assert.True(markets.Sum(market => market.GetProperty(column).GetDecimal()) == Number(total),
                $"{column} of the markets does not add up to {total}");
        }

        return this;
    }

    private decimal Sum(params string[] paths) => paths.Sum(Number);
}
