using Akka.Serialization;

namespace ExchangeActors.Actors.Running;

/// <summary>Turns values into bytes and back by the serializers that they are bound to, as a network would.</summary>
internal sealed class SerializedPassage(Serialization serialization)
{
    /// <summary>The value as the other side would read it.</summary>
    public T Through<T>(T value)
        where T : class
    {
        var serializer = serialization.FindSerializerFor(value);
        return (T)serialization.Deserialize(serializer.ToBinary(value), serializer.Identifier,
            Serialization.ManifestFor(serializer, value));
    }
}
