using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Collections.Generic;

namespace ExchangeActors.Node.Tests.Architecture;

/// <summary>That a type, or a member of it, names a type of another namespace of the same assembly.</summary>
/// <param name="From">Namespace of the type that names, relative to the project's name; empty for its root.</param>
/// <param name="To">Namespace of the type that is named, likewise.</param>
/// <param name="User">Full name of the type that names.</param>
/// <param name="Used">Full name of the type that is named.</param>
public sealed record CompiledUse(string From, string To, string User, string Used);

/// <summary>
/// What the types of one compiled assembly use of each other: bases, interfaces, fields, signatures, attributes with their arguments,
/// constraints and arguments of generics, and everything a method's body names. What the compiler leaves nothing of is not seen:
/// constants, members of enums in other expressions than casts, and <c>nameof</c>.
/// </summary>
public sealed class CompiledUses
{
    private readonly string _project;
    private readonly HashSet<CompiledUse> _found = [];
    private TypeDefinition _user = null!;

    private CompiledUses(string project) => _project = project;

    /// <summary>Reads an assembly.</summary>
    /// <param name="path">The assembly's file.</param>
    /// <param name="project">The project's name, with which its namespaces begin.</param>
    /// <returns>Its uses between namespaces, in no order; its namespaces with a type; the assemblies that it references.</returns>
    public static (IReadOnlyCollection<CompiledUse> Uses, IReadOnlySet<string> Namespaces, IReadOnlyList<string> References) Of(string path, string project)
    {
        using var resolver = new DefaultAssemblyResolver();
        var known = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        foreach (var directory in known.Split(Path.PathSeparator).Select(p => Path.GetDirectoryName(p)!).Distinct())
        {
            resolver.AddSearchDirectory(directory);
        }

        using var module = ModuleDefinition.ReadModule(path, new ReaderParameters { AssemblyResolver = resolver });
        var uses = new CompiledUses(project);
        var namespaces = new HashSet<string>();
        foreach (var type in module.GetTypes())
        {
            uses._user = type;
            if (uses.Place(type) is not { } place)
            {
                continue;
            }

            namespaces.Add(place);
            uses.Declaration(type);
        }

        return (uses._found, namespaces, module.AssemblyReferences.Select(r => r.Name).ToList());
    }

    // Types of the compiler stand in no namespace (anonymous types, tables of constants); so does the program's entry point, which belongs to the root.
    private string? Place(TypeReference type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        if (type.Name == "Program")
        {
            return "";
        }

        return type.Namespace == _project ? ""
            : type.Namespace.StartsWith(_project + ".", StringComparison.Ordinal) ? type.Namespace[(_project.Length + 1)..]
            : null;
    }

    private void Declaration(TypeDefinition type)
    {
        Type(type.BaseType);
        Attributes(type);
        Generics(type.GenericParameters);
        foreach (var implemented in type.Interfaces)
        {
            Type(implemented.InterfaceType);
        }

        foreach (var field in type.Fields)
        {
            Type(field.FieldType);
            Attributes(field);
        }

        foreach (var property in type.Properties)
        {
            Type(property.PropertyType);
            Attributes(property);
        }

        foreach (var raised in type.Events)
        {
            Type(raised.EventType);
            Attributes(raised);
        }

        foreach (var method in type.Methods)
        {
            Signature(method);
            Attributes(method);
            Attributes(method.MethodReturnType);
            Generics(method.GenericParameters);
            foreach (var parameter in method.Parameters)
            {
                Attributes(parameter);
            }

            foreach (var implemented in method.Overrides)
            {
                Member(implemented);
            }

            if (method.HasBody)
            {
                Body(method.Body);
            }
        }
    }

    private void Body(MethodBody body)
    {
        foreach (var variable in body.Variables)
        {
            Type(variable.VariableType);
        }

        foreach (var handler in body.ExceptionHandlers)
        {
            Type(handler.CatchType);
        }

        foreach (var instruction in body.Instructions)
        {
            switch (instruction.Operand)
            {
                case TypeReference type:
                    Type(type);
                    break;
                case MemberReference member:
                    Member(member);
                    break;
                case CallSite site:
                    Signature(site);
                    break;
            }
        }
    }

    private void Member(MemberReference member)
    {
        Type(member.DeclaringType);
        switch (member)
        {
            case FieldReference field:
                Type(field.FieldType);
                break;
            case GenericInstanceMethod generic:
                foreach (var argument in generic.GenericArguments)
                {
                    Type(argument);
                }

                Signature(generic.ElementMethod);
                break;
            case MethodReference method:
                Signature(method);
                break;
        }
    }

    private void Signature(IMethodSignature method)
    {
        Type(method.ReturnType);
        foreach (var parameter in method.Parameters)
        {
            Type(parameter.ParameterType);
        }
    }

    private void Generics(Collection<GenericParameter> parameters)
    {
        foreach (var parameter in parameters)
        {
            Attributes(parameter);
            foreach (var constraint in parameter.Constraints)
            {
                Type(constraint.ConstraintType);
            }
        }
    }

    private void Attributes(Mono.Cecil.ICustomAttributeProvider place)
    {
        foreach (var attribute in place.CustomAttributes)
        {
            Type(attribute.AttributeType);
            foreach (var argument in attribute.ConstructorArguments
                .Concat(attribute.Fields.Select(f => f.Argument)).Concat(attribute.Properties.Select(p => p.Argument)))
            {
                Argument(argument);
            }
        }
    }

    private void Argument(CustomAttributeArgument argument)
    {
        Type(argument.Type);
        switch (argument.Value)
        {
            case TypeReference type:
                Type(type);
                break;
            case CustomAttributeArgument inner:
                Argument(inner);
                break;
            case CustomAttributeArgument[] several:
                Array.ForEach(several, Argument);
                break;
        }
    }

    private void Type(TypeReference? type)
    {
        switch (type)
        {
            case null or GenericParameter:
                return;
            case GenericInstanceType generic:
                foreach (var argument in generic.GenericArguments)
                {
                    Type(argument);
                }

                Type(generic.ElementType);
                return;
            case IModifierType modified:
                Type(modified.ModifierType);
                Type(modified.ElementType);
                return;
            case FunctionPointerType pointer:
                Signature(pointer);
                return;
            case TypeSpecification specification:
                Type(specification.ElementType);
                return;
        }

        if (type.Scope == _user.Module && Place(type) is { } to && Place(_user) is { } from && from != to)
        {
            _found.Add(new CompiledUse(from, to, _user.FullName, type.FullName));
        }
    }
}
