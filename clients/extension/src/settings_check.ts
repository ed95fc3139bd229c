// The check of the settings. All functions are pure.

import type { Settings } from "./messages.js";

export type SettingsProblems = Partial<Record<keyof Settings, string>>;

function originOf(address: string): { origin: string } | { problem: string } {
  const example = "such as https://lossy.example";
  if (!address.trim()) return { problem: `The server has an address, ${example}.` };
  if (!URL.canParse(address.trim())) return { problem: `“${address.trim()}” is no address of a server, ${example}.` };
  const { protocol, origin, username } = new URL(address.trim());
  if (protocol !== "http:" && protocol !== "https:") {
    return { problem: `The server's address begins with https:// or http://, ${example}.` };
  }
  return username ? { problem: "The server's address must not have a name or a password." } : { origin };
}

function languageOf(tag: string): { language: string } | { problem: string } {
  if (!tag.trim()) return { language: "" };
  try {
    return { language: Intl.getCanonicalLocales(tag.trim())[0] ?? "" };
  } catch {
    return { problem: `“${tag.trim()}” is no tag of a language, such as en-GB or pt-BR.` };
  }
}

/**
 * Returns the settings in their stored form: the server's address is an origin, the language a
 * canonical tag. A value that is not valid stays as it is, and has a problem.
 */
export function checkedSettings(settings: Settings): { settings: Settings; problems: SettingsProblems } {
  const checked = { ...settings };
  const problems: SettingsProblems = {};
  const server = originOf(settings.server);
  if ("problem" in server) problems.server = server.problem;
  else checked.server = server.origin;
  const language = languageOf(settings.language);
  if ("problem" in language) problems.language = language.problem;
  else checked.language = language.language;
  return { settings: checked, problems };
}
