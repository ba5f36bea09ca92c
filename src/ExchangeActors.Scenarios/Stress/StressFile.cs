using System.Globalization;
using System.Text;
using CsvHelper;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Stress;

/// <summary>
/// The runs of a study as CSV, a line each, in the order of the runs and of the points in each. It is written line by line and read
/// column by column, so that memory does not grow with the runs (but for one column of numbers while it is summed up). A line that a
/// crash has cut off is dropped when the file is opened again.
/// </summary>
public sealed class StressFile : IDisposable
{
    private const string Runs = "runs.csv";
    private const string Identity = "study.txt";
    private const int Leading = 4; // run, point, venue, seed
    private readonly string? _temporary;
    private readonly StressStudy _study;
    private readonly FileStream _stream;
    private readonly StreamWriter _writer;
    private readonly CsvWriter _csv;

    private StressFile(StressStudy study, string folder, bool temporary)
    {
        (_study, Folder, _temporary) = (study, folder, temporary ? folder : null);
        _stream = new FileStream(System.IO.Path.Combine(folder, Runs), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        Count = CutToWholeLines();
        _stream.Seek(0, SeekOrigin.End);
        _writer = new StreamWriter(_stream, new UTF8Encoding(false), leaveOpen: true);
        _csv = CsvWriter.Create(_writer, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        if (_stream.Length == 0)
        {
            _csv.WriteRecord(Header(study));
            Flush();
        }
    }

    /// <summary>Where the file is.</summary>
    public string Folder { get; }

    /// <summary>True when it is there to stay.</summary>
    public bool IsKept => _temporary is null;

    /// <summary>Lines: runs times points, as far as they are done.</summary>
    public long Count { get; private set; }

    /// <summary>Runs that are done at every point.</summary>
    public int WholeRuns => (int)(Count / _study.Points.Length);

    /// <summary>Opens the file of a study.</summary>
    /// <param name="study">The study.</param>
    /// <param name="folder">The folder; null for a temporary one that is removed in the end.</param>
    /// <param name="resume">True to go on with what is there.</param>
    /// <exception cref="InputException">There is something and it is not to be gone on with, or it is of another study.</exception>
    public static StressFile Open(StressStudy study, string? folder, bool resume)
    {
        ArgumentNullException.ThrowIfNull(study);
        if (folder is null)
        {
            return new StressFile(study, Directory.CreateTempSubdirectory("exchange-stress-").FullName, temporary: true);
        }

        Directory.CreateDirectory(folder);
        var identity = System.IO.Path.Combine(folder, Identity);
        if (File.Exists(identity))
        {
            if (!resume)
            {
                throw Wrong(folder, "holds the runs of a study already", "add --resume to go on with it, or name another folder");
            }

            if (File.ReadAllText(identity).Trim() != study.Identity)
            {
                throw Wrong(
                    folder,
                    "holds the runs of another study",
                    "resume with the same scenario, --set, --vary, --grid, --venues and --cover, or name another folder");
            }
        }
        else if (resume)
        {
            throw Wrong(folder, "holds no study to go on with", "leave --resume out to begin one");
        }
        else if (File.Exists(System.IO.Path.Combine(folder, Runs)))
        {
            throw Wrong(folder, $"has a {Runs} that is of no study", "name another folder");
        }

        File.WriteAllText(identity, study.Identity + "\n");
        return new StressFile(study, folder, temporary: false);
    }

    /// <summary>The columns.</summary>
    internal static string[] Header(StressStudy study) =>
    [
        "run", "point", "venue", "seed",
        .. study.Points[0].Cell.Select(value => value.Axis),
        "cover",
        .. study.Variations.Select(variation => variation.Path),
        .. StressFigure.All.Select(figure => figure.Name),
        "stateHash",
    ];

    /// <summary>Adds a run; they come in order.</summary>
    internal void Append(StressRecord record)
    {
        var point = _study.Points[record.Point];
        _csv.WriteRecord(
            [
                Text(record.Run), Text(record.Point), point.Venue, record.Seed.ToString(CultureInfo.InvariantCulture),
                .. point.Cell.Select(value => value.Value),
                Text(point.Cover),
                .. record.Drawn,
                .. record.Figures.Select(Text),
                record.StateHash,
            ]);
        Count++;
    }

    /// <summary>Hands what was added to the system.</summary>
    public void Flush()
    {
        _csv.Flush();
        _writer.Flush();
    }

    /// <summary>A figure of all whole runs at a point, in the order of the runs.</summary>
    internal double[] Column(int point, string figure)
    {
        var place = Leading + _study.Points[0].Cell.Length + 1 + _study.Variations.Length + StressFigure.PlaceOf(figure);
        var values = new double[WholeRuns];
        foreach (var line in Lines(point))
        {
            values[line.Run] = double.Parse(line.Fields.GetString(place), CultureInfo.InvariantCulture);
        }

        return values;
    }

    /// <summary>The place of the first figure; from there on all columns but the last, the state's hash, are numbers.</summary>
    public int FirstFigure => Header(_study).Length - 1 - StressFigure.All.Length;

    /// <summary>Every line, the names of the columns first.</summary>
    public IEnumerable<string[]> Rows()
    {
        Flush();
        var columns = Header(_study).Length;
        using var stream = new FileStream(System.IO.Path.Combine(Folder, Runs), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var csv = CsvReader.Create(stream, new CsvReaderOptions { HasHeader = false }, leaveOpen: true);
        while (csv.Read())
        {
            yield return [.. Enumerable.Range(0, columns).Select(csv.GetString)];
        }
    }

    /// <summary>The lines of a point, whole runs only.</summary>
    private IEnumerable<(int Run, CsvReader Fields)> Lines(int point)
    {
        Flush();
        using var stream = new FileStream(System.IO.Path.Combine(Folder, Runs), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var csv = CsvReader.Create(stream, new CsvReaderOptions { HasHeader = false }, leaveOpen: true);
        var whole = WholeRuns;
        for (var header = true; csv.Read(); header = false)
        {
            if (!header && int.Parse(csv.GetString(1), CultureInfo.InvariantCulture) == point
                && int.Parse(csv.GetString(0), CultureInfo.InvariantCulture) is var run && run < whole)
            {
                yield return (run, csv);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush();
        _csv.Dispose();
        _writer.Dispose();
        _stream.Dispose();
        if (_temporary is not null)
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }

    /// <summary>Drops what follows the last end of a line; the number of lines below the header.</summary>
    private long CutToWholeLines()
    {
        var (lines, end, at) = (0L, 0L, 0L);
        var buffer = new byte[1 << 16];
        _stream.Seek(0, SeekOrigin.Begin);
        for (var read = _stream.Read(buffer); read > 0; read = _stream.Read(buffer))
        {
            for (var i = 0; i < read; i++)
            {
                if (buffer[i] == '\n')
                {
                    lines++;
                    end = at + i + 1;
                }
            }

            at += read;
        }

        _stream.SetLength(end);
        return Math.Max(0, lines - 1);
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    private static InputException Wrong(string folder, string what, string remedy) =>
        new(new InputProblem($"--out {folder}", 0, string.Empty, what, remedy));
}
