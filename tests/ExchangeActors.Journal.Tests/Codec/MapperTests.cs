using System.CodeDom.Compiler;
using System.Reflection;
using ExchangeActors.Journal.Codec;

namespace ExchangeActors.Journal.Tests.Codec;

/// <summary>What is generated of the mapping: the records that are declared, and nothing that nobody wrote.</summary>
public sealed class MapperTests
{
    private const BindingFlags All = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>
    /// Where the generator finds no mapping for the items of a list it makes one of its own, beside the one by hand. One that takes a
    /// message or null (<c>this Wire.X? wire</c>) it finds.
    /// </summary>
    [Fact]
    public void No_part_is_mapped_in_two_ways()
    {
        var generated = typeof(MessageCodec).Assembly.GetTypes().SelectMany(type => type.GetMethods(All))
            .Where(method => method.GetCustomAttribute<GeneratedCodeAttribute>()?.Tool == "Riok.Mapperly").ToList();
        Assert.True(generated.Count > 100, $"only {generated.Count} mappings are generated");
        Assert.Empty(generated.Where(method => method.IsPrivate).Select(method => $"{method.DeclaringType!.Name}.{method.Name}"));
    }
}
