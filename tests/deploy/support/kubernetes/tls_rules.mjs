// The rules of an overlay in production: each link has TLS, and each certificate is made.

import { nameOf, ofKind, podOf, workloads } from "./objects.mjs";

const INTERNAL = ["LOSSY_TLS_INTERNAL_CERTIFICATE", "LOSSY_TLS_INTERNAL_KEY", "LOSSY_TLS_INTERNAL_CA"];

function problemsOf(workload) {
  const [{ name, args = [], env = [] }] = podOf(workload).spec.containers;
  if (name === "nats") return args.includes("--tls") ? [] : ["speaks plainly"];
  const variables = env.map((item) => item.name);
  return [
    ...INTERNAL.filter((variable) => !variables.includes(variable)).map((variable) => `has no ${variable}`),
    ...(args.includes("--metrics_tls=true") ? [] : ["shows its metrics plainly"]),
    ...(name !== "edge" || args.some((item) => item.startsWith("--tls_certificate=")) ? [] : ["speaks plainly to clients"]),
    ...args.filter((item) => /=(nats|http):\/\//.test(item)).map((item) => `has the plain address ${item}`),
  ];
}

export function tlsRules(objects) {
  const certificates = ofKind(objects, "Certificate");
  return workloads(objects).flatMap((workload) => {
    const { name } = workload.metadata;
    const certificate = certificates.find((item) => item.spec.secretName === `${name}-tls`);
    return [
      ...problemsOf(workload),
      ...(certificate?.spec.dnsNames.includes(name) ? [] : [`has no certificate with the name ${name}`]),
    ].map((problem) => `${nameOf(workload)} ${problem}`);
  });
}
