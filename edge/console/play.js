// The playground: joins topics of this edge, pushes events and shows the frames. All that it knows about the
// services comes from /api/contract.json.

import { codes } from "./play/code.js";
import { find, h, replace } from "./play/dom.js";
import { FrameList } from "./play/frames.js";
import { PushForm } from "./play/push_form.js";
import { Socket } from "./play/socket.js";
import { describeToken, devToken, hasDevLogin, refusalOf } from "./play/token.js";
import { TopicForm } from "./play/topic_form.js";

const STATES = {
  closed: "not connected",
  connecting: "connecting…",
  open: "connected",
  waiting: "disconnected",
  refused: "refused",
};

const frames = new FrameList(find("frames"), find("frame-count"));
const socket = new Socket(`${location.origin.replace(/^http/, "ws")}/socket`, refusalOf, {
  state: showState,
  frame: (frame) => frames.add(frame),
  channel: () => topics.draw(),
});

const tokenInput = find("token");
const token = () => tokenInput.value.trim();

function showState({ name, detail }) {
  const place = find("state");
  place.dataset.state = name;
  place.textContent = [STATES[name], detail].filter(Boolean).join(": ");
  find("disconnect").disabled = name === "closed";
  find("renew").disabled = name !== "open";
  find("connect").textContent = name === "closed" ? "Connect" : "Connect again";
  topics.draw();
  push.enable(name === "open");
}

function showProblem(problem) {
  find("problem").textContent = problem?.message ?? problem ?? "";
}

function showToken() {
  find("claims").textContent = describeToken(token());
  showCode();
}

function showCode() {
  const request = {
    origin: location.origin,
    token: find("code-token").checked ? token() : "TOKEN",
    ...topics.request(),
    ...push.request(),
  };
  find("code").textContent = codes[find("code-kind").value](request);
}

async function getToken() {
  tokenInput.value = await devToken(find("dev-user").value, find("dev-device").value);
  showToken();
}

async function copyCode() {
  await navigator.clipboard.writeText(find("code").textContent);
  find("copied").textContent = "copied";
  setTimeout(() => (find("copied").textContent = ""), 2000);
}

// Runs `action` on each event, and shows its error.
function on(id, type, action) {
  find(id).addEventListener(type, async (event) => {
    if (type === "submit") event.preventDefault();
    showProblem("");
    try {
      await action(event);
    } catch (error) {
      showProblem(error);
    }
  });
}

async function loadContract() {
  const response = await fetch("/api/contract.json");
  if (!response.ok) throw new Error(`/api/contract.json: HTTP ${response.status}`);
  return response.json();
}

const contract = await loadContract().catch((error) => {
  showProblem(error);
  return { topics: [], errors: [], schemas: {} };
});
const push = new PushForm(contract.schemas, showCode);
const topics = new TopicForm(contract, socket, (topic) => push.show(topic));

on("dev-login", "submit", getToken);
on("connection", "submit", () => socket.connect(token()));
on("renew", "click", () => socket.renew(token()));
on("disconnect", "click", () => socket.disconnect());
on("token", "input", showToken);
on("topic", "change", () => topics.choose());
on("join", "click", () => topics.join());
on("leave", "click", () => topics.leave());
on("recover", "change", showCode);
on("event", "change", () => push.choose());
on("raw", "change", () => push.showRaw());
on("example", "click", () => push.fillExample());
on("push-form", "submit", () => push.send(topics.channel() ?? topics.bareChannel()));
on("push-form", "keydown", ({ key, ctrlKey, metaKey }) => {
  if (key === "Enter" && (ctrlKey || metaKey)) find("push-form").requestSubmit();
});
for (const form of ["push-form", "join-form"]) {
  for (const type of ["input", "change"]) find(form).addEventListener(type, showCode);
}
on("variables", "input", () => topics.draw());
on("filter", "input", () => frames.filter(find("filter").value, find("heartbeats").checked));
on("heartbeats", "change", () => frames.filter(find("filter").value, find("heartbeats").checked));
on("clear", "click", () => frames.clear());
on("code-kind", "change", showCode);
on("code-token", "change", showCode);
on("copy", "click", copyCode);

replace(find("code-kind"), Object.keys(codes).map((name) => h("option", {}, name)));
topics.start();
showToken();
find("dev-login").hidden = !(await hasDevLogin());
