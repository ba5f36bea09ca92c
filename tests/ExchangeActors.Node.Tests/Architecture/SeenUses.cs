// What ArchitectureTests hold CompiledUses against: types that use one of another namespace, each in its own way, and one that uses none.
#pragma warning disable IDE0130 // A namespace that is not the folder's is the subject.
using ExchangeActors.Node.Tests.Architecture.Seen.Used;

namespace ExchangeActors.Node.Tests.Architecture.Seen.Used
{
    internal interface IUsed;

    internal sealed class UsedException : Exception, IUsed;

    internal class Used : IUsed
    {
        public const int Constant = 1;

        public static readonly int Field = Method();

        public static int Method() => 0;

        public static int Generic<T>() => typeof(T).Name.Length;
    }

    [AttributeUsage(AttributeTargets.All)]
    internal sealed class UsedAttribute : Attribute
    {
        public Type? Named { get; set; }
    }

    internal delegate void UsedHandler();
}

namespace ExchangeActors.Node.Tests.Architecture.Seen.InBase
{
    internal sealed class Derived : Used.Used;
}

namespace ExchangeActors.Node.Tests.Architecture.Seen.InInterface
{
    internal sealed class Implements : IUsed;
}

namespace ExchangeActors.Node.Tests.Architecture.Seen.InMember
{
    internal sealed class Members
    {
        public IUsed[]? Property { get; set; }
    }
}

namespace ExchangeActors.Node.Tests.Architecture.Seen.InEvent
{
    internal sealed class Raises
    {
        public event UsedHandler? Raised;

        public void Raise() => Raised?.Invoke();
    }
}

namespace ExchangeActors.Node.Tests.Architecture.Seen.InParameter
{
    internal interface ITakes
    {
        void Take(in IUsed used);
    }
}

namespace ExchangeActors.Node.Tests.Architecture.Seen.InConstraint
{
    internal sealed class Constrained<T> where T : IUsed
    {
        public static string Name => typeof(T).Name;
    }
}

namespace ExchangeActors.Node.Tests.Architecture.Seen.InGeneric
{
    internal sealed class Holds
    {
        public Dictionary<string, List<IUsed>> Held { get; } = [];
    }
}

namespace ExchangeActors.Node.Tests.Architecture.Seen.InAttribute
{
    [Used]
    internal sealed class Marked;
}

namespace ExchangeActors.Node.Tests.Architecture.Seen.InAttributeArgument
{
    [System.Diagnostics.DebuggerTypeProxy(typeof(Used.Used))]
    internal sealed class Marked;
}

namespace ExchangeActors.Node.Tests.Architecture.Seen.InCall
{
    internal static class Calls
    {
        public static int Call() => Used.Used.Method();
    }
}

namespace ExchangeActors.Node.Tests.Architecture.Seen.InCallsArgument
{
    internal static class Calls
    {
        public static List<string> Call() => [.. Enumerable.Empty<object>().OfType<IUsed>().Select(used => used.ToString()!)];
    }
}

namespace ExchangeActors.Node.Tests.Architecture.Seen.InLambda
{
    internal static class Calls
    {
        public static Func<int> Later(int more) => () => Used.Used.Field + more;
    }
}

namespace ExchangeActors.Node.Tests.Architecture.Seen.InIterator
{
    internal static class Yields
    {
        public static IEnumerable<int> All()
        {
            yield return Used.Used.Generic<string>();
        }
    }
}

namespace ExchangeActors.Node.Tests.Architecture.Seen.InCatch
{
    internal static class Catches
    {
        public static bool Try(Action action)
        {
            try
            {
                action();
                return true;
            }
            catch (UsedException)
            {
                return false;
            }
        }
    }
}

namespace ExchangeActors.Node.Tests.Architecture.Seen.InPattern
{
    internal static class Matches
    {
        public static bool Is(object value) => value is IUsed;
    }
}

namespace ExchangeActors.Node.Tests.Architecture.Seen.NotSeen
{
    internal static class Constants
    {
        public const int Copied = Used.Used.Constant;
    }
}
