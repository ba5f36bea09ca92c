using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.States;

namespace ExchangeActors.Node.Reviewing;

/// <summary>What changed between two events.</summary>
internal static class DifferenceTables
{
    public static void Write(StateDifference difference, int limit, bool cut)
    {
        Lines.Say($"from event {difference.First} to event {difference.Second}: {Count(difference.Entities.Length)} entities changed");
        var shown = 0;
        var all = difference.Entities.Sum(entity => entity.Fields.Length);
        foreach (var entity in difference.Entities)
        {
            if (limit > 0 && shown >= limit)
            {
                break;
            }

            Lines.Say($"{entity.Entity} ({Count(entity.Events)} events)");
            foreach (var field in entity.Fields)
            {
                if (limit > 0 && shown++ >= limit)
                {
                    break;
                }

                Lines.Say($"  {field.Path}: {field.Before ?? "–"} → {field.After ?? "–"}");
            }
        }

        if (limit > 0 && all > limit)
        {
            Console.Error.WriteLine($"{Count(all - limit)} more fields: --limit 0, or --account or --market");
        }

        var money = difference.Money;
        var title = money.AddsUp ? "Money (adds up to zero)"
            : cut && money.Sum == 0m
                ? "Money (of an incident that was cut out: what has its other side elsewhere shows as astray)"
            : "Money (does NOT add up)";
        var table = Sheets.Sheet(title, "part", "change");
        Sheets.Add(table, "accounts: Σ(wallet − cost basis)", Signed(money.Accounts));
        Sheets.Add(table, "insurance fund", Signed(money.Fund));
        Sheets.Add(table, "trading fees", Signed(money.Fees));
        Sheets.Add(table, "funding clearing", Signed(money.Funding));
        Sheets.Add(table, "under way between entities", Signed(money.UnderWay));
        Sheets.Add(table, "astray between entities", Signed(money.Astray));
        Sheets.Add(table, "− booked deficit", Signed(-money.Deficit));
        Sheets.Add(table, "− brought in from outside", Signed(-money.BroughtIn));
        Sheets.Add(table, "sum", Signed(money.Sum));
        Sheets.Console().WriteFitted(table);
    }

    private static string Count(long value) => Counts.Of(value);

    private static string Signed(decimal value) => Shown.Signed(value);
}
