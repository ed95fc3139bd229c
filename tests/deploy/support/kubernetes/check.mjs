// Checks the overlays of deploy/kubernetes against the schemas and our own rules, and the rules against
// changed overlays:
//
//   node tests/deploy/support/kubernetes/check.mjs WORK < the output of --help of each program, each after
//   a line "# PROGRAM"
//
// WORK is a folder for files of the check. It has secrets.yaml, the output of deploy/kubernetes/secrets.sh,
// and the overlays development, production and gateway, rendered.

import fs from "node:fs";
import path from "node:path";
import { consoleRules } from "./console_rules.mjs";
import { flagRules, policyRules, secretRules } from "./link_rules.mjs";
import { mutations } from "./mutations.mjs";
import { parse } from "./objects.mjs";
import { podRules } from "./pod_rules.mjs";
import { checkNames, checkValues } from "./schemas.mjs";
import { tlsRules } from "./tls_rules.mjs";

const OVERLAYS = ["development", "production", "gateway"];
const LEAST_OBJECTS = 30;
const [work] = process.argv.slice(2);
const read = (name) => fs.readFileSync(path.join(work, `${name}.yaml`), "utf8");
const secrets = parse(read("secrets"));
const flags = flagsOf(fs.readFileSync(0, "utf8"));

function flagsOf(help) {
  const flags = {};
  for (const part of help.split(/^# /m).filter(Boolean)) {
    const [program] = part.split("\n", 1);
    flags[program] = new Set([...part.matchAll(/--([a-z_]+)/g)].map(([, name]) => name));
    if (flags[program].size < 10) throw new Error(`${program} --help lists no flags`);
  }
  return flags;
}

async function problemsOf(overlay, objects) {
  return [
    ...(await Promise.all(objects.map(checkValues))).flat(),
    ...podRules(objects),
    ...policyRules(objects),
    ...flagRules(objects, flags),
    ...secretRules(objects, secrets),
    ...consoleRules(objects),
    ...(overlay === "development" ? [] : tlsRules(objects)),
    ...(objects.length < LEAST_OBJECTS ? [`has ${objects.length} objects only`] : []),
  ].map((problem) => `${overlay}: ${problem}`);
}

// Each change of production must be a problem.
async function unnoticed({ says, change }) {
  const objects = parse(read("production"));
  change(objects);
  const problems = [...await problemsOf("changed", objects), ...(says.includes("known properties") ? checkNames(objects, work) : [])];
  return problems.some((problem) => problem.includes(says)) ? [] : [`no rule says "${says}" of: ${change}`];
}

const rendered = OVERLAYS.map((overlay) => [overlay, parse(read(overlay))]);
const problems = [
  ...(await Promise.all(rendered.map(([overlay, objects]) => problemsOf(overlay, objects)))).flat(),
  ...checkNames(rendered.flatMap(([, objects]) => objects), work),
  ...(await Promise.all(mutations.map(unnoticed))).flat(),
];
for (const problem of problems) console.log(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
