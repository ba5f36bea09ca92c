using System.Reflection;

namespace ExchangeActors.Node.Shell;

/// <summary>The version of the program, as journals carry it.</summary>
public static class ProgramVersion
{
    /// <summary>E.g. <c>0.1.0</c>; without the commit, so that a rebuild of the same version goes on with a journal.</summary>
    public static string Text { get; } = typeof(ProgramVersion)
        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
