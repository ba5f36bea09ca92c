using Riok.Mapperly.Abstractions;

// Nothing is converted but by what is written here or in the parts: an enumeration that was cast, or a number that was rounded, would be
// bytes that nobody meant.
[assembly: MapperDefaults(
    RequiredMappingStrategy = RequiredMappingStrategy.Target,
    EnabledConversions = MappingConversionType.Constructor | MappingConversionType.Enumerable)]
