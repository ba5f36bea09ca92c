using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using ExchangeActors.Benchmarks.Scale;
using ExchangeActors.Benchmarks.Service;

switch (args)
{
    case ["scale", .. var options]:
        return await ScaleTable.Run(options);
    case ["scale-part", .. var part]:
        return await ScaleTable.Part(part);
    case ["service", .. var options]:
        return await ServiceLoad.Run(options);
    default:
        break;
}

// --quick runs everything in this process with few iterations: a few minutes, good for ratios within one run. Everything else is
// BenchmarkDotNet's own.
var quick = args.Contains("--quick");
IConfig config = quick
    ? DefaultConfig.Instance.AddJob(Job.Default
        .WithToolchain(new InProcessEmitToolchain(TimeSpan.FromMinutes(10), logOutput: false)).WithWarmupCount(2).WithIterationCount(5)
            .WithMinIterationCount(3).WithId("quick"))
    : DefaultConfig.Instance;
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run([.. args.Where(argument => argument != "--quick")], config);
return 0;
