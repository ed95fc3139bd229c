// The objects of a rendered overlay, and the parts of them that rules ask about.

import { parseAllDocuments } from "yaml";

export function parse(text) {
  return parseAllDocuments(text).map((document) => document.toJS()).filter((object) => object !== null);
}

export const nameOf = (object) => `${object.kind} ${object.metadata.name}`;
export const ofKind = (objects, ...kinds) => objects.filter((object) => kinds.includes(object.kind));
export const workloads = (objects) => ofKind(objects, "Deployment", "StatefulSet", "DaemonSet", "Job");
export const podOf = (workload) => workload.spec.template;

// True if the selector of an object of Kubernetes selects these labels.
export function selects(selector, labels) {
  const equal = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return equal && (selector.matchExpressions ?? []).every(({ key, operator, values }) => {
    if (operator !== "In") throw new Error(`the rules do not know the operator ${operator}`);
    return values.includes(labels[key]);
  });
}

// NAME:PORT of each other process in the flags and the variables of a container.
export function targetsOf(container) {
  const texts = [...(container.args ?? []), ...(container.env ?? []).map((item) => item.value ?? "")];
  return texts.flatMap((text) => [...text.matchAll(/(?:^|[=/@])([a-z][a-z-]*):(\d+)/g)])
    .map(([, name, port]) => ({ name, port: Number(port) }));
}
