// The rules of the operators' console: kubectl port-forward alone reaches its page. Each function returns the
// violations.

import { nameOf, ofKind, podOf, workloads } from "./objects.mjs";

const PAGE = 4400;

export function consoleRules(objects) {
  const deployment = workloads(objects).find(({ metadata }) => metadata.name === "console");
  if (!deployment) return ["there is no console"];
  const [{ args = [] }] = podOf(deployment).spec.containers;
  const services = ofKind(objects, "Service").filter(({ spec }) => spec.ports.some(({ port, targetPort }) => [port, targetPort].includes(PAGE)));
  return [
    ...(args.includes(`--listen=127.0.0.1:${PAGE}`) ? [] : ["the console listens for other pods"]),
    ...(args.includes("--jwks=/keys/operators.jwks") ? [] : ["the console accepts other tokens than operators'"]),
    ...services.map((service) => `${nameOf(service)} offers the console's page`),
    ...ofKind(objects, "Deployment").filter(({ metadata, spec }) => ["admin", "console"].includes(metadata.name) && spec.replicas !== 1)
      .map((workload) => `${nameOf(workload)} has not one replica`),
  ];
}
