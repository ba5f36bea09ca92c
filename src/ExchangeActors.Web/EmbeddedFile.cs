namespace ExchangeActors.Web;

/// <summary>A file that is in the library itself.</summary>
internal static class EmbeddedFile
{
    /// <summary>Its bytes.</summary>
    public static byte[] Read(string name)
    {
        using var stream = typeof(EmbeddedFile).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not in the library.");
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
