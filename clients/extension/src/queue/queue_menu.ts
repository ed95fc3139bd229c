// "Queue in Lossy" in the context menus of links to videos, of videos, and of pages of the platforms.

import { SignedOutError } from "../../../lossy/src/errors.js";
import { problemText } from "../../../ui/src/problem_text.js";
import { queueVideo } from "./queue_video.js";
import { PLATFORM_PATTERNS, targetOf } from "./queued_target.js";

const BADGE_MS = 8000;

type Menu = Omit<chrome.contextMenus.CreateProperties, "id" | "title">;

const MENUS: Record<string, Menu> = {
  queue_link: { contexts: ["link"], targetUrlPatterns: PLATFORM_PATTERNS },
  queue_video: { contexts: ["video"] },
  queue_page: { contexts: ["page"], documentUrlPatterns: PLATFORM_PATTERNS },
};

interface Outcome {
  done: boolean;
  text: string;
}

async function queue(click: chrome.contextMenus.OnClickData, tab: chrome.tabs.Tab | undefined): Promise<Outcome> {
  const target = targetOf(click, tab?.title ?? "");
  if (!target) return { done: false, text: "This has no address that Lossy could queue." };
  const name = target.title || target.url;
  try {
    const { alreadyStarted } = await queueVideo(target);
    const text = alreadyStarted ? `You have begun with “${name}” already.` : `“${name}” is in your queue.`;
    return { done: true, text };
  } catch (error) {
    const reason = error instanceof SignedOutError ? "Sign in to Lossy first." : problemText(error);
    return { done: false, text: `“${name}” is not queued. ${reason}` };
  }
}

// The badge is seen at once; the notification has the words. A browser without notifications has them
// in the title of the toolbar's button.
async function tell({ done, text }: Outcome): Promise<void> {
  await Promise.all([
    chrome.action.setBadgeText({ text: done ? "✓" : "!" }),
    chrome.action.setBadgeBackgroundColor({ color: done ? "#1a7f4b" : "#b3261e" }),
    chrome.action.setTitle({ title: `Lossy: ${text}` }),
    chrome.notifications.create("queued", {
      type: "basic",
      iconUrl: chrome.runtime.getURL("icon128.png"),
      title: done ? "Lossy" : "Lossy could not do that",
      message: text,
    }),
  ]);
  setTimeout(() => {
    void chrome.action.setBadgeText({ text: "" });
    void chrome.action.setTitle({ title: "Lossy" });
  }, BADGE_MS);
}

/** Makes the menus, and answers their clicks. The worker calls it whenever it starts. */
export function addQueueMenus(): void {
  // The browser keeps menus until the extension changes.
  chrome.runtime.onInstalled.addListener(async () => {
    await chrome.contextMenus.removeAll();
    for (const [id, menu] of Object.entries(MENUS)) {
      chrome.contextMenus.create({ id, title: "Queue in Lossy", ...menu });
    }
  });
  chrome.contextMenus.onClicked.addListener(async (click, tab) => {
    if (click.menuItemId in MENUS) await tell(await queue(click, tab));
  });
}
