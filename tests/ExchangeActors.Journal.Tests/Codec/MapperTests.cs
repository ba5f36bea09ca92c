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

    /// <summary>
    /// What the schema demands and is not there is damage, told by the field's name, also where the mapping is generated.
    /// </summary>
    [Theory]
    [InlineData("liquidation.open-liquidation.1")]
    [InlineData("deleveraging.deleverage.1")]
    [InlineData("risk.account-risk.2")]
    public void A_field_that_is_missing_is_named(string manifest)
    {
        var fault = Assert.Throws<JournalException>(() => MessageCodec.Decode(manifest, []));

        Assert.Equal(JournalFault.Corrupt, fault.Fault);
        Assert.StartsWith("a payload has no value for ", fault.What, StringComparison.Ordinal);
    }
}
