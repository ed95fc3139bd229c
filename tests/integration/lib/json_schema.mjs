// Checks values against the JSON schemas within a document, such as OpenAPI's.

import assert from "node:assert/strict";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const BASE = "https://lossy.test/document";

// Formats of numbers that OpenAPI has, and JSON Schema has not.
const FORMATS = ["int64", "uint64"];

export class SchemaDocument {
  constructor(document) {
    this.ajv = new Ajv({ strict: false, validateSchema: false, allErrors: true });
    addFormats(this.ajv);
    for (const format of FORMATS) this.ajv.addFormat(format, true);
    this.ajv.addSchema(document, BASE);
  }

  // `path` has the keys that lead to the schema in the document.
  check(value, ...path) {
    const pointer = path.map((key) => encodeURIComponent(String(key).replaceAll("~", "~0").replaceAll("/", "~1")));
    const accepts = this.ajv.compile({ $ref: `${BASE}#/${pointer.join("/")}` });
    assert.ok(accepts(value), `${path.join(" ")}: ${JSON.stringify(accepts.errors, null, 1)} in ${JSON.stringify(value)}`);
  }
}
