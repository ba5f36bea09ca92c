using Xunit.Sdk;

namespace ExchangeActors.TestKit.Failures;

/// <summary>A scenario that failed. The message tells what was expected, what is, how it came about and the waterfall so far.</summary>
public sealed class ScenarioException(string message) : XunitException(message);
