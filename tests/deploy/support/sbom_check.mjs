// Checks bills of materials against the schema of CycloneDX, and that each names packages with versions:
//
//   node tests/deploy/support/sbom_check.mjs FILE…

import { Ajv } from "ajv";
import formats from "ajv-formats";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const schemas = fileURLToPath(
  new URL("../../../node_modules/@cyclonedx/cyclonedx-library/res/schema", import.meta.url));
const read = (name) => JSON.parse(fs.readFileSync(path.join(schemas, name), "utf8"));

const ajv = new Ajv({ strict: false, allErrors: true });
formats(ajv);
// An idn-email is the only format of the schema that the library of formats lacks.
ajv.addFormat("idn-email", /.+@.+/);
ajv.addFormat("iri-reference", true);
for (const name of ["spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json"]) {
  ajv.addSchema(read(name), `http://cyclonedx.org/schema/${name}`);
}
const validate = ajv.compile(read("bom-1.5.SNAPSHOT.schema.json"));

for (const file of process.argv.slice(2)) {
  const bom = JSON.parse(fs.readFileSync(file, "utf8"));
  if (!validate(bom)) throw new Error(`${file}: ${ajv.errorsText(validate.errors)}`);
  if (!bom.components.some((item) => item.name === "libc6")) throw new Error(`${file} does not name libc6`);
  for (const { name, version, purl } of bom.components) {
    if (!version || !purl.startsWith("pkg:")) throw new Error(`${file}: ${name} has no version`);
  }
}
