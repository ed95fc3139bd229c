// The rules that each workload keeps. Each function returns the violations.

import { nameOf, ofKind, podOf, selects, workloads } from "./objects.mjs";

// In seconds: the longest that a program drains by its defaults, --drain_delay_ms and --drain_ms.
const LONGEST_DRAIN = 6;

function containerProblems(container) {
  const { resources = {}, securityContext = {}, lifecycle = {} } = container;
  const limits = ["cpu", "memory"].flatMap((name) => [
    resources.requests?.[name] ? [] : `has no request of ${name}`,
    resources.limits?.[name] ? [] : `has no limit of ${name}`,
  ]);
  const probes = ["startupProbe", "readinessProbe", "livenessProbe"].filter((name) => !container[name])
    .map((name) => `has no ${name}`);
  return [
    ...limits, ...probes,
    lifecycle.preStop ? [] : "has no preStop",
    securityContext.readOnlyRootFilesystem === true ? [] : "can write in its file system",
    securityContext.allowPrivilegeEscalation === false ? [] : "may gain rights",
    securityContext.capabilities?.drop?.includes("ALL") ? [] : "has capabilities",
    /^[^:]+:[^:]*[0-9][^:]*$/.test(container.image) ? [] : `has the image ${container.image}, without a fixed tag`,
    (container.volumeMounts ?? []).some((mount) => mount.mountPath === "/tmp") ? [] : "has no /tmp",
  ].flat();
}

function podProblems(workload) {
  const { spec } = podOf(workload);
  const preStop = Math.max(...spec.containers.map((item) => item.lifecycle?.preStop?.sleep?.seconds ?? 0));
  return [
    spec.automountServiceAccountToken === false ? [] : "has a token of its service account",
    spec.serviceAccountName ? [] : "has no service account of its own",
    spec.securityContext?.runAsNonRoot === true ? [] : "may run as root",
    spec.securityContext?.seccompProfile?.type === "RuntimeDefault" ? [] : "has no seccomp profile",
    spec.terminationGracePeriodSeconds > preStop + LONGEST_DRAIN ? [] : "is killed before it has drained",
  ].flat();
}

// A pod without these is not restricted, or may lose all of its replicas at once.
function companionProblems(workload, objects) {
  const { labels } = podOf(workload).metadata;
  const selecting = (kind, selector) => ofKind(objects, kind).filter((object) => selects(selector(object), labels));
  const policies = selecting("NetworkPolicy", ({ spec }) => spec.podSelector)
    .filter(({ spec }) => Object.keys(spec.podSelector).length > 0);
  const scaled = ofKind(objects, "HorizontalPodAutoscaler")
    .some(({ spec }) => spec.scaleTargetRef.name === workload.metadata.name);
  const spread = podOf(workload).spec.topologySpreadConstraints ?? [];
  return [
    policies.some(({ spec }) => ["Ingress", "Egress"].every((type) => spec.policyTypes.includes(type)))
      ? [] : "has no NetworkPolicy of its own",
    selecting("PodDisruptionBudget", ({ spec }) => spec.selector).length === 1 ? [] : "has no PodDisruptionBudget",
    selecting("Service", ({ spec }) => ({ matchLabels: spec.selector })).length > 0 ? [] : "has no Service",
    !scaled || spread.some(({ labelSelector }) => selects(labelSelector, labels)) ? [] : "has no topology spread",
    scaled && workload.spec.replicas !== undefined ? "has replicas beside an autoscaler" : [],
  ].flat();
}

export function podRules(objects) {
  return workloads(objects).flatMap((workload) => [
    ...podOf(workload).spec.containers.flatMap(containerProblems),
    ...podProblems(workload),
    ...companionProblems(workload, objects),
  ].map((problem) => `${nameOf(workload)} ${problem}`));
}
