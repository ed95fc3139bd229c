// Compares the costs that tests have measured with the kept ones, and prints the differences.
//
//   node guard.mjs [--write] FILE…    FILE: test.xml of a test in C++, or the counts of tests in Node
//
// --write keeps the measured costs. Ends with 1 if there are differences and no --write.

import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { compare, describeDifference, parseCounts, parseKept, parseProperties, rewrite } from "./costs.mjs";

const TABLE = fileURLToPath(new URL("kept.txt", import.meta.url));

const [write, files] = [process.argv.includes("--write"), process.argv.slice(2).filter((arg) => arg !== "--write")];
const unknown = files.find((file) => file.startsWith("--"));
if (unknown) {
  process.stderr.write(`lossy: ${unknown} is not --write\n`);
  process.exit(2);
}

function read(file) {
  if (!fs.existsSync(file)) return new Map();
  const text = fs.readFileSync(file, "utf8");
  return file.endsWith(".xml") ? parseProperties(text) : parseCounts(text);
}

const measured = new Map(files.flatMap((file) => [...read(file)]));
const table = fs.readFileSync(TABLE, "utf8");
const differences = compare(parseKept(table), measured);
for (const difference of differences) console.log(describeDifference(difference));
if (write) {
  fs.writeFileSync(TABLE, rewrite(table, measured));
} else if (differences.length > 0) {
  console.log("./dev check costs --write keeps the new counts in tests/cost/kept.txt; say in the commit why they changed");
  process.exitCode = 1;
}
