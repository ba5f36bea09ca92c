namespace ExchangeActors.Scenarios.Documents;

/// <summary>Turns a failure to read a file into words.</summary>
internal static class FileProblem
{
    /// <summary>What is wrong with the file and what to do.</summary>
    /// <param name="shown">The file as the user wrote it.</param>
    /// <param name="path">The file as it was looked for.</param>
    /// <param name="fault">What the system said.</param>
    public static InputProblem Of(string shown, string path, Exception fault) => fault switch
    {
        FileNotFoundException or DirectoryNotFoundException =>
            new InputProblem(shown, 0, string.Empty, "no such file",
                $"looked for {Path.GetFullPath(path)}; correct the path (paths in a scenario are relative to its file)"),
        UnauthorizedAccessException when Directory.Exists(path) =>
            new InputProblem(shown, 0, string.Empty, "is a directory", "name a file"),
        UnauthorizedAccessException =>
            new InputProblem(shown, 0, string.Empty, "may not be read", $"give this user the right to read {Path.GetFullPath(path)}"),
        _ => new InputProblem(shown, 0, string.Empty, $"cannot be read: {fault.Message}", $"check {Path.GetFullPath(path)}"),
    };
}
