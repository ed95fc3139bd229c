// The code of other clients that do what the playground just did.
//
// `request` is {origin, token, topic, params, recover, event, payload, http, pushes}: `origin` is that of the edge,
// `pushes` are the names of the topic's pushes, and `http` is false for an event that only a socket can send.

const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
const js = (value) => JSON.stringify(value, null, 2);

// A topic's colons are legal in a path, so they stay readable.
const pathOf = (topic) => encodeURIComponent(topic).replaceAll("%3A", ":");
const socketUrl = (origin) => `${origin.replace(/^http/, "ws")}/socket`;

const joinParams = ({ params, recover }) => (recover ? { ...params, recover: true } : params);

export function phoenixCode(request) {
  const { origin, token, topic, event, payload, pushes } = request;
  const lines = [
    `import { Socket } from "phoenix";`,
    ``,
    `const socket = new Socket(${js(socketUrl(origin))}, { authToken: ${js(token)} });`,
    `socket.connect();`,
    ``,
    `const channel = socket.channel(${js(topic)}, ${js(joinParams(request))});`,
    ...pushes.map((name) => `channel.on(${js(name)}, (payload) => console.log(${js(name)}, payload));`),
    `channel.join()`,
    `  .receive("ok", (reply) => console.log("joined", reply))`,
    `  .receive("error", (error) => console.error("join", error));`,
  ];
  if (event) {
    lines.push(
      ``,
      `channel.push(${js(event)}, ${js(payload)})`,
      `  .receive("ok", (reply) => console.log(${js(event)}, reply))`,
      `  .receive("error", (error) => console.error(${js(event)}, error));`,
    );
  }
  return `${lines.join("\n")}\n`;
}

export function curlCode({ origin, token, topic, event, payload, http }) {
  if (!event) return "# Choose an event to push.\n";
  if (!http) return `# A stream answers ${event}, so it needs a socket: there is no HTTP request for it.\n`;
  const lines = [
    `curl -X POST ${quoted(`${origin}/api/topics/${pathOf(topic)}/${encodeURIComponent(event)}`)}`,
    `  -H ${quoted(`Authorization: Bearer ${token}`)}`,
    `  -H 'Content-Type: application/json'`,
    `  -d ${quoted(JSON.stringify(payload))}`,
  ];
  return `${lines.join(" \\\n")}\n`;
}

export function eventSourceCode(request) {
  const { origin, token, topic, params, pushes } = request;
  const query = new URLSearchParams({ token });
  if (Object.keys(params).length > 0) query.set("params", JSON.stringify(params));
  const lines = [
    `const events = new EventSource(${js(`${origin}/api/topics/${pathOf(topic)}?${query}`)});`,
    `const show = ({ type, data }) => console.log(type, data && JSON.parse(data));`,
    `for (const name of ${JSON.stringify(["join", ...pushes, "error"])}) events.addEventListener(name, show);`,
  ];
  return `${lines.join("\n")}\n`;
}

export const codes = {
  "Phoenix client (JavaScript)": phoenixCode,
  "HTTP request (curl)": curlCode,
  "Event stream (EventSource)": eventSourceCode,
};
