using System.CommandLine;

namespace ExchangeActors.Node.Shell;

/// <summary>An example or two of every verb, that its help shows.</summary>
internal static class Examples
{
    private static readonly Dictionary<string, string[]> All = new(StringComparer.Ordinal)
    {
        ["exchange"] = ["exchange run", "exchange run oct-10-2025", "exchange review latest", "exchange help"],
        ["exchange run"] = ["exchange run first-adl", "exchange run oct-10-2025 --venue okx --set insuranceFund=5000000 --in-memory"],
        ["exchange scenarios"] = ["exchange scenarios"],
        ["exchange new"] = ["exchange new scenario mine"],
        ["exchange new scenario"] = ["exchange new scenario mine && exchange run mine"],
        ["exchange new test"] = ["exchange new test mine && exchange test mine.json"],
        ["exchange new venue"] = ["exchange new venue mine && exchange run first-adl --venue mine"],
        ["exchange validate"] = ["exchange validate mine.json config/venues/okx.json"],
        ["exchange test"] = ["exchange test first-adl mine.json --junit results.xml"],
        ["exchange compare"] =
        [
            "exchange compare stress-crash --venues bitmex,binance,hyperliquid",
            "exchange compare stress-crash --html compare.html",
        ],
        ["exchange probe"] = ["exchange probe stress-crash --top 1", "exchange probe attack-stage --attacks all --venues bitmex,okx"],
        ["exchange venues"] = ["exchange venues"],
        ["exchange venues show"] = ["exchange venues show bitmex"],
        ["exchange venues policies"] = ["exchange venues policies"],
        ["exchange vectors"] = ["exchange vectors config/vectors"],
        ["exchange simulate"] = ["exchange simulate --seeds 200", "exchange simulate --exhaustive"],
        ["exchange stress"] = ["exchange stress stress-crash --runs 100", "exchange stress stress-crash --fund \"solve:P(adl)<=0.05\""],
        ["exchange market"] = ["exchange market check stress-crash"],
        ["exchange market check"] = ["exchange market check stress-crash"],
        ["exchange calibrate"] =
        [
            "exchange calibrate oct-10-2025-hyperliquid --targets config/scenarios/targets/oct-10-2025-hyperliquid.json",
        ],
        ["exchange review archive"] = ["exchange review october.db archive --output october.archive"],
        ["exchange review join"] = ["exchange review october.db join october.archive --output whole.db"],
        ["exchange journal"] = ["exchange journal init --journal postgres://owner@db/exchange --application exchange_app"],
        ["exchange journal init"] =
        [
            "exchange journal init --journal postgres://owner@db/exchange --application exchange_app --reader exchange_auditor",
        ],
        ["exchange node"] = ["exchange node", "exchange node first-adl --clock feed --data /var/lib/exchange"],
        ["exchange cluster"] =
        [
            "exchange cluster first-adl --once",
            "exchange cluster oct-10-2025 --set population.accounts=2000 --speed 10 --keep october-cluster",
        ],
        ["exchange feed"] = ["exchange feed oct-10-2025 --to http://127.0.0.1:5080 --speed 10"],
        ["exchange keys"] = ["exchange keys list"],
        ["exchange keys create"] =
        [
            "exchange keys create --role auditor --name desk --days 30",
            "exchange keys create --role trader --name alice --account alice",
        ],
        ["exchange keys list"] = ["exchange keys list --json"],
        ["exchange keys revoke"] = ["exchange keys revoke 518c4cfb2bff"],
        ["exchange help"] = ["exchange help scenarios"],
        ["exchange completions"] = ["exchange completions bash >> ~/.bashrc"],
        ["exchange review"] = ["exchange review latest", "exchange review october.db verify"],
        ["exchange review summary"] = ["exchange review latest summary"],
        ["exchange review account"] = ["exchange review latest account alice"],
        ["exchange review timeline"] = ["exchange review latest timeline --market BTC-PERP --type account.position-force-closed"],
        ["exchange review show"] = ["exchange review latest show 1234"],
        ["exchange review state"] = ["exchange review latest state --at 2025-10-10T21:16:00Z --fund"],
        ["exchange review diff"] = ["exchange review latest diff 1000 1200 --account alice"],
        ["exchange review why"] = ["exchange review latest why account/alice#3"],
        ["exchange review why-picked"] = ["exchange review latest why-picked adl/BTC-PERP/3 trader-0000042"],
        ["exchange review why-not"] = ["exchange review latest why-not adl/BTC-PERP/3 trader-0000042"],
        ["exchange review how-far"] = ["exchange review latest how-far adl/BTC-PERP/3 trader-0000042"],
        ["exchange review verify"] = ["exchange review october.db verify --checkpoint october.db.checkpoint"],
        ["exchange review what-if"] = ["exchange review october.db what-if --venue okx --from 2025-10-10T21:10:00Z"],
        ["exchange review until"] = ["exchange review october.db until 'fund.balance < 1000'"],
        ["exchange review report"] = ["exchange review october.db report --html october.html"],
        ["exchange review open"] = ["exchange review latest open"],
        ["exchange review export"] =
        [
            "exchange review october.db export --format parquet --output october.parquet",
            "exchange review october.db export --tables --output october",
            "exchange review october.db export --scenario --output october.json",
        ],
        ["exchange import"] = ["exchange import accounts book.csv --output book.json"],
        ["exchange import accounts"] = ["exchange import accounts book.csv --scenario mine.json --output book.json"],
        ["exchange review import"] = ["exchange review new.db import events.jsonl"],
    };

    /// <summary>Those of a command.</summary>
    public static IReadOnlyList<string> Of(Command command) => All.GetValueOrDefault(CommandPath.Of(command), []);
}
