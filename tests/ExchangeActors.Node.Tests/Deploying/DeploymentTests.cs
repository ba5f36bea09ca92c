using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ExchangeActors.Node.Service;
using ExchangeActors.Node.Service.Hosting;
using Json.Schema;
using k8s;
using k8s.Models;

namespace ExchangeActors.Node.Tests.Deploying;

/// <summary>
/// Deployment files that cannot be run here are compared with the schemas of those who read them, and with the program whose settings they
/// give. What compose.yaml starts is run by <see cref="ComposedClusterTests"/>.
/// </summary>
public sealed partial class DeploymentTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_compose_file_is_one()
    {
        using var stream = typeof(DeploymentTests).Assembly.GetManifestResourceStream("compose-spec.json")!;
        using var document = JsonDocument.Parse(stream);
        var schema = JsonSchema.FromText(document.RootElement.GetRawText());
        var compose = JsonSerializer.SerializeToElement(DeployFiles.Yaml("compose/compose.yaml"));

        var found = schema.Evaluate(compose, new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.True(found.IsValid, string.Join('\n', (found.Details ?? [])
            .Where(detail => detail.Errors is not null)
            .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}"))));
        var broken = (JsonObject)DeployFiles.Yaml("compose/compose.yaml");
        broken["services"]!["engine-1"]!["comand"] = new JsonArray();
        Assert.False(schema.Evaluate(JsonSerializer.SerializeToElement(broken)).IsValid);
    }

    [Fact]
    public async Task What_the_compose_file_names_is_there()
    {
        var compose = DeployFiles.Yaml("compose/compose.yaml");
        var command = Command().Match(DeployFiles.Text("compose/compose.yaml")).Groups[1].Value;
        (await _folder.Shell($"'{DeployFiles.At("secrets.sh")}' secrets {command}")).Expect(0);
        var secrets = (JsonObject)compose["secrets"]!;
        Assert.All(secrets, secret => Assert.True(File.Exists(_folder.File((string)secret.Value!["file"]!)), secret.Key));
        foreach (var (name, service) in (JsonObject)compose["services"]!)
        {
            Assert.All(
                (service!["secrets"] as JsonArray ?? []).Select(secret => (string?)(secret as JsonObject)?["source"] ?? (string)secret!),
                secret => Assert.True(secrets.ContainsKey(secret), $"{name}: {secret}"));
            Assert.All(
                (service["volumes"] as JsonArray ?? []).Select(volume => ((string)volume!).Split(':')[0]),
                source => Assert.True(
                    source.StartsWith('.')
                        ? File.Exists(Path.Combine(DeployFiles.At("compose"), source))
                        : ((JsonObject)compose["volumes"]!).ContainsKey(source),
                    $"{name}: {source}"));
        }

        // Made again, nothing changes: a key that is replaced shuts out who has the old one.
        var before = await File.ReadAllTextAsync(_folder.File("secrets/metrics.key"));
        (await _folder.Shell($"'{DeployFiles.At("secrets.sh")}' secrets {command}")).Expect(0);
        Assert.Equal(before, await File.ReadAllTextAsync(_folder.File("secrets/metrics.key")));
        (await _folder.Shell($"'{DeployFiles.At("secrets.sh")}' secrets")).Expect(2);
    }

    [Fact]
    public void Every_setting_that_is_given_exists()
    {
        var given = DeployFiles.All()
            .SelectMany(file => Setting().Matches(file.Text).Select(match => (file.Name, Setting: match.Groups[1].Value)))
            .Where(use => use.Setting.Length > 0).ToList();
        Assert.True(given.Count > 10);
        Assert.All(given, use => Assert.Contains(use.Setting, NodeOptions.Known));
    }

    [Fact]
    public void The_program_takes_the_arguments_that_are_given()
    {
        var node = NodeCommand.Create();
        var given = new List<string[]>();
        foreach (var (_, service) in (JsonObject)DeployFiles.Yaml("compose/compose.yaml")["services"]!)
        {
            given.Add([.. (service!["command"] as JsonArray ?? []).Select(part => (string)part!)]);
        }

        foreach (var set in Manifests().OfType<V1StatefulSet>())
        {
            given.Add([.. set.Spec.Template.Spec.Containers.Single().Args]);
        }

        given.Add(Started().Match(DeployFiles.Text("systemd/exchange.service")).Groups[1].Value.Split(' '));
        var nodes = given.Where(arguments => arguments is ["node", ..]).ToList();
        Assert.Equal(8, nodes.Count);
        Assert.All(nodes, arguments => Assert.Empty(node.Parse(arguments[1..]).Errors));
    }

    [Fact]
    public void Kubernetes_knows_every_field_and_they_fit_each_other()
    {
        var manifests = Manifests();
        Assert.Equal(2, manifests.OfType<V1StatefulSet>().Count());
        var kustomization = DeployFiles.Yaml("kubernetes/kustomization.yaml");
        var settings = (string)kustomization["configMapGenerator"]![0]!["name"]!;
        var how = DeployFiles.Text("kubernetes/kustomization.yaml");
        foreach (var set in manifests.OfType<V1StatefulSet>())
        {
            var pod = set.Spec.Template.Spec;
            var container = pod.Containers.Single();
            var volumes = pod.Volumes.Select(volume => volume.Name)
                .Concat(set.Spec.VolumeClaimTemplates?.Select(claim => claim.Metadata.Name) ?? []).ToList();
            Assert.Equal(volumes.Order(), container.VolumeMounts.Select(mount => mount.Name).Order());
            Assert.All(pod.Volumes.Where(volume => volume.Secret is not null), volume =>
                Assert.Contains($"secret generic {volume.Secret.SecretName} ", how, StringComparison.Ordinal));
            Assert.Equal(settings, Assert.Single(container.EnvFrom).ConfigMapRef.Name);
            Assert.Equal(set.Spec.Selector.MatchLabels, set.Spec.Template.Metadata.Labels);
            var service = manifests.OfType<V1Service>().Single(service => service.Metadata.Name == set.Spec.ServiceName);
            Assert.Equal(service.Spec.Selector, set.Spec.Template.Metadata.Labels);
            Assert.Equal(
                service.Spec.Ports.Select(port => (port.Name, port.Port)).Order(),
                container.Ports.Select(port => (port.Name, port.ContainerPort)).Order());
            Assert.Contains(container.Ports, port => port.Name == container.ReadinessProbe.HttpGet.Port.Value);
            Assert.Contains(container.Ports, port => port.Name == container.LivenessProbe.HttpGet.Port.Value);
        }

        // Who may begin the cluster is who is asked.
        var engines = manifests.OfType<V1StatefulSet>().Single(set => set.Metadata.Name == "engine");
        var contacts = kustomization["configMapGenerator"]![0]!["literals"]!.AsArray().Select(literal => (string)literal!)
            .Single(literal => literal.StartsWith("EXCHANGE_Node__Contacts=", StringComparison.Ordinal)).Split('=')[1].Split(';');
        var own = engines.Spec.Template.Spec.Containers.Single().Args
            .SkipWhile(argument => argument != "--management").ElementAt(1);
        Assert.Equal(
            Enumerable.Range(0, engines.Spec.Replicas!.Value).Select(number => own
                .Replace("$(POD_NAME)", $"engine-{number}", StringComparison.Ordinal)
                .Replace("$(POD_NAMESPACE)", (string)kustomization["namespace"]!, StringComparison.Ordinal)),
            contacts);
    }

    [Fact]
    public void A_field_that_Kubernetes_does_not_know_is_found() => Assert.ThrowsAny<Exception>(() => KubernetesYaml.LoadAllFromString(
        DeployFiles.Text("kubernetes/engine.yaml").Replace("podManagementPolicy", "podManagmentPolicy", StringComparison.Ordinal),
        strict: true));

    [Fact]
    public void The_image_is_of_the_framework_that_the_program_is_built_for()
    {
        var images = Image().Matches(DeployFiles.Text("Dockerfile")).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(2, images.Count);
        Assert.All(images, image => Assert.EndsWith($":{Environment.Version.Major}.0", image));
    }

    [Fact]
    public async Task Systemd_takes_the_unit()
    {
        // The program need not be installed.
        _folder.Write("exchange.service", DeployFiles.Text("systemd/exchange.service")
            .Replace("/opt/exchange/exchange ", "/bin/true ", StringComparison.Ordinal));
        var checkedUnit = (await _folder.Shell("systemd-analyze verify ./exchange.service")).Expect(0);
        Assert.Equal(string.Empty, checkedUnit.Error);
        _folder.Write("wrong.service", DeployFiles.Text("systemd/exchange.service")
            .Replace("/opt/exchange/exchange ", "/bin/true ", StringComparison.Ordinal)
            .Replace("RestartSec", "RestartSecs", StringComparison.Ordinal));
        Assert.Contains("RestartSecs", (await _folder.Shell("systemd-analyze verify ./wrong.service")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_dashboard_has_panels_that_do_not_cover_each_other_and_a_source()
    {
        var dashboard = (JsonObject)JsonNode.Parse(DeployFiles.Text("grafana/exchange.json"))!;
        var source = (string)DeployFiles.Yaml("grafana/datasources.yaml")["datasources"]![0]!["uid"]!;
        var taken = new HashSet<(int, int)>();
        var ids = new HashSet<int>();
        foreach (var panel in dashboard["panels"]!.AsArray().Select(panel => (JsonObject)panel!))
        {
            Assert.True(ids.Add((int)panel["id"]!));
            var (x, y) = ((int)panel["gridPos"]!["x"]!, (int)panel["gridPos"]!["y"]!);
            var (width, height) = ((int)panel["gridPos"]!["w"]!, (int)panel["gridPos"]!["h"]!);
            Assert.True(x + width <= 24);
            Assert.All(
                Enumerable.Range(x, width).SelectMany(column => Enumerable.Range(y, height).Select(line => (column, line))),
                cell => Assert.True(taken.Add(cell), (string)panel["title"]!));
            if ((string)panel["type"]! != "row")
            {
                Assert.Equal(source, (string)panel["datasource"]!["uid"]!);
                Assert.NotEmpty((string)panel["description"]!);
                Assert.NotEmpty(panel["targets"]!.AsArray());
            }
        }
    }

    private static List<object> Manifests() => DeployFiles.Yaml("kubernetes/kustomization.yaml")["resources"]!.AsArray()
        .SelectMany(resource => KubernetesYaml.LoadAllFromString(DeployFiles.Text($"kubernetes/{(string)resource!}"), strict: true))
        .ToList();

    [GeneratedRegex(@"secrets\.sh secrets (.+)")]
    private static partial Regex Command();

    [GeneratedRegex(@"EXCHANGE_Node__(\w*)")]
    private static partial Regex Setting();

    [GeneratedRegex(@"ExecStart=/opt/exchange/exchange (.+)")]
    private static partial Regex Started();

    [GeneratedRegex(@"^FROM (\S+)", RegexOptions.Multiline)]
    private static partial Regex Image();
}
