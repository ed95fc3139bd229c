// Reads the JSON Schemas of /api/contract.json, as a form needs them.

const PREFIX = "#/schemas/";

// Returns the schema behind references, and of several forms the one to fill in: a value rather than null, and
// base64 rather than a list of bytes.
export function resolve(schema, schemas) {
  if (schema.$ref) return resolve(schemas[schema.$ref.slice(PREFIX.length)] ?? {}, schemas);
  if (!schema.anyOf) return schema;
  return resolve(schema.anyOf.find((form) => form.type !== "null") ?? {}, schemas);
}

// The type of a value that is not null, of a type such as ["string", "null"].
function typeOf(schema) {
  return [schema.type].flat().find((type) => type !== "null");
}

// Returns "message", "map", "list", "enum", "boolean", "integer", "number", "bytes", "time", "text" or "json" (any
// value). The schema must be resolved.
export function kindOf(schema) {
  if (schema.enum) return "enum";
  if (schema.contentEncoding === "base64") return "bytes";
  if (schema.properties) return "message";
  if (typeof schema.additionalProperties === "object") return "map";
  const type = typeOf(schema);
  if (type === "array" && schema.items) return "list";
  if (["boolean", "integer", "number"].includes(type)) return type;
  if (type === "string") return schema.format === "date-time" ? "time" : "text";
  // A message without fields.
  if (type === "object" && schema.additionalProperties === false) return "message";
  return "json";
}

// Returns a short text about a field: its type, unit and group.
export function hintOf(field, schema) {
  const names = { enum: "one of a list", bytes: "bytes in base64", time: "RFC 3339 time", json: "JSON" };
  const kind = kindOf(schema);
  const range = kind === "integer" && schema.minimum === 0 ? " ≥ 0" : "";
  const type = `${names[kind] ?? kind}${range}`;
  const unit = field["x-unit"] ? `in ${field["x-unit"]}` : "";
  const group = field["x-oneof"] ? `one of “${field["x-oneof"]}”` : "";
  return [type, unit, group].filter(Boolean).join(", ");
}

// Returns the event's name with the members of `payload` that a binary frame can carry beside its bytes.
export function binaryEvent(name, payload, binaryKey) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(payload)) {
    if (key !== binaryKey && value !== null && typeof value !== "object") query.set(key, String(value));
  }
  const text = query.toString().replaceAll("+", "%20");
  return text ? `${name}?${text}` : name;
}

// Returns the topic of a pattern such as "room:{room}", with the values of its variables.
export function topicOf(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
