// Checks objects against the schemas of Kubernetes and of the operators whose resources are used: their
// values, and, by TypeScript, that no field has a wrong name.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { nameOf } from "./objects.mjs";

const modules = fileURLToPath(new URL("../../../../node_modules", import.meta.url));
const packages = {
  "cert-manager.io": "@kubernetes-models/cert-manager/cert-manager.io",
  "gateway.networking.k8s.io": "@kubernetes-models/gateway-api/gateway.networking.k8s.io",
  "monitoring.coreos.com": "@kubernetes-models/prometheus-operator/monitoring.coreos.com",
};

// The module with the class of each kind of an apiVersion.
function moduleOf({ apiVersion }) {
  const [group, version] = apiVersion.split("/");
  return packages[group] ? `${packages[group]}/${version}` : `kubernetes-models/${apiVersion}`;
}

export async function checkValues(object) {
  const Model = (await import(moduleOf(object)))[object.kind];
  if (!Model) return [`there is no ${object.kind} in ${object.apiVersion}`];
  try {
    new Model(object).validate();
    return [];
  } catch (error) {
    return [`${nameOf(object)}: ${error.message}`];
  }
}

// The schemas ignore fields that they do not know. The types do not.
export function checkNames(objects, work) {
  const lines = objects.map((object, index) => {
    const { apiVersion, kind, ...fields } = object;
    return `import { ${kind} as K${index} } from "${moduleOf(object)}";\n`
      + `new K${index}(${JSON.stringify(fields)});`;
  });
  const file = path.join(work, "objects.ts");
  fs.writeFileSync(file, `${lines.join("\n")}\n`);
  if (!fs.existsSync(path.join(work, "node_modules"))) fs.symlinkSync(modules, path.join(work, "node_modules"));
  try {
    execFileSync(process.execPath, [path.join(modules, "typescript/bin/tsc"), "--noEmit", "--strict",
      "--skipLibCheck", "--target", "es2022", "--module", "es2022", "--moduleResolution", "bundler", file],
      { encoding: "utf8", stdio: "pipe" });
    return [];
  } catch (error) {
    return error.stdout.split("\n").filter((line) => line.includes("error")).map((line) => line.replace(
      /^.*objects\.ts\((\d+),.*?error/, (_, number) => `${nameOf(objects[Math.floor((number - 1) / 2)])}: error`));
  }
}
