using System.Globalization;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace ExchangeActors.Node.Shell;

/// <summary>The log for people: a line on standard error for each entry, above the line of progress.</summary>
/// <param name="template">What of an entry is written.</param>
internal sealed class ConsoleLog(string template) : ILogEventSink
{
    private readonly MessageTemplateTextFormatter _formatter = new(template, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        _formatter.Format(logEvent, text);
        LiveLine.Say(text.ToString().TrimEnd());
    }
}
