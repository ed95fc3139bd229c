// The platforms of videos, from the table that the video service has as well. All functions are pure.

import table from "../../../proto/lossy/video/v1/platforms.json" with { type: "json" };

/** A rule by which a URL names a video. The table describes the members. */
interface IdRule {
  at?: string;
  path?: string;
  query?: string;
  without?: string;
  except?: string[];
  mixed?: boolean;
  links?: string[];
}

/** CSS selectors of the elements of a platform's pages. */
export interface PageElements {
  video?: string;
  ignored?: string;
  bar?: string;
  title?: string;
}

interface Platform {
  name: string;
  domains: string[];
  ids: IdRule[];
  page?: PageElements;
}

/** The source of a video: its platform, and its id there. */
export interface Source {
  platform: string;
  externalId: string;
}

const PLATFORMS = table.platforms as readonly Platform[];
const MIN_MIXED_SIZE = 6;

const isAt = (host: string, domain: string) => host === domain || host.endsWith(`.${domain}`);
const hostOf = ({ hostname }: URL) => hostname.replace(/\.$/, "").replace(/^www\./, "");

function platformOf(url: URL): Platform | null {
  if (!/^https?:$/.test(url.protocol)) return null;
  const host = hostOf(url);
  return PLATFORMS.find(({ domains }) => domains.some((domain) => isAt(host, domain))) ?? null;
}

function parsed(url: string, base?: URL): URL | null {
  try {
    return new URL(url, base);
  } catch {
    return null;
  }
}

function matchedId(rule: IdRule, url: URL): string | null {
  const segments = url.pathname.split("/").filter(Boolean);
  const whole = segments.map((segment) => `/${segment}`).join("");
  const path = rule.without ? whole.replace(new RegExp(rule.without, "g"), "") : whole;
  const inPath = rule.path === undefined ? [] : new RegExp(rule.path).exec(path);
  const inQuery = rule.query === undefined ? [] : new RegExp(rule.query).exec(url.search);
  if (!inPath || !inQuery) return null;
  const id = inPath[1] ?? inQuery[1] ?? "";
  const mixed = id.length >= MIN_MIXED_SIZE && /\d/.test(id);
  return id === "" || rule.except?.includes(id) || (rule.mixed && !mixed) ? null : id;
}

// The recursion ends, since each target is shorter than its link.
function linkedId(platform: Platform, { links = [] }: IdRule, url: URL): string | null {
  for (const name of links) {
    const link = url.searchParams.get(name);
    const target = link && link.length < url.href.length ? parsed(link, url) : null;
    if (target && target.href.length < url.href.length && platformOf(target) === platform) {
      return idOf(platform, target);
    }
  }
  return null;
}

function idOf(platform: Platform, url: URL): string | null {
  for (const rule of platform.ids) {
    if (rule.at && !isAt(hostOf(url), rule.at)) continue;
    const id = rule.links ? linkedId(platform, rule, url) : matchedId(rule, url);
    if (id) return id;
  }
  return null;
}

/** Returns the video that the URL names, or null if it names none. */
export function sourceOf(url: string): Source | null {
  const page = parsed(url);
  const platform = page && platformOf(page);
  const externalId = platform && idOf(platform, page);
  return externalId ? { platform: platform.name, externalId } : null;
}

/**
 * Returns the source of the video on a page. The page of a video that its URL does not name, such as
 * any page with a `<video>`, is "generic", and its id is the URL without the fragment.
 */
export function sourceOfPage(url: string): Source {
  return sourceOf(url) ?? { platform: "generic", externalId: url.replace(/#.*$/, "") };
}

/** Returns the elements that the pages of the URL's platform have, or any page. */
export function elementsOf(url: string): PageElements {
  const page = parsed(url);
  return { ...table.any_page, ...(page && platformOf(page)?.page) };
}

/** Returns the domains of all platforms. */
export const platformDomains = (): string[] => PLATFORMS.flatMap(({ domains }) => domains);
