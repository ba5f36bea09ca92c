using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace ExchangeActors.Journal.PostgreSql;

/// <summary>
/// A PostgreSQL server for tests and for trying things out, made of the installed binaries in a temporary folder, on a free port, with a
/// generated password. It ends with this process, however that ends, and leaves nothing behind. Without binaries it fails and says what to
/// install. It does not wait for the disk: what it has committed survives the end of any process, but not of the machine.
/// </summary>
public sealed class PostgreSqlServer : IDisposable
{
    /// <summary>The user of all connections; owns the server.</summary>
    public const string User = "exchange";

    private const string Account = "postgres";
    private const int OldestVersion = 15;
    private const int Attempts = 3;

    // Waits for the end of its input, which comes when the process that started it closes it or is gone; a line of it is for how many
    // seconds the server is to be down now. Signals to the group of processes are for the others.
    private const string Keeper = """
        trap '' INT TERM HUP
        folder=$1; bin=$2; port=$3; shift 3
        start() {
          "$@" "$bin/postgres" -D "$folder/data" -c listen_addresses=127.0.0.1 -c "port=$port" \
            -c unix_socket_directories= -c fsync=off -c max_connections=200 >>"$folder/log" 2>&1 &
          server=$!
        }
        start "$@"
        while read -r seconds; do
          kill -INT "$server" 2>/dev/null
          wait "$server"
          sleep "$seconds"
          start "$@"
        done
        kill -INT "$server" 2>/dev/null
        wait "$server"
        rm -rf "$folder"
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private readonly Process _keeper;
    private int _databases;

    /// <summary>Starts a server.</summary>
    public PostgreSqlServer()
    {
        var bin = Binaries();
        var asUser = Environment.IsPrivilegedProcess ? Unprivileged() : [];
        _folder = Folder(asUser);
        try
        {
            var secret = Path.Combine(_folder, "password");
            File.WriteAllText(secret, Password);
            if (asUser.Length > 0)
            {
                Run("chown", Account, secret);
            }

            Run([.. asUser, Path.Combine(bin, "initdb"), "-D", Path.Combine(_folder, "data"), "-U", User, "-A", "scram-sha-256",
                "--pwfile", secret, "-E", "UTF8", "--locale=C", "--no-sync"]);
            _keeper = Start(bin, asUser);
        }
        catch
        {
            if (Directory.Exists(_folder))
            {
                Directory.Delete(_folder, recursive: true);
            }

            throw;
        }
    }

    /// <summary>The password of <see cref="User"/>; must not be in any output.</summary>
    public string Password { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Where it listens on 127.0.0.1.</summary>
    public int Port { get; private set; }

    /// <summary>
    /// Stops the server, as an administrator does who does not wait for sessions, and starts it again; it answers when this is done.
    /// </summary>
    /// <param name="down">For how long it is down.</param>
    /// <param name="whileDown">What is done once it is down.</param>
    public void Restart(TimeSpan down, Action whileDown)
    {
        _keeper.StandardInput.WriteLine(down.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        _keeper.StandardInput.Flush();
        for (var watch = Stopwatch.StartNew(); IsUp(); Thread.Sleep(20))
        {
            if (watch.Elapsed > Patience)
            {
                throw Failed("the PostgreSQL server did not stop", "see its log");
            }
        }

        whileDown();

        for (var watch = Stopwatch.StartNew(); !IsUp(); Thread.Sleep(20))
        {
            if (watch.Elapsed > Patience)
            {
                throw Failed("the PostgreSQL server did not start again", "see its log");
            }
        }
    }

    /// <summary>The server's processes now: the first one is that which started the others.</summary>
    public IReadOnlyList<int> Processes()
    {
        var first = File.ReadLines(Path.Combine(_folder, "data", "postmaster.pid")).First();
        var others = File.ReadAllText($"/proc/{first}/task/{first}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. others.Prepend(first).Select(process => int.Parse(process, NumberStyles.None, CultureInfo.InvariantCulture))];
    }

    private bool IsUp()
    {
        try
        {
            using var connection = Open(ConnectionString("postgres"));
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string, with the password.</returns>
    public string CreateDatabase()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"journal_{Interlocked.Increment(ref _databases)}");
        Execute(ConnectionString("postgres"), $"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    /// <summary>A connection string of a database, with the password.</summary>
    public string ConnectionString(string database) => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username={User};Password={Password};Database={database}");

    /// <summary>Runs statements; the result is the number of rows that they changed.</summary>
    public static int Execute(string connectionString, string sql)
    {
        using var connection = Open(connectionString);
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteNonQuery();
    }

    /// <summary>The first column of a query's rows.</summary>
    public static IReadOnlyList<T> Query<T>(string connectionString, string sql)
    {
        using var connection = Open(connectionString);
        using var command = new NpgsqlCommand(sql, connection);
        using var reader = command.ExecuteReader();
        var values = new List<T>();
        while (reader.Read())
        {
            values.Add(reader.GetFieldValue<T>(0));
        }

        return values;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _keeper.StandardInput.Close();
        if (!_keeper.WaitForExit(Patience))
        {
            throw Failed($"the PostgreSQL server in {_folder} did not stop", "end it by hand, and delete the folder");
        }

        _keeper.Dispose();
    }

    private static string Binaries()
    {
        const string root = "/usr/lib/postgresql";
        var installed = Directory.Exists(root) ? Directory.GetDirectories(root) : [];
        var newest = installed
            .Select(folder =>
                (Folder: folder, Version: int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture,
                    out var version) ? version : 0))
            .Where(found => found.Version >= OldestVersion)
            .OrderBy(found => found.Version)
            .Select(found => Path.Combine(found.Folder, "bin"));
        return newest
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")))
            ?? throw Failed(
                $"there are no binaries of PostgreSQL {OldestVersion} or newer to start a server from, neither in {root}/<version>/bin nor "
                    + "in PATH",
                "install them: apt-get install postgresql-15");
    }

    // PostgreSQL refuses to run as root.
    private static string[] Unprivileged() => File.ReadLines("/etc/passwd")
        .Any(line => line.StartsWith(Account + ":", StringComparison.Ordinal))
        ? ["setpriv", "--reuid", Account, "--regid", Account, "--clear-groups", "--"]
        : throw Failed(
            $"a PostgreSQL server does not run as root, and there is no account \"{Account}\" to run it as",
            "install it with the server: apt-get install postgresql-15");

    // The temporary folder of this process may be closed to others.
    private static string Folder(string[] asUser)
    {
        foreach (var place in (string[])[Path.GetTempPath(), "/tmp"])
        {
            var folder = Path.Combine(
                place, $"exchange-postgresql-{Environment.ProcessId}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");
            Directory.CreateDirectory(folder);
            if (asUser.Length == 0)
            {
                return folder;
            }

            Run("chown", Account, folder);
            if (ExitCode([.. asUser, "test", "-w", folder]).Code == 0)
            {
                return folder;
            }

            Directory.Delete(folder);
        }

        throw Failed(
            $"the account \"{Account}\" cannot write a folder in {Path.GetTempPath()}, nor in /tmp", "set TMPDIR to a folder that it can");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Run(params string[] command)
    {
        var (code, output) = ExitCode(command);
        if (code != 0)
        {
            throw Failed($"{command[0]} ended with {code}: {output.Trim()}", "see what it says");
        }
    }

    private static (int Code, string Output) ExitCode(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/"
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    private static NpgsqlConnection Open(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        connection.Open();
        return connection;
    }

    private Process Start(string bin, string[] asUser)
    {
        // Another process can take the port between our look and the server's start.
        for (var attempt = 1; ; attempt++)
        {
            Port = FreePort();
            var start = new ProcessStartInfo(
                "/bin/sh", ["-c", Keeper, "keeper", _folder, bin, Port.ToString(CultureInfo.InvariantCulture), .. asUser])
            {
                RedirectStandardInput = true,
                WorkingDirectory = "/",
            };
            var keeper = Process.Start(start)!;
            if (Answers(keeper))
            {
                return keeper;
            }

            var log = File.ReadAllText(Path.Combine(_folder, "log"));
            if (attempt == Attempts || !log.Contains("Address already in use", StringComparison.Ordinal))
            {
                keeper.StandardInput.Close();
                keeper.WaitForExit();
                throw Failed($"PostgreSQL did not start: {log.Trim()}", "see what it says");
            }

            keeper.Kill();
        }
    }

    private bool Answers(Process keeper)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience && !keeper.HasExited; Thread.Sleep(20))
        {
            try
            {
                using var connection = Open(ConnectionString("postgres"));
                return true;
            }
            catch (NpgsqlException)
            {
                if (File.Exists(Path.Combine(_folder, "log"))
                    && File.ReadAllText(Path.Combine(_folder, "log")).Contains("FATAL:  could not", StringComparison.Ordinal))
                {
                    return false;
                }
            }
        }

        return false;
    }

    private static JournalException Failed(string what, string remedy) => new(JournalFault.Failed, what, "a server of its own", remedy);
}
