using System.Reflection;
using Xunit.Sdk;

namespace ExchangeActors.TestKit.Files;

/// <summary>
/// A scenario file, as <c>exchange run</c> takes it, for a theory whose only parameter is a <see cref="ScenarioFile"/>. Its <c>then</c>
/// says what must come of it:
/// <c>[Theory, ScenarioFile("scenarios/squeeze.json")] public Task It_holds(ScenarioFile file) => file.Holds();</c>
/// </summary>
/// <param name="path">The file; relative to the folder of the test's assembly, into which the project copies it.</param>
/// <param name="overrides"><c>path=value</c> as for <c>--set</c>, e.g. <c>population.accounts=500</c>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class ScenarioFileAttribute(string path, params string[] overrides) : DataAttribute
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>What is changed of it.</summary>
    public IReadOnlyList<string> Overrides { get; } = overrides;

    /// <inheritdoc/>
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[new ScenarioFile(Path, Overrides)]];
}
