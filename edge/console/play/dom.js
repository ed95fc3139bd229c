// Makes elements. The page has no other way to HTML, so a text is never markup.

// `attributes` may have "on…" functions, and properties such as `value`. Children are nodes or texts.
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (key.startsWith("on")) {
      element.addEventListener(key.slice(2), value);
    } else if (key in element && !["list", "for", "type", "spellcheck"].includes(key)) {
      element[key] = value;
    } else {
      element.setAttribute(key, value === true ? "" : value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

let lastId = 0;

// Returns an input with its visible label and a hint, which readers of the screen get as well.
export function labelled(label, input, hint = "") {
  input.id ||= `field-${++lastId}`;
  const parts = [h("label", { for: input.id }, label), input];
  if (hint) {
    parts.push(h("small", { id: `${input.id}-hint` }, hint));
    input.setAttribute("aria-describedby", `${input.id}-hint`);
  }
  return h("div", { className: "field" }, parts);
}

export function replace(parent, ...children) {
  parent.replaceChildren(...children.flat());
}

export const find = (id) => document.getElementById(id);

export const pretty = (value) =>
  JSON.stringify(value, (_, each) => (each instanceof Uint8Array ? bytesText(each) : each), 2);

export function bytesText(bytes) {
  const head = [...bytes.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return `${bytes.length} bytes: ${head}${bytes.length > 16 ? " …" : ""}`;
}
