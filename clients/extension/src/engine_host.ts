// Starts the engine where this browser has a place for it, and sends it commands.

import type { EngineCommand } from "./messages.js";

type Plain<Command> = Command extends unknown ? Omit<Command, "to"> : never;

const PAGE = "offscreen.html";

// Requests of several pages at once create one document.
let starting: Promise<void> | null = null;

async function hasDocument(): Promise<boolean> {
  const contextTypes = ["OFFSCREEN_DOCUMENT" as chrome.runtime.ContextType];
  return (await chrome.runtime.getContexts({ contextTypes })).length > 0;
}

async function createDocument(): Promise<void> {
  if (await hasDocument()) return;
  await chrome.offscreen.createDocument({
    url: PAGE,
    reasons: ["USER_MEDIA" as chrome.offscreen.Reason],
    justification: "Records what the reviewer says about a video.",
  });
}

/**
 * Resolves with true when the engine runs. In a browser without offscreen documents the sidebar has
 * the engine, and the user opens it: then false, if it is closed.
 */
export async function startEngine(): Promise<boolean> {
  if (!("offscreen" in chrome)) return sidebarIsOpen();
  starting ??= createDocument().finally(() => {
    starting = null;
  });
  await starting;
  return true;
}

async function sidebarIsOpen(): Promise<boolean> {
  const answer = await chrome.runtime.sendMessage({ to: "engine", kind: "are_you_there" }).catch(() => null);
  return answer === true;
}

/** Starts the engine if necessary, and sends it a command. */
export async function commandEngine(command: Plain<EngineCommand>): Promise<null> {
  if (await startEngine()) await chrome.runtime.sendMessage({ to: "engine", ...command });
  return null;
}
