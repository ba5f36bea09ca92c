using System.Reflection;
using System.Reflection.Emit;

namespace ExchangeActors.Journal.Memory;

/// <summary>A field of an object or a value.</summary>
internal abstract class FieldLink<TOwner>
{
    public abstract void Write(MemoryWriter writer, ref TOwner owner);

    public abstract void Read(MemoryReader reader, ref TOwner owner, ref TOwner twin, bool hasTwin);

    /// <summary>All fields of the owner.</summary>
    public static FieldLink<TOwner>[] All() =>
    [
        .. MemoryTypes.FieldsOf(typeof(TOwner)).Select(field => (FieldLink<TOwner>)Activator.CreateInstance(
            (typeof(Delegate).IsAssignableFrom(field.FieldType) ? typeof(DelegateLink<,>) : typeof(FieldLink<,>))
                .MakeGenericType(typeof(TOwner), field.FieldType),
            field)!),
    ];
}

/// <summary>A field that is written.</summary>
internal sealed class FieldLink<TOwner, TField>(FieldInfo field) : FieldLink<TOwner>
{
    private readonly FieldAccess<TOwner, TField> _access = new(field);

    public override void Write(MemoryWriter writer, ref TOwner owner) => MemoryType<TField>.Codec.Write(writer, _access.Get(ref owner));

    public override void Read(MemoryReader reader, ref TOwner owner, ref TOwner twin, bool hasTwin) =>
        _access.Set(ref owner, MemoryType<TField>.Codec.Read(reader, hasTwin ? _access.Get(ref twin) : default));
}

/// <summary>Code is not written: it is what the freshly made object has there.</summary>
internal sealed class DelegateLink<TOwner, TField>(FieldInfo field) : FieldLink<TOwner>
    where TField : class
{
    private readonly FieldAccess<TOwner, TField> _access = new(field);

    public override void Write(MemoryWriter writer, ref TOwner owner) => writer.Into.Write(_access.Get(ref owner) is not null);

    public override void Read(MemoryReader reader, ref TOwner owner, ref TOwner twin, bool hasTwin)
    {
        if (reader.From.ReadBoolean())
        {
            _access.Set(ref owner, (hasTwin ? _access.Get(ref twin) : null) ?? throw MemoryTypes.Unsupported(typeof(TField)));
        }
    }
}

/// <summary>Gets and sets a field, also one that only a constructor may set.</summary>
internal sealed class FieldAccess<TOwner, TField>
{
    private readonly Getter _get;
    private readonly Setter _set;

    public FieldAccess(FieldInfo field)
    {
        var byReference = typeof(TOwner).MakeByRefType();
        var module = typeof(FieldAccess<,>).Module;
        var get = new DynamicMethod($"get {field.Name}", typeof(TField), [byReference], module, skipVisibility: true);
        var il = get.GetILGenerator();
        LoadOwner(il);
        il.Emit(OpCodes.Ldfld, field);
        il.Emit(OpCodes.Ret);
        _get = get.CreateDelegate<Getter>();

        var set = new DynamicMethod(
            $"set {field.Name}", typeof(void), [byReference, typeof(TField)], typeof(FieldAccess<,>).Module, skipVisibility: true);
        il = set.GetILGenerator();
        LoadOwner(il);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Stfld, field);
        il.Emit(OpCodes.Ret);
        _set = set.CreateDelegate<Setter>();
    }

    private delegate TField Getter(ref TOwner owner);

    private delegate void Setter(ref TOwner owner, TField value);

    public TField Get(ref TOwner owner) => _get(ref owner);

    public void Set(ref TOwner owner, TField value) => _set(ref owner, value);

    private static void LoadOwner(ILGenerator il)
    {
        il.Emit(OpCodes.Ldarg_0);
        if (!typeof(TOwner).IsValueType)
        {
            il.Emit(OpCodes.Ldind_Ref);
        }
    }
}
