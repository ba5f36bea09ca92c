using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace ExchangeActors.Node.Tests.Fixtures;

/// <summary>What a process left: its exit code and all that it wrote.</summary>
internal sealed record Finished(int ExitCode, string Out, string Error)
{
    /// <summary>Fails with everything it wrote unless the process ended with this code.</summary>
    public Finished Expect(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode} instead of {exitCode}\n--- stdout\n{Out}\n--- stderr\n{Error}");
        return this;
    }

    // On a busy machine what takes no time takes long enough to be told of.
    private static readonly Regex Progress = new(@"^(\w+: [\d,]+( of [\d,]+)? events \([\d,]+/s\)\n)+");

    /// <summary>Refused: this exit code, nothing on standard output, no stack trace, and each part on standard error.</summary>
    public void Refused(int exitCode, params string[] parts)
    {
        Expect(exitCode);
        Assert.Equal(string.Empty, Out);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.StartsWith("exchange: ", Progress.Replace(Error, string.Empty), StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, Error, StringComparison.Ordinal));
    }
}

/// <summary>A process that a test started, with what it writes.</summary>
internal sealed class ExchangeProcess : IDisposable
{
    /// <summary>The program as it was built, copied beside the tests with its config folder.</summary>
    public static readonly string Program = Path.Combine(AppContext.BaseDirectory,
        OperatingSystem.IsWindows() ? "exchange.exe" : "exchange");

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly Task<string> _out;
    private readonly Task<string> _error;
    private readonly StringBuilder _said = new();
    private bool _disposed;

    public ExchangeProcess(
        string folder, string file, IEnumerable<string> arguments, int? eventsPerWrite = null, int? eventsPerSnapshot = null,
        int? monitors = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["EXCHANGE"] = Program;

        // What a review keeps of a journal stays in the test's folder.
        start.Environment["EXCHANGE_REVIEW_CACHE"] = Path.Combine(folder, "review-cache");

        // The tests start the program hundreds of times: starting fast matters more than running fast. It was compiled ahead of time
        // (CompiledAhead.targets); methods are compiled better only once a run has come to rest, and not at once as the program asks for:
        // half of the processor time of a short run.
        start.Environment["DOTNET_TC_QuickJitForLoops"] = "1";
        start.Environment["DOTNET_TC_CallCountingDelayMs"] = "2000";
        Set(start, "EXCHANGE_Journal__EventsPerWrite", eventsPerWrite);
        Set(start, "EXCHANGE_Journal__EventsPerSnapshot", eventsPerSnapshot);
        Set(start, "EXCHANGE_Exchange__Monitors", monitors);

        _process = Process.Start(start)!;
        Id = _process.Id;
        _process.StandardInput.Close();
        _out = _process.StandardOutput.ReadToEndAsync();
        _error = Listen(_process.StandardError);
    }

    private async Task<string> Listen(StreamReader reader)
    {
        var buffer = new char[1024];
        while (await reader.ReadAsync(buffer) is var read and > 0)
        {
            lock (_said)
            {
                _said.Append(buffer, 0, read);
            }
        }

        return _said.ToString();
    }

    private static void Set(ProcessStartInfo start, string variable, int? value)
    {
        if (value is { } number)
        {
            start.Environment[variable] = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Waits until it has said something on standard error; the result is all that it has said so far.</summary>
    public async Task<string> Said(string part)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var said = SaidSoFar();
            if (said.Contains(part, StringComparison.Ordinal))
            {
                return said;
            }

            Assert.False(HasExited && _error.IsCompleted, $"the process ended without saying \"{part}\"\n{said}");
            Assert.True(watch.Elapsed < Patience, $"the process did not say \"{part}\" within {Patience}\n{said}");
            await Task.Delay(20);
        }
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Its end; a process that does not end is killed and fails the test.</summary>
    public async Task<Finished> End()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
            Assert.Fail($"the process did not end within {Patience}\n--- stdout\n{await _out}\n--- stderr\n{await _error}");
        }

        return new Finished(_process.ExitCode, await _out, await _error);
    }

    /// <summary>Kills it at once (SIGKILL), with all that it started, and waits until it is gone.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    /// <summary>
    /// Interrupts it as ^C does; false when it has gone already. A shell that starts tests in the background has them ignore ^C, and the
    /// processes they start too: then as the end of a session does, which means the same.
    /// </summary>
    public bool TryInterrupt() => TrySignal(IgnoresInterrupts() ? "TERM" : "INT");

    private static bool IgnoresInterrupts() =>
        File.Exists("/proc/self/status")
        && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } line
        && (Convert.ToUInt64(line[7..].Trim(), 16) & 2) != 0;

    /// <summary>Sends a signal, e.g. <c>INT</c>.</summary>
    public void Signal(string name) => Assert.True(TrySignal(name));

    /// <summary>Sends a signal, e.g. <c>INT</c>; false when the process has gone already.</summary>
    public bool TrySignal(string name) => Signals.TrySend(_process.Id, name);

    /// <summary>Waits until it is gone, however long that takes; the result is its exit code.</summary>
    public async Task<int> Gone()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>All that it has said so far on standard error.</summary>
    public string SaidSoFar()
    {
        lock (_said)
        {
            return _said.ToString();
        }
    }

    /// <summary>Its number.</summary>
    public int Id { get; }

    /// <summary>
    /// Once it has begun, lets it run in short slices, stopped (SIGSTOP) while it is looked at, so that it cannot outrun who watches it;
    /// left stopped where the condition holds. False when it ends before.
    /// </summary>
    /// <param name="condition">Looks at what the process has done.</param>
    /// <param name="hasBegun">Whether it works already, by the last look; its start is not slowed down.</param>
    /// <param name="sliceMs">How long it runs between two looks.</param>
    public async Task<bool> StopWhen(Func<bool> condition, Func<bool> hasBegun, int sliceMs = 3)
    {
        var watch = Stopwatch.StartNew();
        while (!HasExited && (!hasBegun() || TrySignal("STOP")))
        {
            if (condition() && TrySignal("STOP"))
            {
                return true;
            }

            Assert.True(watch.Elapsed < Patience, $"what the test waits for did not come about within {Patience}");
            TrySignal("CONT");
            await Task.Delay(sliceMs);
        }

        return false;
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
