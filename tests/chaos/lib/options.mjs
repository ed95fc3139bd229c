// Reads the command line.

import { parseArgs } from "node:util";

const NUMBERS = ["minutes", "replicas", "reviews"];

export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      minutes: { type: "string", default: "5" },
      replicas: { type: "string", default: "1" },
      reviews: { type: "string", default: "4" },
      only: { type: "string", default: "" },
      keep: { type: "string", default: "" },
      "dry-run": { type: "boolean", default: false },
      check: { type: "string", default: "" },
    },
  });
  const numbers = NUMBERS.map((name) => [name, readNumber(name, values[name])]);
  const only = values.only.split(",").filter(Boolean);
  return { ...values, ...Object.fromEntries(numbers), only, dryRun: values["dry-run"] };
}

function readNumber(name, text) {
  if (!/^\d+(\.\d+)?$/.test(text) || Number(text) === 0) throw new Error(`--${name} must be a number, not "${text}"`);
  return Number(text);
}
