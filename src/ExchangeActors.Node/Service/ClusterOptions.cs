using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ExchangeActors.Actors.Cluster;
using ExchangeActors.Journal;
using ExchangeActors.Scenarios.Documents;
using Microsoft.Extensions.Configuration;

namespace ExchangeActors.Node.Service;

/// <summary>How a node is part of a cluster.</summary>
/// <param name="Address">Where the other nodes reach it, <c>host:port</c>.</param>
/// <param name="Seeds">Nodes to join by; empty for a node that begins a cluster.</param>
/// <param name="Engine">Entities may live on it.</param>
/// <param name="Gateway">It has the HTTP API.</param>
/// <param name="Certificate">A PKCS #12 file with its key; null on loopback.</param>
/// <param name="CertificatePassword">Its password; null for none.</param>
/// <param name="Contacts">Whom it asks for its cluster instead of joining by seeds; null for nobody.</param>
/// <param name="Bind">Where it listens for the other nodes, <c>host:port</c>; null for where they reach it.</param>
internal sealed record ClusterOptions(
    string Address,
    ImmutableArray<string> Seeds,
    bool Engine,
    bool Gateway,
    string? Certificate,
    string? CertificatePassword,
    ClusterContacts? Contacts = null,
    string? Bind = null)
{
    private const string Section = "Node:";
    private const string EngineRole = ClusterSettings.EngineRole;
    private const string GatewayRole = ClusterSettings.GatewayRole;

    /// <summary>What the command line, the environment and config/appsettings.json say; null for a node that is alone.</summary>
    /// <param name="settings">The environment's and the file's.</param>
    /// <param name="address">Of the command line.</param>
    /// <param name="seeds">Of the command line.</param>
    /// <param name="roles">Of the command line.</param>
    /// <param name="journal">Where the journal is to be.</param>
    /// <param name="contacts">Of the command line.</param>
    /// <param name="management">Of the command line.</param>
    /// <param name="bind">Of the command line.</param>
    /// <exception cref="InputException">A value is none; it names the key and the remedy.</exception>
    public static ClusterOptions? Of(
        IConfiguration settings, string? address, string? seeds, string? roles, string journal, string? contacts, string? management,
        string? bind)
    {
        ArgumentNullException.ThrowIfNull(settings);
        address ??= settings[Section + "Cluster"];
        seeds ??= settings[Section + "Seeds"];
        roles ??= settings[Section + "Roles"];
        contacts ??= settings[Section + "Contacts"];
        management ??= settings[Section + "Management"];
        bind ??= settings[Section + "Bind"];
        if (string.IsNullOrEmpty(address))
        {
            return (seeds ?? roles ?? contacts ?? management ?? bind) is null ? null
                : throw Wrong("Cluster", string.Empty, "is missing, but seeds, contacts, management, bind or roles are given",
                    "write where the other nodes reach this one, e.g. 127.0.0.1:5090");
        }

        var named = (roles ?? $"{EngineRole};{GatewayRole}")
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (named.Length == 0 || named.Any(role => role is not (EngineRole or GatewayRole)))
        {
            throw Wrong("Roles", roles ?? string.Empty, "are no roles", $"write {EngineRole}, {GatewayRole} or {EngineRole};{GatewayRole}");
        }

        if (!JournalPlace.IsDatabase(journal))
        {
            throw Wrong("Journal", journal, "is no database, and the nodes of a cluster write one journal together",
                "name a PostgreSQL database");
        }

        var options = new ClusterOptions(
            Place("Cluster", address),
            Places("Seeds", seeds),
            named.Contains(EngineRole),
            named.Contains(GatewayRole),
            Certified(settings[Section + "Certificate"], settings[Section + "CertificatePassword"]),
            settings[Section + "CertificatePassword"],
            Asked(contacts, management, seeds, named.Contains(EngineRole)),
            string.IsNullOrEmpty(bind) ? null : Place("Bind", bind));
        if (options.Settings.IsLoopback || options.Certificate is not null)
        {
            return options;
        }

        var (key, value) = (options with { Bind = null }).Settings.IsLoopback ? ("Bind", options.Bind!) : ("Cluster", address);
        throw Wrong(
            key,
            value,
            "is reached by other machines, and without a certificate anybody there could be a node",
            "name this node's certificate, a PKCS #12 file with its key whose name is the host's, in Node:Certificate "
                + "(EXCHANGE_Node__Certificate, the password in EXCHANGE_Node__CertificatePassword)");
    }

    /// <summary>As the actors have it.</summary>
    public ClusterSettings Settings
    {
        get
        {
            var (host, port) = Split(Address);
            return new ClusterSettings(
                host,
                port,
                Seeds,
                Engine,
                Certificate is null ? null : new ClusterCertificate(Certificate, CertificatePassword),
                Contacts,
                Bind is null ? null : Split(Bind));
        }
    }

    private static ClusterBind Split(string place)
    {
        var colon = place.LastIndexOf(':');
        return new ClusterBind(place[..colon], int.Parse(place[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture));
    }

    /// <summary>Whom a node asks. A node that may begin a cluster is one of those who are asked; a gateway is asked by nobody.</summary>
    private static ClusterContacts? Asked(string? contacts, string? management, string? seeds, bool engine)
    {
        var asked = Places("Contacts", contacts);
        if (asked.IsEmpty)
        {
            return string.IsNullOrEmpty(management) ? null
                : throw Wrong("Management", management, "is where contacts ask this node, but no contacts are given",
                    "name all nodes that may be asked in Node:Contacts");
        }

        if (!string.IsNullOrEmpty(seeds))
        {
            throw Wrong("Seeds", seeds, "are given beside contacts, and a node joins by the ones or the others", "leave one of both away");
        }

        if (!engine)
        {
            return new ClusterContacts("127.0.0.1", 0, asked);
        }

        var own = string.IsNullOrEmpty(management)
            ? throw Wrong("Management", string.Empty, "is missing, but contacts are given", "write where those ask this node, e.g. "
                + "127.0.0.1:8558")
            : Place("Management", management);
        var (host, port) = Split(own);
        return asked.Contains(own)
            ? new ClusterContacts(host, port, asked)
            : throw Wrong("Management", own, $"is not among the contacts {string.Join(", ", asked)}",
                "write it as it stands there, and the same contacts for all nodes");
    }

    private static ImmutableArray<string> Places(string key, string? text) =>
    [
        .. (text ?? string.Empty).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(place => Place(key, place)),
    ];

    /// <summary>The file of a certificate that can be read and has its key; null for none.</summary>
    private static string? Certified(string? path, string? password)
    {
        if (string.IsNullOrEmpty(path))
        {
            return null;
        }

        try
        {
            using var certificate = X509CertificateLoader.LoadPkcs12FromFile(path, password);
            return certificate.HasPrivateKey ? path
                : throw Wrong("Certificate", path, "has no private key", "name a PKCS #12 file with the node's certificate and its key");
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw Wrong("Certificate", path, $"cannot be read ({fault.Message.TrimEnd('.')})",
                "name a PKCS #12 file, with its password in Node:CertificatePassword");
        }
    }

    private static string Place(string key, string text)
    {
        var colon = text.LastIndexOf(':');
        var good = colon > 0 && Uri.CheckHostName(text[..colon]) != UriHostNameType.Unknown
            && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= 65_535;
        return good ? text : throw Wrong(key, text, "is no address of a node", "write host:port, e.g. 127.0.0.1:5090");
    }

    private static InputException Wrong(string key, string value, string what, string remedy) => new(new InputProblem(
        "settings", 0, Section + key, $"\"{value}\" {what}",
            $"{remedy} (--{key.ToLowerInvariant()}, EXCHANGE_Node__{key} or config/appsettings.json)"));
}
