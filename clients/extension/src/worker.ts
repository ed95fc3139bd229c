// The worker answers requests of the other parts, and hands events of the browser to the engine. It
// has no state: the browser may stop it at any time and starts it for the next request or event.

import { SignedOutError } from "../../lossy/src/errors.js";
import { account, signInForDevelopment, signInOffer, signInWithOpenid, signOut, token } from "./accounts.js";
import { commandEngine, startEngine } from "./engine_host.js";
import { messageOf } from "./message_of.js";
import type { Answers, WorkerRequest } from "./messages.js";
import { addQueueMenus } from "./queue/queue_menu.js";
import type { Answer } from "./requests.js";
import { readSettings, writeSettings } from "./settings.js";

async function askForMicrophone(): Promise<null> {
  await chrome.tabs.create({ url: chrome.runtime.getURL("microphone.html") });
  return null;
}

async function activeTab(): Promise<Answers["active_tab"]> {
  const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
  return { tabId: tab?.id ?? null };
}

function answer(request: WorkerRequest): Promise<Answers[keyof Answers]> {
  switch (request.kind) {
    case "start_engine":
      return startEngine();
    case "active_tab":
      return activeTab();
    case "read_settings":
      return readSettings();
    case "write_settings":
      return writeSettings(request.settings);
    case "read_account":
      return account();
    case "sign_in_offer":
      return signInOffer();
    case "sign_in_for_development":
      return signInForDevelopment(request.user);
    case "sign_in_with_openid":
      return signInWithOpenid();
    case "sign_out":
      return signOut();
    case "token":
      return token();
    case "ask_for_microphone":
      return askForMicrophone();
    case "microphone_allowed":
      return commandEngine({ kind: "microphone_allowed" });
  }
}

async function outcomeOf(request: WorkerRequest): Promise<Answer<unknown>> {
  try {
    return { value: await answer(request) };
  } catch (error) {
    const signedOut = error instanceof SignedOutError;
    return { error: messageOf(error), signedOut };
  }
}

chrome.runtime.onMessage.addListener((message, _sender, reply) => {
  if (message?.to !== "worker") return false;
  void outcomeOf(message).then(reply);
  return true;
});

addQueueMenus();

// The toolbar's button opens the panel.
chrome.runtime.onInstalled.addListener(() => {
  void chrome.sidePanel?.setPanelBehavior({ openPanelOnActionClick: true });
});

chrome.action.onClicked.addListener(() => void chrome.sidebarAction?.toggle());

chrome.commands.onCommand.addListener((command) => {
  // Firefox opens a sidebar only at once when the user acts.
  void chrome.sidebarAction?.open();
  if (command === "toggle_voice_mode") void commandEngine({ kind: "toggle_voice_mode" });
});

const tellActive = (tabId: number) => void commandEngine({ kind: "tab_activated", tabId });

chrome.tabs.onActivated.addListener(({ tabId }) => tellActive(tabId));

chrome.windows.onFocusChanged.addListener(async () => {
  const { tabId } = await activeTab();
  if (tabId !== null) tellActive(tabId);
});

chrome.storage.onChanged.addListener((changes) => {
  if (changes["settings"] || changes["account"]) void commandEngine({ kind: "settings_changed" });
});
