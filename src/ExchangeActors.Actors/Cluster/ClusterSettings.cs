using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.DistributedData;

namespace ExchangeActors.Actors.Cluster;

/// <summary>A node's certificate, with which the nodes of a cluster know each other.</summary>
/// <param name="Path">A PKCS #12 file with the key.</param>
/// <param name="Password">Its password; null for none.</param>
public sealed record ClusterCertificate(string Path, string? Password);

/// <summary>
/// Whom a node asks for its cluster, so that all nodes are started alike and none of them is the one that begins (the cluster bootstrap of
/// Akka.Management): it joins the cluster that any contact is in; a new one begins only when every contact has answered that it is in none.
/// </summary>
/// <param name="Host">Where the others ask this node: a name or an address, as the contacts have it.</param>
/// <param name="Port">The port for that; 0 for a node that nobody asks.</param>
/// <param name="Contacts">Whom to ask, <c>host:port</c>: all nodes that may begin a cluster.</param>
public sealed record ClusterContacts(string Host, int Port, ImmutableArray<string> Contacts);

/// <summary>Where a node listens.</summary>
/// <param name="Host">A name or an address of this machine.</param>
/// <param name="Port">The port; 0 for a free one.</param>
public readonly record struct ClusterBind(string Host, int Port);

/// <summary>How a process takes part in a cluster.</summary>
/// <param name="Host">Where the other nodes reach it: a name or an address.</param>
/// <param name="Port">The port for them; 0 for a free one.</param>
/// <param name="Seeds">Nodes to join by, <c>host:port</c>; empty for the node itself, which begins a new cluster.</param>
/// <param name="Engine">True where entities and monitors may live; false for a gateway, which only sends to them.</param>
/// <param name="Certificate">Needed beyond loopback; null for connections in the clear.</param>
/// <param name="Contacts">Whom to ask instead of joining by seeds; null for nobody.</param>
/// <param name="Bind">Where it listens, when that is another place than where others reach it; null for the same.</param>
public sealed record ClusterSettings(
    string Host,
    int Port,
    ImmutableArray<string> Seeds,
    bool Engine,
    ClusterCertificate? Certificate,
    ClusterContacts? Contacts = null,
    ClusterBind? Bind = null)
{
    /// <summary>The name that all nodes' actor systems have.</summary>
    public const string System = "exchange";

    /// <summary>The role of nodes with entities.</summary>
    public const string EngineRole = "engine";

    /// <summary>The role of nodes without.</summary>
    public const string GatewayRole = "gateway";

    /// <summary>True when only this machine reaches the node.</summary>
    public bool IsLoopback => Here(Host) && Here(Listening.Host);

    /// <summary>Where it listens.</summary>
    public ClusterBind Listening => Bind ?? new ClusterBind(Host, Port);

    /// <summary>An actor system's settings for it, complete.</summary>
    /// <param name="join">How long a node that was told whom to join tries.</param>
    /// <exception cref="InvalidOperationException">Other machines would reach it without a certificate.</exception>
    internal Config Configuration(TimeSpan join) => !IsLoopback && Certificate is null
        ? throw new InvalidOperationException("Beyond loopback the nodes of a cluster need a certificate.")
        : ConfigurationFactory.ParseString(Text(join))
            .WithFallback(ClusterSharding.DefaultConfig())
            .WithFallback(ClusterSingleton.DefaultConfig())
            .WithFallback(DistributedData.DefaultConfig());

    // Large messages (pages of a queue) need larger frames than Akka's 128 kB. Keep-majority counts the nodes that have entities. A node
    // that is killed and comes back at once looks unstable for longer than Akka's usual 9 s, after which all nodes would end; two owners
    // of an entity meanwhile do no harm, since the journal takes the next event of a stream once.
    // Who was told by a contact to join nodes that went away meanwhile would ask those for ever, and the others wait for it: it ends.
    private string Text(TimeSpan join) => $$"""
        akka {
          actor.provider = cluster
          remote.dot-netty.tcp {
            hostname = "{{Listening.Host}}"
            port = {{Listening.Port}}
            {{(Bind is null ? string.Empty : $"public-hostname = \"{Host}\", public-port = {Port}")}}
            maximum-frame-size = 4MiB
            send-buffer-size = 8MiB
            receive-buffer-size = 8MiB
            tcp-reuse-addr = off
            {{Tls()}}
          }
          cluster {
            roles = [ {{(Engine ? EngineRole : GatewayRole)}} ]
            shutdown-after-unsuccessful-join-seed-nodes = {{(Contacts is null ? "off" : Milliseconds(join))}}
            seed-nodes = [{{string.Join(", ", Seeds.Select(seed => $"\"akka.{Protocol}://{System}@{seed}\""))}}]
            failure-detector.acceptable-heartbeat-pause = 5s
            downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
            split-brain-resolver {
              active-strategy = keep-majority
              stable-after = 5s
              down-all-when-unstable = 60s
              keep-majority.role = {{EngineRole}}
            }
            sharding {
              state-store-mode = ddata
              remember-entities = off
              passivate-idle-entity-after = off
              verbose-debug-logging = off
            }
          }
          coordinated-shutdown {
            run-by-actor-system-terminate = on
            phases.cluster-sharding-shutdown-region.timeout = 30s
          }
          {{Discovery()}}
        }
        """;

    // A gateway never begins a cluster.
    private string Discovery() => Contacts is not { } contacts ? string.Empty : $$"""
        discovery {
          method = config
          config.services.{{System}}.endpoints = [{{string.Join(", ", contacts.Contacts.Select(contact => $"\"{contact}\""))}}]
        }
        management {
          cluster.bootstrap {
            new-cluster-enabled = {{(Engine ? "on" : "off")}}
            contact-point-discovery {
              service-name = {{System}}
              required-contact-point-nr = {{contacts.Contacts.Length}}
              contact-with-all-contact-points = true
              stable-margin = 2s
            }
            contact-point {
              filter-on-fallback-port = false
              probe-interval = 1s
            }
          }
        }
        """;

    private static bool Here(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address)
        && IPAddress.IsLoopback(address));

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMilliseconds}ms");

    private string Protocol => Certificate is null ? "tcp" : "ssl.tcp";

    private string Tls() => Certificate is not { } certificate ? "enable-ssl = off" : $$"""
        enable-ssl = on
        ssl {
          suppress-validation = off
          require-mutual-authentication = on
          validate-certificate-hostname = on
          certificate { path = "{{Quoted(certificate.Path)}}", password = "{{Quoted(certificate.Password ?? string.Empty)}}" }
        }
        """;

    private static string Quoted(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal);
}
