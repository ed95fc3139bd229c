// The video that a click of the context menu means. All functions are pure.

import { platformDomains, sourceOfPage } from "../platforms.js";

/** The part of a click that decides. */
export interface Click {
  linkUrl?: string | undefined;
  /** The text of the link, where the browser has it. */
  linkText?: string | undefined;
  frameUrl?: string | undefined;
  pageUrl?: string | undefined;
}

/** The payload of queue_video. */
export interface QueuedTarget {
  platform: string;
  external_id: string;
  url: string;
  title: string;
}

/** Patterns of the URLs of all platforms, for menus. */
export const PLATFORM_PATTERNS = platformDomains().flatMap((domain) => [`*://${domain}/*`, `*://*.${domain}/*`]);

/** Returns the target of a click in a tab with this title, or null if it has no address of the web. */
export function targetOf({ linkUrl, linkText, frameUrl, pageUrl }: Click, tabTitle: string): QueuedTarget | null {
  const url = linkUrl ?? frameUrl ?? pageUrl ?? "";
  if (!/^https?:/.test(url)) return null;
  const { platform, externalId } = sourceOfPage(url);
  const title = linkUrl ? (linkText ?? "") : tabTitle;
  return { platform, external_id: externalId, url, title: title.trim() };
}
