// Runs the engine in the page that this browser has for it: the offscreen document, or in a browser
// without offscreen documents the sidebar.

import { Engine } from "./engine/engine.js";
import "./local_port.js";

function run(): Promise<void> {
  const engine = new Engine();
  globalThis.lossyEngine = (port) => engine.addPanel(port);
  chrome.runtime.onConnect.addListener((port) => {
    if (port.name === "page") engine.addPage(port);
    if (port.name === "panel") engine.addPanel(port);
  });
  chrome.runtime.onMessage.addListener((message, _sender, reply) => {
    if (message?.to !== "engine") return;
    void engine.command(message);
    reply(true);
  });
  return engine.start();
}

const isOffscreen = location.pathname === "/offscreen.html";
// Every window of Firefox may have a sidebar; one of them has the engine.
if (isOffscreen) void run();
else if (!("offscreen" in chrome)) {
  void navigator.locks.request("lossy-engine", async () => {
    await run();
    await new Promise(() => {});
  });
}
