// What the extension stores besides the data of the client: the settings, the account and the device.

import type { Settings } from "./messages.js";

export const DEFAULT_SETTINGS: Settings = {
  server: "http://localhost:4000",
  recognition: "server",
  language: "",
  pauseWhileSpeaking: true,
};

/** The user who is signed in, and the provider's tokens if one was asked. */
export interface StoredAccount {
  user: string;
  server: string;
  openid: { token: string; refresh: string | null } | null;
}

interface Stored {
  settings: Partial<Settings>;
  account: StoredAccount | null;
  device: string;
}

async function read<Key extends keyof Stored>(key: Key): Promise<Stored[Key] | undefined> {
  return (await chrome.storage.local.get(key))[key] as Stored[Key] | undefined;
}

const write = <Key extends keyof Stored>(key: Key, value: Stored[Key]) => chrome.storage.local.set({ [key]: value });

export const readSettings = async (): Promise<Settings> => ({ ...DEFAULT_SETTINGS, ...(await read("settings")) });

/** Returns the origin that an address names. Throws an Error with the reason if it names none. */
export function originOf(address: string): string {
  let url: URL;
  try {
    url = new URL(address.trim());
  } catch {
    throw new Error(`the server's address must be like https://lossy.example, not "${address}"`);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new Error(`the server's address must begin with http:// or https://, not ${url.protocol}`);
  }
  return url.origin;
}

export async function writeSettings(changes: Partial<Settings>): Promise<Settings> {
  const settings = { ...(await readSettings()), ...changes };
  settings.server = originOf(settings.server);
  await write("settings", settings);
  return settings;
}

export const readAccount = async (): Promise<StoredAccount | null> => (await read("account")) ?? null;

export const writeAccount = (account: StoredAccount | null) => write("account", account);

/** The name of this browser, which stays. */
export async function deviceId(): Promise<string> {
  const known = await read("device");
  if (known) return known;
  const made = `extension-${crypto.randomUUID()}`;
  await write("device", made);
  return made;
}
