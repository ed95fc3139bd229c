// What the extension stores besides the data of the client: the settings, the account and the device.

import type { Settings } from "./messages.js";
import type { ProviderTokens } from "../../openid/src/openid.js";
import { checkedSettings } from "./settings_check.js";

export const DEFAULT_SETTINGS: Settings = {
  server: "http://localhost:4000",
  recognition: "server",
  language: "",
  pauseWhileSpeaking: true,
  markers: true,
  microphone: "",
};

/** The user who is signed in, and the provider's tokens if one was asked. */
export interface StoredAccount {
  user: string;
  server: string;
  openid: ProviderTokens | null;
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

/** Stores changes of settings. Rejects with the reason if a value is not valid, and stores nothing then. */
export async function writeSettings(changes: Partial<Settings>): Promise<Settings> {
  const { settings, problems } = checkedSettings({ ...(await readSettings()), ...changes });
  const [problem] = Object.values(problems);
  if (problem) throw new Error(problem);
  await write("settings", settings);
  return settings;
}

/** Calls `callback` after each change of the settings, here or in another part. The returned function ends that. */
export function onSettings(callback: (settings: Settings) => void): () => void {
  const changed = (changes: Record<string, chrome.storage.StorageChange>) => {
    const { settings } = changes;
    if (settings) callback({ ...DEFAULT_SETTINGS, ...(settings.newValue as Partial<Settings> | undefined) });
  };
  chrome.storage.local.onChanged.addListener(changed);
  // A script that the extension has left behind has no listeners.
  return () => {
    if (chrome.runtime?.id) chrome.storage.local.onChanged.removeListener(changed);
  };
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
