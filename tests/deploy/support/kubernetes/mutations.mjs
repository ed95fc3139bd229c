// Changes of the overlay production that the rules must refuse, each with a part of the refusal.

const of = (objects, kind, name) => objects.find((item) => item.kind === kind && item.metadata.name === name);
const podOf = (objects, name) => of(objects, "Deployment", name).spec.template.spec;
const containerOf = (objects, name) => podOf(objects, name).containers[0];
const without = (objects, kind, name) => objects.splice(objects.indexOf(of(objects, kind, name)), 1);

export const mutations = [
  { says: "specify known properties, and '\"fieldsOfNone\"'", change: (all) => { podOf(all, "edge").fieldsOfNone = 1; } },
  { says: "maxReplicas", change: (all) => { of(all, "HorizontalPodAutoscaler", "edge").spec.maxReplicas = "many"; } },
  { says: "without a fixed tag", change: (all) => { containerOf(all, "notes").image = "lossy-notes:latest"; } },
  { says: "has no limit of memory", change: (all) => { delete containerOf(all, "video").resources.limits.memory; } },
  { says: "has no readinessProbe", change: (all) => { delete containerOf(all, "video").readinessProbe; } },
  { says: "can write in its file system", change: (all) => { containerOf(all, "video").securityContext.readOnlyRootFilesystem = false; } },
  { says: "may run as root", change: (all) => { delete podOf(all, "agent").securityContext.runAsNonRoot; } },
  { says: "has no seccomp profile", change: (all) => { delete podOf(all, "agent").securityContext.seccompProfile; } },
  { says: "has a token", change: (all) => { delete podOf(all, "agent").automountServiceAccountToken; } },
  { says: "is killed before it has drained", change: (all) => { podOf(all, "edge").terminationGracePeriodSeconds = 8; } },
  { says: "has no topology spread", change: (all) => { delete podOf(all, "notes").topologySpreadConstraints; } },
  { says: "has no PodDisruptionBudget", change: (all) => without(all, "PodDisruptionBudget", "notes") },
  { says: "has no NetworkPolicy of its own", change: (all) => without(all, "NetworkPolicy", "nats") },
  { says: "denies by default", change: (all) => without(all, "NetworkPolicy", "default-deny") },
  { says: "no policy lets Deployment notes call video:4101", change: (all) => { of(all, "NetworkPolicy", "video").spec.ingress = []; } },
  { says: "no policy lets Deployment edge call agent:4102", change: (all) => { of(all, "NetworkPolicy", "edge").spec.egress = []; } },
  { says: "no policy lets Deployment admin call edge-admin:4300", change: (all) => { of(all, "NetworkPolicy", "edge").spec.ingress.pop(); } },
  { says: "no policy lets Deployment console call admin:4105", change: (all) => { of(all, "NetworkPolicy", "admin").spec.ingress = []; } },
  { says: "listens for other pods", change: (all) => { containerOf(all, "console").args[0] = "--listen=0.0.0.0:4400"; } },
  { says: "accepts other tokens than operators'", change: (all) => containerOf(all, "console").args.splice(9, 1, "--jwks=/keys/user.jwks") },
  { says: "offers the console's page", change: (all) => of(all, "Service", "console").spec.ports.push({ name: "http", port: 4400 }) },
  { says: "has not one replica", change: (all) => { of(all, "Deployment", "admin").spec.replicas = 2; } },
  { says: "which is no Service", change: (all) => containerOf(all, "edge").args.push("--discover=video:4109") },
  { says: "edge has no flag --jwk", change: (all) => containerOf(all, "edge").args.push("--jwk=/keys/user.jwks") },
  { says: "notes has no flag --no_such", change: (all) => containerOf(all, "notes").env.push({ name: "LOSSY_NO_SUCH", value: "1" }) },
  { says: "has a password in sight", change: (all) => containerOf(all, "notes").args.push("--database_url=postgresql://notes:word@db/x") },
  { says: "has a value", change: (all) => all.push({ apiVersion: "v1", kind: "Secret", metadata: { name: "s" } }) },
  { says: "which secrets.sh does not make", change: (all) => { podOf(all, "edge").volumes.find((item) => item.name === "keys").secret.secretName = "other"; } },
  { says: "has no LOSSY_TLS_INTERNAL_CA", change: (all) => containerOf(all, "video").env.pop() },
  { says: "shows its metrics plainly", change: (all) => containerOf(all, "video").args.pop() },
  { says: "speaks plainly", change: (all) => { containerOf(all, "nats").args = []; } },
  { says: "has the plain address", change: (all) => containerOf(all, "notifications").args.push("--nats_url=nats://nats:4222") },
  { says: "has no certificate with the name notes", change: (all) => { of(all, "Certificate", "notes").spec.dnsNames = ["note"]; } },
];
