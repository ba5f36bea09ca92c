using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ExchangeActors.Journal.PostgreSql;

namespace ExchangeActors.Node.Tests.Service.Hosting;

/// <summary>Between nodes with certificates everything is encrypted, and nobody without one of them is a node.</summary>
[Collection(PostgreSqlClusterTests.Name)]
public sealed class ClusterSecurityTests(PostgreSqlServer server) : IDisposable
{
    private const string Password = "a-nodes-secret";

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nodes_show_each_other_certificates_and_who_has_none_is_refused()
    {
        using var authority = Authority("Nodes");
        await File.WriteAllTextAsync(_folder.File("authority.pem"), authority.ExportCertificatePem());
        await File.WriteAllBytesAsync(_folder.File("node.p12"), Signed(authority).Export(X509ContentType.Pkcs12, Password));
        var place = server.CreateDatabase();
        var (first, second) = (FreePort.Next(), FreePort.Next());

        using var one = Start(place, "one", first, null);
        await one.Said("Ctrl-C ends it");
        using var two = Start(place, "two", second, first);
        await two.Said("Ctrl-C ends it");

        Assert.True(await IsRefused(first, null), "a client without a certificate was taken");
        using var others = Authority("Others");
        Assert.True(await IsRefused(first, Signed(others)), "a client with a certificate of somebody else's was taken");
        var said = await one.Said("TLS handshake failed");
        Assert.DoesNotContain(Password, said, StringComparison.Ordinal);

        _folder.Write("no.p12", "this is no certificate");
        (await _folder.Shell(Node(place, "three", FreePort.Next(), first, "no.p12"))).Refused(2, "Node:Certificate", "cannot be read");
        (await _folder.Shell(Node(place, "four", first, second, "node.p12"))).Refused(3, "cannot listen");
    }

    private ExchangeProcess Start(string place, string data, int port, int? seed) =>
        _folder.StartProgram("sh", ["-c", "exec " + Node(place, data, port, seed, "node.p12")]);

    private static string Node(string place, string data, int port, int? seed, string certificate) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        env SSL_CERT_FILE=authority.pem EXCHANGE_Node__Journal='{place}' EXCHANGE_Node__Certificate={certificate} \
          EXCHANGE_Node__CertificatePassword={Password} "$EXCHANGE" node first-adl --roles engine --data {data} \
          --cluster 127.0.0.1:{port} {(seed is null ? string.Empty : $"--seeds 127.0.0.1:{seed}")}
        """);

    /// <summary>True when the node ends the connection: with TLS 1.3 a client hears of it only when it reads.</summary>
    private static async Task<bool> IsRefused(int port, X509Certificate2? certificate)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
#pragma warning disable CA5359 // Whose node it is does not matter here.
        await using var stream = new SslStream(client.GetStream(), false, (_, _, _, _) => true);
#pragma warning restore CA5359
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "127.0.0.1",
                ClientCertificates = certificate is null ? null : [certificate],
            });
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            return await stream.ReadAsync(new byte[1], patience.Token) == 0;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception fault) when (fault is IOException or System.Security.Authentication.AuthenticationException)
        {
            return true;
        }
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
    }

    private static X509Certificate2 Signed(X509Certificate2 authority)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        using var signed = request.Create(
            authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }
}
