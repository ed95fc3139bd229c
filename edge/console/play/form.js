// A form for a message, made from its schema.
//
// Each part of a form has `element`, `get()`, which returns undefined for "absent", and `set(value)`. `get` throws an
// Error that names the field if its text is no value.

import { h, labelled } from "./dom.js";
import { hintOf, kindOf, resolve } from "./schema.js";

// Returns the form of a whole payload. Its `get` returns an object.
export function payloadForm(schema, schemas) {
  const message = resolve(schema, schemas);
  if (kindOf(message) === "json") return jsonInput("Payload", "a JSON object", {});
  const fields = fieldsOf(message, schemas);
  const none = fields.element.childElementCount === 0;
  return none ? { ...fields, element: h("p", {}, "The payload has no fields.") } : fields;
}

function fieldsOf(message, schemas) {
  const required = new Set(message.required ?? []);
  const fields = Object.entries(message.properties ?? {}).map(([key, field]) => [
    key,
    makeField(key, field, required.has(key), schemas),
  ]);
  return {
    element: h("div", { className: "fields" }, fields.map(([, field]) => field.element)),
    get() {
      const value = {};
      for (const [key, field] of fields) {
        const member = field.get() ?? (required.has(key) ? null : undefined);
        if (member !== undefined) value[key] = member;
      }
      return value;
    },
    set(value) {
      for (const [key, field] of fields) field.set(value?.[key]);
    },
  };
}

function makeField(key, field, required, schemas) {
  const schema = resolve(field, schemas);
  // A key must be there, or a method needs its value.
  const label = required || field["x-required"] ? `${key} (required)` : key;
  const hint = [hintOf(field, schema), field.description].filter(Boolean).join(". ");
  switch (kindOf(schema)) {
    case "message":
      return optionalMessage(label, hint, schema, schemas);
    case "list":
      return listOf(label, hint, schema.items, schemas);
    case "map":
      return jsonInput(label, `An object. ${hint}`);
    case "json":
      return jsonInput(label, hint);
    case "enum":
      return choice(label, hint, schema.enum.filter((name) => name !== null));
    case "boolean":
      return choice(label, hint, [true, false]);
    case "integer":
    case "number":
      return numberInput(label, hint, schema);
    case "bytes":
      return bytesInput(label, hint);
    default:
      return textInput(label, hint);
  }
}

function textInput(label, hint) {
  const input = h("input", { type: "text", autocomplete: "off", spellcheck: "false" });
  return {
    element: labelled(label, input, hint),
    get: () => (input.value === "" ? undefined : input.value),
    set: (value) => (input.value = value ?? ""),
  };
}

function numberInput(label, hint, { type, minimum, maximum }) {
  const step = type === "integer" ? 1 : "any";
  const input = h("input", { type: "number", step, min: minimum, max: maximum });
  return {
    element: labelled(label, input, hint),
    get() {
      if (!input.checkValidity()) throw new Error(`${label}: ${input.validationMessage}`);
      return input.value === "" ? undefined : Number(input.value);
    },
    set: (value) => (input.value = value ?? ""),
  };
}

function choice(label, hint, values) {
  const options = values.map((value) => h("option", { value: JSON.stringify(value) }, String(value)));
  const select = h("select", {}, h("option", { value: "" }, "—"), options);
  return {
    element: labelled(label, select, hint),
    get: () => (select.value ? JSON.parse(select.value) : undefined),
    set: (value) => (select.value = value === undefined || value === null ? "" : JSON.stringify(value)),
  };
}

export function jsonInput(label, hint, empty = undefined) {
  const input = h("textarea", { rows: 3, spellcheck: "false" });
  return {
    element: labelled(label, input, hint),
    get() {
      if (input.value.trim() === "") return empty;
      try {
        return JSON.parse(input.value);
      } catch (error) {
        throw new Error(`${label}: ${error.message}`);
      }
    },
    set: (value) => (input.value = value === undefined ? "" : JSON.stringify(value, null, 2)),
  };
}

function bytesInput(label, hint) {
  const text = textInput(label, hint);
  const file = h("input", { type: "file" });
  file.addEventListener("change", async () => {
    const bytes = new Uint8Array(await file.files[0].arrayBuffer());
    text.set(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")));
  });
  const element = h("div", { className: "group" }, text.element, labelled(`${label} from a file`, file));
  return { ...text, element };
}

// The fields are made when the user includes the message: a type may contain itself.
function optionalMessage(label, hint, schema, schemas) {
  const include = h("input", { type: "checkbox" });
  const place = h("div");
  let fields = null;
  const show = () => {
    if (include.checked) fields ??= fieldsOf(schema, schemas);
    place.replaceChildren(...(include.checked ? [fields.element] : []));
  };
  include.addEventListener("change", show);
  return {
    element: h("fieldset", {}, h("legend", {}, label), labelled(`Send ${label}`, include, hint), place),
    get: () => (include.checked ? fields?.get() : undefined),
    set(value) {
      include.checked = value !== undefined && value !== null;
      show();
      if (include.checked) fields.set(value);
    },
  };
}

function listOf(label, hint, items, schemas) {
  let elements = [];
  const place = h("div");
  const draw = () => place.replaceChildren(...elements.map(({ element }) => element));
  const add = (value) => {
    const field = makeField(`${label} ${elements.length + 1}`, items, false, schemas);
    if (value !== undefined) field.set(value);
    elements.push(field);
    draw();
  };
  const less = () => {
    elements.pop();
    draw();
  };
  const buttons = h("div", { className: "row" }, [
    h("button", { type: "button", onclick: () => add() }, `Add to ${label}`),
    h("button", { type: "button", onclick: less }, `Remove the last of ${label}`),
  ]);
  return {
    element: h("fieldset", {}, h("legend", {}, label), h("small", {}, hint), place, buttons),
    get() {
      const values = elements.map((each) => each.get()).filter((value) => value !== undefined);
      return values.length > 0 ? values : undefined;
    },
    set(values) {
      elements = [];
      draw();
      for (const value of values ?? []) add(value);
    },
  };
}
