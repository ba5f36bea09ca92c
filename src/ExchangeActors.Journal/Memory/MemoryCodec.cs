using System.Security.Cryptography;
using System.Text;

namespace ExchangeActors.Journal.Memory;

/// <summary>
/// Objects of this program as they stand in memory, to bytes and back, their private fields included, shared references shared again. For
/// what may be thrown away: what is to last has a form of its own. A type whose fields are others now is refused; whoever lets another
/// build read than that which wrote (<see cref="Build"/>) has to see to it that fields of the same names and types mean the same. What
/// belongs to the surroundings (rules, instruments, policies) is not written but found again in them. Comparers and delegates are those of
/// the freshly made objects.
/// </summary>
public static class MemoryCodec
{
    /// <summary>Names the build whose memory it is: SHA-256 over the module version of every assembly of this program, and the
    /// runtime's.</summary>
    public static string Build { get; } = Hash();

    /// <summary>Writes objects.</summary>
    /// <param name="roots">The objects.</param>
    /// <param name="surroundings">What they may refer to without its being written.</param>
    /// <exception cref="NotSupportedException">One of them holds what cannot be written.</exception>
    public static byte[] Write(IReadOnlyList<object> roots, object surroundings)
    {
        ArgumentNullException.ThrowIfNull(roots);
        var known = Surroundings.Of(surroundings);
        using var bytes = new MemoryStream();
        using (var into = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            var writer = new MemoryWriter(into, known);
            into.Write(Surroundings.Shape(known));
            into.Write7BitEncodedInt(roots.Count);
            foreach (var root in roots)
            {
                MemoryType<object>.Codec.Write(writer, root);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Reads objects.</summary>
    /// <param name="bytes">As <see cref="Write"/> made them, in this build.</param>
    /// <param name="fresh">For each root one as its constructor makes it. They stay as they are.</param>
    /// <param name="surroundings">As they were when it was written.</param>
    /// <exception cref="FormatException">The bytes are of other objects, or damaged.</exception>
    public static IReadOnlyList<object> Read(byte[] bytes, IReadOnlyList<object> fresh, object surroundings)
    {
        ArgumentNullException.ThrowIfNull(fresh);
        var known = Surroundings.Of(surroundings);
        try
        {
            using var from = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
            if (from.ReadString() != Surroundings.Shape(known) || from.Read7BitEncodedInt() != fresh.Count)
            {
                throw new FormatException("it is of another exchange");
            }

            var reader = new MemoryReader(from, known);
            var roots = new List<object>();
            foreach (var twin in fresh)
            {
                var root = MemoryType<object>.Codec.Read(reader, twin);
                roots.Add(root?.GetType() == twin.GetType() ? root : throw new FormatException("it holds other objects"));
            }

            return from.BaseStream.Position == bytes.Length ? roots : throw new FormatException("more follows than belongs to it");
        }
#pragma warning disable CA1031 // Damaged bytes can lead to anything.
        catch (Exception fault) when (fault is not FormatException)
#pragma warning restore CA1031
        {
            throw new FormatException($"it cannot be read ({fault.Message.TrimEnd('.')})", fault);
        }
    }

    private static string Hash()
    {
        var modules = AppDomain.CurrentDomain.GetAssemblies()
            .Where(assembly => assembly.GetName().Name is "ExchangeActors.Domain" or "ExchangeActors.Journal" or "ExchangeActors.Scenarios")
            .Select(assembly => $"{assembly.GetName().Name} {assembly.ManifestModule.ModuleVersionId}")
            .Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{string.Join('\n', modules)}\n{Environment.Version}")));
    }
}
