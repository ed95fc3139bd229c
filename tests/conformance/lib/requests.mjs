// The steps about HTTP: what is asked, and what the response must be.

import { parsed } from "./expecting.mjs";
import { exchange, loseAnswer, UPGRADE_HEADERS } from "./http.mjs";

// The request's own methods: those that mean more than HTTP's.
const WAYS = {
  UPGRADE: { method: "GET", headers: UPGRADE_HEADERS, ask: exchange },
  LOSE: { method: "GET", headers: [], ask: loseAnswer },
};

// Resolves to the response.
export function ask(port, { method, target, version, headers, body }, values, limitMs) {
  const way = WAYS[method] ?? { method, headers: [], ask: exchange };
  const request = {
    method: way.method,
    target: values.fillText(target),
    version,
    headers: [...way.headers, ...headers.map((line) => values.fillText(line))],
    body: body === undefined ? undefined : values.fillText(body),
  };
  return way.ask(port, request, limitMs);
}

function checkHeader({ headers }, line, values) {
  const [, name, value] = line.match(/^([^:]*): ?(.*)$/);
  const actual = headers.get(name.toLowerCase());
  if (!values.matches(actual, value)) throw new Error(`the header ${name} is ${actual}`);
}

// Throws when it is not what the step says.
export function check(response, { status, headers, absent, body, json }, values) {
  if (response.status !== status) throw new Error(`the status is ${response.status}`);
  for (const line of headers) checkHeader(response, line, values);
  for (const name of absent) {
    if (response.headers.has(name)) throw new Error(`there is a header ${name}`);
  }
  if (body !== undefined && values.fillText(body) !== response.body) {
    throw new Error(`the body is ${JSON.stringify(response.body)}`);
  }
  if (json !== undefined && !values.matches(parsed(response.body), json)) {
    throw new Error(`the body is ${response.body}`);
  }
}
