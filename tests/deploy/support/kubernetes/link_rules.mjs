// The rules of what a workload refers to: other processes, flags, Secrets. Each function returns the
// violations.

import { nameOf, ofKind, podOf, selects, targetsOf, workloads } from "./objects.mjs";

// True if one of the rules of a policy permits the port, to or from pods with these labels.
function permits(rules, side, labels, port) {
  return (rules ?? []).some((rule) => (rule.ports ?? []).some((item) => item.port === port)
    && (!rule[side] || rule[side].some(({ podSelector }) => podSelector && selects(podSelector, labels))));
}

// Each address in the flags is a Service, which both its policy and the caller's permit.
export function policyRules(objects) {
  const policies = ofKind(objects, "NetworkPolicy");
  const denied = policies.some(({ spec }) => Object.keys(spec.podSelector).length === 0
    && !spec.ingress && !spec.egress && spec.policyTypes.length === 2);
  const policiesOf = (labels) => policies.filter(({ spec }) => selects(spec.podSelector, labels));
  const problems = workloads(objects).flatMap((workload) => {
    const mine = podOf(workload).metadata.labels;
    return podOf(workload).spec.containers.flatMap(targetsOf).flatMap(({ name, port }) => {
      const service = ofKind(objects, "Service").find((item) => item.metadata.name === name);
      if (!service?.spec.ports.some((item) => item.port === port)) {
        return `${nameOf(workload)} calls ${name}:${port}, which is no Service`;
      }
      const leaves = policiesOf(mine).some(({ spec }) => permits(spec.egress, "to", service.spec.selector, port));
      const enters = policiesOf(service.spec.selector).some(({ spec }) => permits(spec.ingress, "from", mine, port));
      return leaves && enters ? [] : `no policy lets ${nameOf(workload)} call ${name}:${port}`;
    });
  });
  return [...(denied ? [] : ["there is no policy that denies by default"]), ...problems];
}

// flags: the names of each program's flags, by the name of its container.
export function flagRules(objects, flags) {
  return workloads(objects).flatMap((workload) => podOf(workload).spec.containers.flatMap((container) => {
    const known = flags[container.name];
    if (!known) return [];
    const used = [
      ...(container.args ?? []).map((item) => item.match(/^--([a-z_]+)(=|$)/)?.[1] ?? item),
      ...(container.env ?? []).filter((item) => item.name.startsWith("LOSSY_"))
        .map((item) => item.name.slice("LOSSY_".length).toLowerCase()),
    ];
    return used.filter((name) => !known.has(name)).map((name) => `${container.name} has no flag --${name}`);
  }));
}

// The Secrets, with their keys, that an overlay expects, by the kind of reference.
function referencesOf(workload) {
  const { spec } = podOf(workload);
  const files = (spec.volumes ?? []).filter((item) => item.secret && !item.secret.optional)
    .map(({ secret }) => ({ name: secret.secretName, keys: (secret.items ?? []).map((item) => item.key) }));
  const variables = spec.containers.flatMap((item) => item.env ?? []).filter((item) => item.valueFrom?.secretKeyRef)
    .map(({ valueFrom }) => ({ name: valueFrom.secretKeyRef.name, keys: [valueFrom.secretKeyRef.key] }));
  return [...files, ...variables];
}

// secrets: those of deploy/kubernetes/secrets.sh.
export function secretRules(objects, secrets) {
  const values = ofKind(objects, "Secret").map((object) => `${nameOf(object)} has a value`);
  const texts = workloads(objects).flatMap((workload) => podOf(workload).spec.containers.flatMap((container) => [
    ...(container.args ?? []), ...(container.env ?? []).map((item) => item.value ?? ""),
  ].filter((text) => /:\/\/[^/@ ]*:[^/@ ]+@/.test(text) || /(password|secret|api_key)=/.test(text))
    .map(() => `${nameOf(workload)} has a password in sight`)));
  const missing = workloads(objects).flatMap((workload) => referencesOf(workload).flatMap(({ name, keys }) => {
    const found = secrets.find((secret) => secret.metadata.name === name);
    if (!found) return `${nameOf(workload)} needs the Secret ${name}, which secrets.sh does not make`;
    return keys.filter((key) => !found.data[key]).map((key) => `the Secret ${name} has no ${key}`);
  }));
  return [...values, ...texts, ...missing];
}
